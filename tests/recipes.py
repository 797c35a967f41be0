"""The recipes of docs/api.md, read from the document and cooked one step after the other.

An answer is shown as it is, but that a text which ends in … stands for any that begins so, and …
alone for any value. In variables `milestone_…` stands for the first id of a milestone that an
answer before held, `milestone_…2` for the second, and … alone for what came last under the
variable's own name: a version, a revision; for `after` the end cursor. In a header it is the ETag.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

DOCUMENT = Path(__file__).parents[1] / "docs" / "api.md"
SECTION = re.compile(r"^## Recipes\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
RECIPE = re.compile(r"^### (.+?)\n(.*?)(?=^### |\Z)", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```(\w+)(?: (\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ID = re.compile(r"[a-z_]+_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ANY = "…"


@dataclass(frozen=True)
class Block:
    """A block of code: its language, what it is said to be, and its text."""

    language: str
    role: str
    text: str


@dataclass(frozen=True)
class Recipe:
    """A heading of the section and the blocks below it."""

    title: str
    blocks: tuple[Block, ...]


def recipes() -> list[Recipe]:
    """Return the recipes of the document."""
    section = SECTION.search(DOCUMENT.read_text(encoding="utf-8"))
    assert section is not None
    return [
        Recipe(title, tuple(Block(*found) for found in BLOCK.findall(body)))
        for title, body in RECIPE.findall(section[1])
    ]


class Kitchen:
    """Cooks recipes against a server, remembering what its answers held."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        self.ids: dict[str, list[str]] = {}
        self.last: dict[str, Any] = {}
        self.tag = ""

    def cook(self, recipe: Recipe) -> Iterator[tuple[Block, Any, Any]]:
        """Take every step; yield each answer's block, what it shows, and what came."""
        blocks = iter(recipe.blocks)
        for block in blocks:
            assert block.language in ("graphql", "http"), block
            if block.language == "http":
                answer = next(blocks)
                yield answer, answer.text.split("\n"), self.send(block.text)
                continue
            variables: dict[str, Any] = {}
            answer = next(blocks)
            if answer.role == "variables":
                variables = self.filled(json.loads(answer.text))
                answer = next(blocks)
            assert (answer.language, answer.role) == ("json", ""), answer
            came = self.ask(block.text, variables)
            yield answer, json.loads(answer.text), came

    def ask(self, query: str, variables: dict[str, Any]) -> Any:
        body = {"query": query, "variables": variables}
        answer = self.client.post("/graphql", json=body).json()
        answer.pop("extensions", None)
        self.remember(answer)
        return answer

    def send(self, text: str) -> list[str]:
        """Send a request as it is written, and return status and headers that were answered."""
        first, *lines = text.strip().split("\n")
        method, path, _ = first.split(" ")
        headers = dict(line.split(": ", 1) for line in lines)
        headers = {
            name: self.tag if value == ANY else value
            for name, value in headers.items()
            if name != "Authorization"
        }
        response = self.client.request(method, path, headers=headers)
        self.tag = response.headers.get("etag", "")
        reason = response.reason_phrase
        return [
            f"HTTP/1.1 {response.status_code} {reason}",
            *(f"{name}: {value}" for name, value in response.headers.items()),
        ]

    def remember(self, value: Any) -> None:
        if isinstance(value, dict):
            for name, each in value.items():
                self.last["after" if name == "endCursor" else name] = each
                self.remember(each)
        elif isinstance(value, list):
            for each in value:
                self.remember(each)
        elif isinstance(value, str) and ID.fullmatch(value):
            known = self.ids.setdefault(value.rpartition("_")[0], [])
            if value not in known:
                known.append(value)

    def filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {
                name: self.last[name] if each == ANY else self.filled(each)
                for name, each in value.items()
            }
        if isinstance(value, list):
            return [self.filled(each) for each in value]
        if isinstance(value, str) and ANY in value:
            kind, _, place = value.partition(ANY)
            return self.ids[kind.removesuffix("_")][int(place or 1) - 1]
        return value


def differences(shown: Any, came: Any, path: str = "") -> list[str]:
    """Return where an answer is not what is shown."""
    if shown == ANY:
        return []
    if isinstance(shown, dict) and isinstance(came, dict):
        if list(shown) != list(came):
            return [f"{path}: {list(came)} and not {list(shown)}"]
        return [
            each
            for name in shown
            for each in differences(shown[name], came[name], f"{path}.{name}")
        ]
    if isinstance(shown, list) and isinstance(came, list):
        if len(shown) != len(came):
            return [f"{path}: {len(came)} and not {len(shown)}"]
        pairs = enumerate(zip(shown, came, strict=True))
        return [each for place, pair in pairs for each in differences(*pair, f"{path}[{place}]")]
    if isinstance(shown, str) and shown.endswith(ANY) and isinstance(came, str):
        return [] if came.startswith(shown[:-1]) else [f"{path}: {came!r} and not {shown!r}"]
    return [] if shown == came else [f"{path}: {came!r} and not {shown!r}"]
