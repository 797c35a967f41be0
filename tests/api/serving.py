"""The real application over real HTTP, and clients of it."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx

from api.app import create_app
from api.http.server import Server, config
from api.settings import Settings

# What `throughline serve` takes by itself on this machine, but for GraphiQL.
DEVELOPMENT = Settings(introspection=True)
STARTED_WITHIN_SECONDS = 60.0
# Made once, though nothing here is encrypted: it reads all certificates, which takes longer than
# most tests.
ENCRYPTION = httpx.create_ssl_context()


@contextlib.contextmanager
def serving(
    url: str, settings: Settings | Callable[[str], Settings] = DEVELOPMENT
) -> Iterator[str]:
    """Serve the application on a free port of this machine; yield its address.

    Settings that name the address are given as a function of it.
    """
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    if callable(settings):
        settings = settings(address)
    app = create_app(settings, url)
    server = Server(config(app), app.stopping)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    deadline = time.monotonic() + STARTED_WITHIN_SECONDS
    while not server.started:
        assert thread.is_alive(), "the application did not start"
        assert time.monotonic() < deadline, "the application takes too long to start"
        time.sleep(0.005)
    try:
        yield address
    finally:
        server.should_exit = True
        thread.join(STARTED_WITHIN_SECONDS)
        assert not thread.is_alive()


class Client:
    """Someone with a token, asking one server."""

    def __init__(self, address: str, token: str | None) -> None:
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        self.http = httpx.Client(base_url=address, headers=headers, timeout=30, verify=ENCRYPTION)

    def post(self, body: object, **options: Any) -> httpx.Response:
        """Send a body, as JSON unless it is bytes."""
        if isinstance(body, bytes):
            headers = {"content-type": "application/json"} | options.pop("headers", {})
            return self.http.post("/graphql", content=body, headers=headers, **options)
        return self.http.post("/graphql", json=body, **options)

    def answer(self, query: str, /, **variables: object) -> dict[str, Any]:
        """Return the whole answer."""
        response = self.post({"query": query, "variables": variables})
        answer: dict[str, Any] = response.json()
        return answer

    def ask(self, query: str, /, **variables: object) -> Any:
        """Return the data of an answer without errors."""
        answer = self.answer(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    def change(self, name: str, selection: str = "", /, **given: object) -> dict[str, Any]:
        """Make a change and return its payload."""
        kind = f"{name[0].upper()}{name[1:]}Input"
        data = self.ask(
            f"mutation($input: {kind}!) {{ {name}(input: $input)"
            f" {{ revision problems {{ code message path hint }} {selection} }} }}",
            input=given,
        )
        payload: dict[str, Any] = data[name]
        return payload

    def make(self, name: str, field: str, /, **given: object) -> str:
        """Make a change that must succeed, and return the id of what it answers with."""
        payload = self.change(name, f"{field} {{ id }}", **given)
        assert payload["problems"] == [], (name, payload["problems"])
        identity: str = payload[field]["id"]
        return identity

    def refusal(self, query: str, /, **variables: object) -> Mapping[str, Any]:
        """Return the only error of an answer without data."""
        answer = self.answer(query, **variables)
        assert answer.get("data") is None, answer
        [error] = answer["errors"]
        assert isinstance(error, dict)
        return error

    def close(self) -> None:
        self.http.close()


def code(response: httpx.Response) -> str:
    """Return the code of the only error of an answer."""
    [error] = response.json()["errors"]
    assert error["message"]
    found: str = error["extensions"]["code"]
    return found
