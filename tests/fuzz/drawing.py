"""Requests as bytes: valid, invalid and hostile, each drawn from a seed and its number alone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import quote

from tests.api.queries import CANONICAL, LIGHT, SINGLE
from tests.fuzz.hostile import HOSTILE

VALID = (
    "{ organisation { name today revision } viewer { role } }",
    "{ initiatives(last: 3) { totalCount edges { cursor node { title } } } }",
    "{ people { nodes { name department { name } } } departments { totalCount } }",
    "{ touchpoints(first: 5) { nodes { name stage { name journey { name } } } } }",
    "{ findings { nodes { sentence evidence { sentence } } } }",
    "{ portfolio(first: 5) { asOf entries { title status } } }",
    "{ changes(after: 0) { revision events { kind } } }",
    "{ journeys { nodes { name stages { name touchpoints { name } } } } }",
    # Made once: a portfolio that grew would take more memory for each look at it.
    'mutation { initiativePropose(input: {title: "One"}, idempotencyKey: "fuzz") { revision } }',
    "{ __schema { queryType { name } } }",
)
METHODS = ("PUT", "HEAD", "DELETE", "OPTIONS", "PATCH", "TRACE", "GETT")
KINDS = (
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
    "application/json; charset=utf-16",
    "application/graphql",
    "",
    "/;;=,",
    "a" * 5_000,
)
ACCEPTS = ("text/html", "*/*", "application/graphql-response+json", "", ",,;q=x", "x" * 3_000)
JSON = b"application/json"


@dataclass(frozen=True)
class Drawn:
    """A request: what kind it is of, and the bytes to send, in so many pieces."""

    kind: str
    request: bytes
    pieces: int = 1
    # Whether the server's HTTP parser may refuse it before it reaches us.
    malformed: bool = False


class Drawer:
    """Draws requests by people with these tokens about these ids."""

    def __init__(self, seed: int, tokens: Sequence[str], ids: Sequence[str]) -> None:
        self._seed = seed
        self._tokens = tokens
        self._ids = ids

    def draw(self, number: int) -> Drawn:
        """Draw the request of this number."""
        random = Random(f"{self._seed}-{number}")
        how = random.random()
        if how < 0.25:
            return self._asked(random, number, "valid", *self._valid(random))
        if how < 0.80:
            kind = random.choice(list(HOSTILE))
            return self._asked(random, number, kind, *HOSTILE[kind](random))
        if how < 0.90:
            return Drawn("body", self._post(random, number, self._body(random)))
        return self._odd(random, number)

    def _valid(self, random: Random) -> tuple[str, Any]:
        some_id = random.choice(self._ids)
        return random.choice(
            (
                (LIGHT, {"first": random.randint(1, 100)}),
                (CANONICAL, {"first": random.randint(1, 50)}),
                (SINGLE, {"id": some_id}),
                ("query ($id: ID!) { node(id: $id) { id __typename } }", {"id": some_id}),
                ("query ($n: [ID!]!) { nodes(ids: $n) { id } }", {"n": list(self._ids[:90])}),
                (
                    (
                        "mutation ($id: ID!) { milestoneComplete(input: {id: $id})"
                        " { problems { code } } }"
                    ),
                    {"id": some_id},
                ),
                *((document, None) for document in VALID),
            )
        )

    def _asked(
        self, random: Random, number: int, kind: str, document: str, variables: Any
    ) -> Drawn:
        if random.random() < 0.1 and len(document) < 3_000:
            query = f"query={quote(document, errors='replace')}"
            if variables is not None:
                query += f"&variables={quote(json.dumps(variables)[:2_000])}"
            return Drawn(kind, self._head(random, number, "GET", f"/graphql?{query}") + b"\r\n")
        content = {"query": document, "variables": variables}
        if random.random() < 0.1:
            content["operationName"] = random.choice((None, "Q", "Q1", "nope", "", 7))
        return Drawn(kind, self._post(random, number, json.dumps(content).encode()))

    def _body(self, random: Random) -> bytes:
        """Draw a body that is no request, or a strange one."""
        return random.choice(
            (
                b"",
                b"{",
                b"null",
                b"[]",
                b"[" * 100_000,
                b'{"a":' * 50_000,
                b'[{"query": "{ __typename }"}]' * random.choice((1, 5_000)),
                b'{"query": "\xff\xfe"}',
                b'{"query": "{ __typename }", "variables": {"a": "\xc3\x28"}}',
                b'{"query": "{ nope }", "query": "{ __typename }"}',
                b'{"query": "{ __typename }", "variables": {"a": "\\u0000", "a": 1}}',
                b'{"query": "{ __typename }", "variables": {"\\ud800": 1}}',
                b'{"query": "{ __typename }", "extensions": {"a": ' + b"9" * 100_000 + b"}}",
                b'{"query": "{ __typename }", "variables": {"a": ' + b"9" * 200_000 + b"}}",
                b'{"query": "{ __typename }", "variables": {' + b'"a":1,' * 40_000 + b'"b":1}}',
                b'{"query": 1, "variables": []}',
                b"\x00" * 1_000,
                b"\x1f\x8b\x08" + random.randbytes(200),
                random.randbytes(random.choice((10, 10_000))),
                b" " * random.choice((262_144, 300_000, 2_000_000)),
                b'{"query": "{ __typename }"}' + b" " * 262_000,
                b"query=%7B__typename%7D",
            )
        )

    def _odd(self, random: Random, number: int) -> Drawn:
        """Draw a request whose head is strange, or that comes slowly."""
        body = json.dumps({"query": random.choice(VALID)}).encode()
        head = self._head(random, number, "POST", "/graphql")
        size = b"content-length: %d\r\n" % len(body)
        match random.randrange(10):
            case 0:
                return Drawn("slow", self._post(random, number, body), pieces=random.randint(2, 12))
            case 1:
                large = b'{"query": "{ __typename }", "x": "' + b"x" * 200_000 + b'"}'
                return Drawn("slow", self._post(random, number, large), pieces=20)
            case 2:
                path = random.choice(("/graphql", "/graphql/", "/", "/graphql?query=", "/%00"))
                method = random.choice(METHODS)
                made = self._head(random, number, method, path)
                return Drawn("method", made + size + b"\r\n" + body, malformed=True)
            case 3:
                kind = random.choice(KINDS).encode()
                made = b"content-type: " + kind + b"\r\n" + size + b"\r\n" + body
                return Drawn("type", head + made, malformed=True)
            case 4:
                accept = random.choice(ACCEPTS).encode()
                made = b"accept: " + accept + b"\r\ncontent-type: application/json\r\n" + size
                return Drawn("accept", head + made + b"\r\n" + body)
            case 5:
                token = random.choice(
                    (b"", b"Bearer", b"Bearer x", b"Basic eDp4", b"Bearer tl_" + b"a" * 9_000)
                )
                made = b"POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: " + token + b"\r\n"
                kind = b"content-type: application/json\r\n"
                return Drawn("token", made + kind + size + b"\r\n" + body, malformed=True)
            case 6:
                strange = random.choice(
                    (
                        b"x-request-id: \xff\xfe\r\n",
                        b"content-length: 5\r\n",
                        b"content-length: -1\r\n",
                        b"transfer-encoding: chunked\r\n",
                        b"expect: 100-continue\r\n",
                        b"x: " + b"y" * 70_000 + b"\r\n",
                        b"no colon here\r\n",
                        b": empty\r\n",
                        b"content-encoding: gzip\r\n",
                        b"if-none-match: " + b'"x", ' * 3_000 + b"\r\n",
                    )
                )
                return Drawn("head", head + strange + size + b"\r\n" + body, malformed=True)
            case 7:
                chunk = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
                made = b"content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
                return Drawn("chunked", head + made + chunk)
            case 8:
                noise = random.randbytes(random.choice((5, 500))) + b"\r\n\r\n"
                return Drawn("noise", noise, malformed=True)
            case _:
                query = random.choice(
                    ("%", "query=%ff", "query={__typename}&variables=[", "a=" * 3_000, "query=%00")
                )
                made = self._head(random, number, "GET", f"/graphql?{query}")
                return Drawn("address", made + b"\r\n", malformed=True)

    def _post(self, random: Random, number: int, body: bytes) -> bytes:
        head = self._head(random, number, "POST", "/graphql")
        return head + b"content-type: %b\r\ncontent-length: %d\r\n\r\n%b" % (JSON, len(body), body)

    def _head(self, random: Random, number: int, method: str, path: str) -> bytes:
        token = random.choice(self._tokens)
        return (
            f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n"
            f"x-request-id: {number}\r\nauthorization: Bearer {token}\r\n"
        ).encode("latin-1", "replace")
