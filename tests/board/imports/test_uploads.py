"""Receiving files: few at once, not for ever, and nothing of what broke off."""

import asyncio
from typing import Any

import pytest
from starlette.requests import Request

from board.imports import uploads
from board.imports.uploads import UploadLimiter
from domain.imports.import_run import NotImported

PART = (
    b'--x\r\ncontent-disposition: form-data; name="files"; filename="people.csv"\r\n\r\n'
    b"external_id,name\n\r\n--x--\r\n"
)


def asking(*messages: Any, pause: float = 0) -> Request:
    """Return a request whose body comes in these messages."""
    coming = iter(messages)

    async def receive() -> Any:
        await asyncio.sleep(pause)
        return next(coming)

    headers = [(b"content-type", b"multipart/form-data; boundary=x")]
    return Request({"type": "http", "method": "POST", "headers": headers}, receive)


def body(content: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.request", "body": content, "more_body": more}


async def refused(uploads: UploadLimiter, request: Request) -> NotImported:
    with pytest.raises(NotImported) as raised:
        async with uploads.receive(request):
            raise AssertionError("it was received")
    return raised.value


async def test_files_are_there_as_long_as_they_are_looked_at() -> None:
    uploads = UploadLimiter(at_once=1)
    async with uploads.receive(asking(body(PART))) as received:
        [(name, file)] = received.sent
        assert (name, file.read()) == ("people.csv", b"external_id,name\n")
        assert (await refused(uploads, asking(body(PART)))).code == "TOO_MANY"
    assert file.closed
    assert uploads.left == 1


async def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "SECONDS", 0.01)
    room = UploadLimiter(at_once=1)
    found = await refused(room, asking(body(PART), pause=60))
    assert found.code == "TOO_SLOW"
    assert room.left == 1


async def test_what_breaks_off_is_given_up() -> None:
    uploads = UploadLimiter(at_once=1)
    gone = asking(body(PART[:60], more=True), {"type": "http.disconnect"})
    assert (await refused(uploads, gone)).message == "The connection was lost."
    assert uploads.left == 1


async def test_more_files_or_longer_fields_than_a_form_has_are_refused() -> None:
    room = UploadLimiter()
    many = PART[:-7].replace(b"\r\n--x--", b"\r\n") * (uploads.FILES_AT_MOST + 1) + b"--x--\r\n"
    assert "Too many files" in (await refused(room, asking(body(many)))).message
    field = b'--x\r\ncontent-disposition: form-data; name="proof"\r\n\r\n' + b"a" * 5_000
    found = await refused(room, asking(body(field + b"\r\n--x--\r\n")))
    assert "Part exceeded maximum size" in found.message
