"""Persisted documents: requests that name a document by its SHA-256 hash instead of sending it.

A document is trusted, if the server was given it at its start, or was registered by a client that
sent it once together with its hash (the protocol of Apollo's automatic persisted queries). A
trusted one is there for everybody; a registered one for the organisation it came from, until the
memory for them is full or the process ends.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from graphql import GraphQLError

from api.execution.answer import Request
from api.http.reply import Refused

PREFIX = "sha256:"
# What is registered at most: in all, and of one document.
REGISTERED_BYTES = 16 * 1024 * 1024
LARGEST_REGISTERED_BYTES = 64 * 1024
_APOLLO_FORMAT = "apollo-persisted-query-manifest"


class ManifestError(ValueError):
    """A file of trusted documents that can't be used; the message names it and says why."""


class PersistedDocuments:
    """Finds the document that a request names.

    `trusted` are documents by their hash, `own` those that the server's own pages ask; with
    `only_trusted` nothing else is answered, and with `registers` clients may add theirs.
    """

    def __init__(
        self,
        trusted: Mapping[str, str],
        *,
        own: Mapping[str, str] | None = None,
        only_trusted: bool = False,
        registers: bool = False,
    ) -> None:
        self._trusted = trusted
        self._own = own or {}
        self._trusted_texts = frozenset(trusted.values())
        self._only_trusted = only_trusted
        self._registers = registers and not only_trusted
        self._registered: OrderedDict[tuple[UUID, str], str] = OrderedDict()
        self._registered_bytes = 0

    def resolved(self, request: Request, organisation_id: UUID) -> Request:
        """Return the request with its document; GraphQLError or Refused if it can't have one."""
        if request.document_id is None:
            if self._only_trusted and request.query not in self._trusted_texts:
                raise _not_trusted()
            return request
        if request.query:
            self._check(request.query, request.document_id)
            return request
        text = self._trusted.get(request.document_id) or self._own.get(request.document_id)
        if text is None:
            text = self._registered_text(request.document_id, organisation_id)
        return replace(request, query=text)

    def _registered_text(self, document_id: str, organisation_id: UUID) -> str:
        if not (self._registers or self._trusted):
            raise GraphQLError(
                "PersistedQueryNotSupported", extensions={"code": "PERSISTED_QUERY_NOT_SUPPORTED"}
            )
        key = (organisation_id, document_id)
        text = self._registered.get(key)
        if text is None:
            raise GraphQLError(
                "PersistedQueryNotFound", extensions={"code": "PERSISTED_QUERY_NOT_FOUND"}
            )
        self._registered.move_to_end(key)
        return text

    def _check(self, text: str, document_id: str) -> None:
        """Check a document that came with its hash."""
        if hashlib.sha256(text.encode()).hexdigest() != document_id:
            raise Refused(
                400, "BAD_REQUEST", "The hash is not the SHA-256 of the document that came with it."
            )
        if self._only_trusted and text not in self._trusted_texts:
            raise _not_trusted()

    def register(self, request: Request, organisation_id: UUID) -> None:
        """Keep the document of a request that was executed, where that is wanted.

        Its hash was checked on the way in; executed, it is valid, and counted by the rate limit.
        """
        document_id = request.document_id
        if not self._registers or document_id is None or document_id in self._trusted:
            return
        key, size = (organisation_id, document_id), len(request.query.encode())
        if key in self._registered or size > LARGEST_REGISTERED_BYTES:
            return
        self._registered[key] = request.query
        self._registered_bytes += size
        while self._registered_bytes > REGISTERED_BYTES:
            _, oldest = self._registered.popitem(last=False)
            self._registered_bytes -= len(oldest.encode())


def document_id_of(given: Mapping[str, Any]) -> str | None:
    """Return the hash by which a request names its document: a `documentId` or Apollo's extension.

    An identifier of another kind is returned as it is: nothing is kept under it.
    """
    named = given.get("documentId")
    if named is not None and not isinstance(named, str):
        raise Refused(400, "BAD_REQUEST", "documentId is a string or null.")
    extension = (given.get("extensions") or {}).get("persistedQuery")
    if extension is None:
        return None if named is None else named.removeprefix(PREFIX)
    if not isinstance(extension, dict) or not isinstance(extension.get("sha256Hash"), str):
        raise Refused(400, "BAD_REQUEST", "extensions.persistedQuery has a sha256Hash.")
    if extension.get("version") != 1:
        raise Refused(400, "BAD_REQUEST", "extensions.persistedQuery is of version 1.")
    hashed: str = extension["sha256Hash"]
    if named is not None and named.removeprefix(PREFIX) != hashed:
        raise Refused(400, "BAD_REQUEST", "documentId and the sha256Hash name two documents.")
    return hashed


def read_manifest(path: Path) -> dict[str, str]:
    """Read trusted documents from a JSON file, or from all of a folder: documents by their hash.

    A file is an object with documents under their hashes, as Relay's compiler writes it, or a
    manifest of Apollo's tools. ManifestError where a hash is not its document's.
    """
    if not path.is_dir():
        return _read_file(path)
    files = sorted(path.glob("*.json"))
    if not files:
        raise ManifestError(f"{path} holds no JSON file of documents")
    return {key: text for file in files for key, text in _read_file(file).items()}


def _read_file(path: Path) -> dict[str, str]:
    try:
        content = orjson.loads(path.read_bytes())
    except OSError as error:
        raise ManifestError(f"{path} can't be read: {error.strerror}") from None
    except orjson.JSONDecodeError as error:
        raise ManifestError(f"{path} is not JSON: {error}") from None
    try:
        if content.get("format") == _APOLLO_FORMAT:
            content = {each["id"]: each["body"] for each in content["operations"]}
        texts = {str(key).removeprefix(PREFIX): str(text) for key, text in content.items()}
    except (AttributeError, KeyError, TypeError):
        raise ManifestError(
            f"{path} is neither an object of documents by their hashes nor a manifest of Apollo's"
        ) from None
    for key, text in texts.items():
        if hashlib.sha256(text.encode()).hexdigest() != key:
            raise ManifestError(f"{path}: {key[:80]} is not the SHA-256 of its document")
    return texts


def _not_trusted() -> GraphQLError:
    return GraphQLError(
        "This server answers only the documents on its list of trusted ones, and this is none of "
        "them. Have it added to the list (THROUGHLINE_TRUSTED_DOCUMENTS), or use a server that "
        "answers any document.",
        extensions={"code": "DOCUMENT_NOT_TRUSTED"},
    )
