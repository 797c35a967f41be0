"""The addresses of signing in and out, for browsers."""

import asyncio
import hmac
import ipaddress
import logging
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Final, Protocol
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from api.access.authenticator import AccessDenied, Authenticator, Credentials
from api.execution.answer import unexpected
from api.http.admission import cookie_of, refuse_other_sites
from api.http.reply import Refused
from api.sign_in import pages
from api.sign_in.cookies import Cookies
from api.sign_in.errors import BadTokenError, ProviderError
from api.sign_in.flow_state import HOME, LIFE_SECONDS, FlowState, safe_return
from api.sign_in.sign_in_service import Arrival, Newcomer, SignInService
from db.connections.loss import is_lost
from domain.access.member import Identity

LOG = logging.getLogger("throughline.sign_in")
LARGEST_FORM_BYTES: Final = 4_096
CALLBACK: Final = "/sign-in/callback"
SIGNED_OUT: Final = "/signed-out"
Handler = Callable[[Request], Awaitable[Response]]


class Ended(Protocol):
    """What a provider says of sessions that it has ended."""

    @property
    def identity(self) -> Identity:
        """Whose they are."""

    @property
    def opened_until(self) -> datetime:
        """Those opened later go on."""


class Logout(Protocol):
    """Signing out at the provider, and the provider's own signing out."""

    async def onward(self, identity: Identity, state: str) -> str | None:
        """Return where the browser signs out at the provider, None if nowhere."""

    async def ended(self, token: str) -> Ended:
        """Return what a logout token says."""


class Flow(Protocol):
    """The way to the provider and back."""

    async def begin(self, attempt: FlowState) -> str:
        """Return the address to send the browser to."""

    async def redeem(self, code: str, attempt: FlowState) -> Newcomer:
        """Return who came back with a code."""


@dataclass(frozen=True, kw_only=True)
class SignIn:
    """Handles what browsers do at these addresses. Without a `flow` there is no provider."""

    reception: SignInService
    gate: Authenticator
    cookies: Cookies
    origins: frozenset[str]
    flow: Flow | None
    issuer: str | None
    # None where signing out is for here alone.
    farewell: Logout | None
    # Whether links are taken: only where nobody but this machine can ask, and no provider is named.
    links: bool
    # Loads the demonstration, unless it is there.
    bring_demo: Callable[[], Awaitable[object]]
    bringing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def begin(self, request: Request) -> Response:
        """Send the browser to the provider."""
        if self.flow is None:
            return self._no_provider()
        attempt = FlowState.begin(
            safe_return(request.query_params.get("return_to"), self.origins),
            request.query_params.get("organisation"),
        )
        response = RedirectResponse(await self.flow.begin(attempt), HTTPStatus.SEE_OTHER)
        self.cookies.give_attempt(response, attempt.written(), LIFE_SECONDS)
        return response

    async def come_back(self, request: Request) -> Response:
        """Find out who came back from the provider, and let them in."""
        if self.flow is None:
            return self._no_provider()
        given = request.query_params
        attempt = FlowState.read(
            cookie_of(headers_of(request), self.cookies.attempt), given.get("state")
        )
        if attempt is None or given.get("iss", self.issuer) != self.issuer:
            return pages.message_page(
                "This sign-in can't go on",
                "It was begun in another browser, or too long ago, or in several tabs at once.",
                status=400,
            )
        code = given.get("code")
        if code is None:
            LOG.info("the provider let nobody in: %s", given.get("error", "")[:100])
            return pages.message_page("You were not signed in", "The provider says no.", status=403)
        try:
            newcomer = await self.flow.redeem(code, attempt)
        except BadTokenError as error:
            LOG.warning("a sign-in was refused: %s", error)
            return pages.message_page(
                "You were not signed in", "What the provider says proves nothing.", status=403
            )
        arrival = await self.reception.complete(
            newcomer, attempt.organisation, request_id_of(request)
        )
        if arrival is None:
            return self._unknown(newcomer)
        response = await self._welcome(
            request, arrival, safe_return(attempt.return_to, self.origins)
        )
        self.cookies.take(response, self.cookies.attempt)
        return response

    async def by_link(self, request: Request) -> Response:
        """Let in whoever sits at this machine, by the link that only its terminal has shown."""
        if not (self.links and is_local(request)):
            return pages.message_page(
                "Links open nothing here",
                "A sign-in link works on the machine that Throughline runs on, where no sign-in "
                "provider is configured.",
                status=403,
            )
        link = request.query_params.get("link", "")
        arrival = await self.reception.use_link(link, request_id_of(request))
        if arrival is None:
            return pages.message_page(
                "This link was used or is too old",
                "`throughline sign-in-link` prints a fresh one.",
                status=403,
                again=False,
            )
        return await self._welcome(request, arrival, HOME)

    async def account(self, request: Request) -> Response:
        """Show who is signed in, and the ways out."""
        found = await self._session(request)
        if found is None:
            return RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
        where = () if found.identity is None else await self.reception.where(found.identity)
        names = {each.key: each.name for each in where}
        name, organisation = await self.reception.names(found.viewer(""))
        others = [item for item in names.items() if item[0] != found.organisation_key]
        return pages.account(name, organisation, others)

    async def switch(self, request: Request) -> Response:
        """Go on in another organisation, by a session of its own."""
        found = await self._own(request)
        key = (await form_of(request)).get("organisation", "")
        arrival = (
            None
            if found is None or found.identity is None
            else await self.reception.enter(found.identity, key, request_id_of(request))
        )
        if arrival is None:
            return pages.message_page(
                "You can't go on there", "You are not a member of this organisation.", status=403
            )
        return await self._welcome(request, arrival, HOME)

    async def look_around(self, request: Request) -> Response:
        """Go on in the demonstration, loaded now unless it is there.

        Only where links are taken: whoever sits there may come in anywhere.
        """
        if await self._own(request) is None:
            return RedirectResponse("/sign-in", HTTPStatus.SEE_OTHER)
        if not (self.links and is_local(request)):
            return pages.message_page(
                "The demonstration is not opened here",
                "It is one click away on the machine that Throughline runs on, where no sign-in "
                "provider is configured. Elsewhere, ask whoever runs it.",
                status=403,
                again=False,
            )
        async with self.bringing:
            await self.bring_demo()
        arrival = await self.reception.look_around(request_id_of(request))
        if arrival is None:
            return pages.message_page(
                "There is no demonstration", "It could not be loaded.", status=404
            )
        return await self._welcome(request, arrival, HOME)

    async def leave(self, request: Request) -> Response:
        """End this session, and lead the browser on to end the one with the provider."""
        found = await self._own(request)
        if found is None:
            return self._farewell()
        await self.reception.leave(found.viewer(request_id_of(request)))
        state = secrets.token_urlsafe(32)
        onward = await self._onward(found, state)
        if onward is None:
            return self._farewell()
        response = self._farewell(pages.onward(onward))
        self.cookies.give_farewell(response, state, LIFE_SECONDS)
        return response

    async def left(self, request: Request) -> Response:
        """Say what came of signing out, to who comes back from the provider."""
        if await self._session(request) is not None:
            return RedirectResponse("/account", HTTPStatus.SEE_OTHER)
        kept = cookie_of(headers_of(request), self.cookies.farewell)
        state = request.query_params.get("state", "")
        back = kept is not None and hmac.compare_digest(kept.encode(), state.encode())
        where = "here and at your sign-in provider" if back else "here"
        response = pages.message_page("Signed out", f"You are signed out {where}.", status=200)
        self.cookies.take(response, self.cookies.farewell)
        return response

    async def told_to_end(self, request: Request) -> Response:
        """End the sessions that the provider says it has ended, in its own signed words."""
        if self.farewell is None:
            return self._no_provider()
        token = (await form_of(request)).get("logout_token", "")
        headers = {"cache-control": "no-store"}
        try:
            ended = await self.farewell.ended(token)
        except BadTokenError as error:
            LOG.warning("a logout token was refused: %s", error)
            return JSONResponse({"error": "invalid_request"}, 400, headers)
        request_id = request_id_of(request)
        await self.reception.end_by_provider(ended.identity, ended.opened_until, request_id)
        self.gate.clear()
        return Response(status_code=200, headers=headers)

    async def leave_everywhere(self, request: Request) -> Response:
        """End every session of whoever asks, in every organisation."""
        found = await self._own(request)
        if found is not None:
            viewer = found.viewer(request_id_of(request))
            await self.reception.leave_everywhere(viewer, found.identity)
        return self._farewell()

    async def _onward(self, left: Credentials, state: str) -> str | None:
        """Return where to sign out as well, None if nowhere: the session here has ended already."""
        if self.farewell is None or left.identity is None:
            return None
        try:
            return await self.farewell.onward(left.identity, state)
        except ProviderError as error:
            LOG.warning("nobody can sign out at the provider: %s", error)
            return None

    async def _session(self, request: Request) -> Credentials | None:
        secret = cookie_of(headers_of(request), self.cookies.session)
        return None if secret is None else await self.gate.authenticate_session(secret)

    async def _own(self, request: Request) -> Credentials | None:
        """Return the session of a form that one of our own pages posted."""
        refuse_other_sites(headers_of(request), frozenset(), request.method)
        return await self._session(request)

    async def _welcome(self, request: Request, arrival: Arrival, to: str) -> Response:
        # Whatever the browser came with ends here: what is signed in is always known by a new
        # secret.
        before = await self._session(request)
        if before is not None:
            await self.reception.leave(before.viewer(request_id_of(request)))
            self.gate.clear()
        response = RedirectResponse(to, HTTPStatus.SEE_OTHER, headers=pages.HEADERS)
        self.cookies.give_session(response, arrival.secret)
        return response

    def _farewell(self, said: Response | None = None) -> Response:
        self.gate.clear()
        response = said or pages.message_page("Signed out", "Your session has ended.", status=200)
        self.cookies.take(response, self.cookies.session)
        # What the pages kept in this browser goes with it.
        response.headers["clear-site-data"] = '"cache", "storage"'
        return response

    def _no_provider(self) -> Response:
        way = (
            "Run `throughline sign-in-link` on this machine, and open the link it prints."
            if self.links
            else "Whoever runs it can name one: see THROUGHLINE_OIDC_ISSUER in docs/operations.md."
        )
        return pages.message_page(
            "Sign in", "No sign-in provider is configured here.", way, status=200, again=False
        )

    @staticmethod
    def _unknown(newcomer: Newcomer) -> Response:
        vouched = (
            f"The provider vouches for {newcomer.email}."
            if newcomer.email
            else "The provider vouches for no e-mail address of yours, so no invitation can be "
            "found."
        )
        return pages.message_page(
            "No organisation knows you yet",
            vouched,
            "Ask an administrator to invite you by the address you have at the provider, then sign "
            "in again.",
            status=403,
        )


def routes(sign_in: Callable[[], SignIn]) -> list[BaseRoute]:
    """Return the routes; `sign_in` is there once the application has started."""

    def route(path: str, name: str, method: str) -> Route:
        async def handle(request: Request) -> Response:
            handler: Handler = getattr(sign_in(), name)
            return await answered(handler, request)

        return Route(path, handle, methods=[method])

    return [
        route("/sign-in", "begin", "GET"),
        route(CALLBACK, "come_back", "GET"),
        route("/sign-in/link", "by_link", "GET"),
        route("/sign-in/switch", "switch", "POST"),
        route("/sign-in/demo", "look_around", "POST"),
        route("/account", "account", "GET"),
        route("/sign-out", "leave", "POST"),
        route("/sign-out/everywhere", "leave_everywhere", "POST"),
        route("/sign-out/back-channel", "told_to_end", "POST"),
        route(SIGNED_OUT, "left", "GET"),
    ]


async def answered(handler: Handler, request: Request) -> Response:
    """Answer whatever happens: what goes wrong unexpectedly is logged under an id, and masked."""
    try:
        return await handler(request)
    except (Refused, AccessDenied) as refused:
        return pages.message_page("This is refused", refused.message, status=refused.status)
    except ProviderError as error:
        LOG.warning("the sign-in provider can't be asked: %s", error)
        return pages.message_page(
            "The sign-in provider can't be reached",
            "Try again in a few minutes. Whoever runs Throughline finds the cause in the log.",
            status=503,
        )
    except Exception as error:  # noqa: BLE001 - the last place where it can be masked
        status = 503 if is_lost(error) else 500
        return pages.message_page("This did not work", unexpected(error).message, status=status)


def headers_of(request: Request) -> dict[str, str]:
    return dict(request.headers)


def request_id_of(request: Request) -> str:
    """Return an id that the events of this request are found by."""
    found: str | None = getattr(request.state, "request_id", None)
    if found is None:
        found = request.state.request_id = secrets.token_hex(16)
    return found


async def form_of(request: Request) -> dict[str, str]:
    """Return the fields of a small form."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM_BYTES:
            raise Refused(413, "TOO_LARGE", "This form is too large.")
    try:
        given = parse_qs(body.decode(), max_num_fields=20)
    except ValueError as error:
        raise Refused(400, "BAD_REQUEST", "This is no form.") from error
    return {name: values[-1] for name, values in given.items()}


def is_local(request: Request) -> bool:
    """Tell whether this machine itself asks, for itself.

    The name it asks for counts as well: a page elsewhere can give its own name our address.
    """
    named = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    forwarded = {"forwarded", "x-forwarded-for", "x-real-ip"} & set(request.headers.keys())
    return (
        not forwarded
        and request.client is not None
        and is_loopback(request.client.host)
        and (named == "localhost" or is_loopback(named))
    )


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
