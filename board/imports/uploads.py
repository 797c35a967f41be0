"""Receiving files: streamed past our memory, bounded, and gone with the request.

They lie in files without a name, which the system takes back even from a process that is killed.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import Final

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from domain.imports.import_run import BAD_FILES, TOO_LARGE, NotImported, UploadedFile

LARGEST_BYTES: Final = 32 * 2**20
FILES_AT_MOST: Final = 50
FIELDS_AT_MOST: Final = 20
LONGEST_FIELD_BYTES: Final = 4_096
IN_MEMORY_BYTES: Final = 2**20
SECONDS: Final = 300.0
AT_ONCE: Final = 4
MULTIPART: Final = "multipart/form-data"
ZIP: Final = ("application/zip", "application/x-zip-compressed")
MALFORMED: Final = "What was sent can't be read as a form with files."


@dataclass(frozen=True, slots=True)
class Received:
    """What a request brought: the fields of the form, and the files."""

    fields: Mapping[str, str]
    sent: tuple[UploadedFile, ...]


class UploadLimiter:
    """Room for a few that send at the same time; more are told to come back."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self.left = at_once

    @asynccontextmanager
    async def receive(self, request: Request) -> AsyncIterator[Received]:
        """Yield what a request brings, as long as the block runs. Raises NotImported."""
        if not self.left:
            raise NotImported(
                "TOO_MANY", "Others are sending files just now. Try again in a minute."
            )
        self.left -= 1
        try:
            async with AsyncExitStack() as files:
                try:
                    async with asyncio.timeout(SECONDS):
                        received = await read(request, files)
                except TimeoutError:
                    raise NotImported(
                        "TOO_SLOW", f"The files took longer than {SECONDS:g} s to arrive."
                    ) from None
                except ClientDisconnect:
                    raise NotImported(BAD_FILES, "The connection was lost.") from None
                yield received
        finally:
            self.left += 1


async def read(request: Request, files: AsyncExitStack) -> Received:
    """Read a form with files, or a zip that is the whole body."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared) > LARGEST_BYTES:
        raise too_large()
    if kind == MULTIPART:
        return await read_form(request, files)
    if kind in ZIP:
        return await read_zip(request, files)
    raise NotImported(
        "UNSUPPORTED_MEDIA_TYPE",
        f"Send the files as {MULTIPART}, or one zip as {ZIP[0]}.",
    )


async def read_form(request: Request, files: AsyncExitStack) -> Received:
    parser = MultiPartParser(
        request.headers,
        bounded(request),
        max_files=FILES_AT_MOST,
        max_fields=FIELDS_AT_MOST,
        max_part_size=LONGEST_FIELD_BYTES,
    )
    parser.spool_max_size = IN_MEMORY_BYTES
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise NotImported(BAD_FILES, f"{MALFORMED} {error.message}") from None
    files.push_async_callback(form.close)
    fields, sent = {}, []
    for name, value in form.multi_items():
        if not isinstance(value, UploadFile):
            fields[name] = value
        elif value.filename:
            # A field in which no file was chosen has no name.
            sent.append(UploadedFile(value.filename, value.file))
    return Received(fields, tuple(sent))


async def read_zip(request: Request, files: AsyncExitStack) -> Received:
    body = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115 - closed by `files`
    files.callback(body.close)
    async for chunk in bounded(request):
        await asyncio.to_thread(body.write, chunk)
    body.seek(0)
    return Received({}, (UploadedFile("portfolio.zip", body),))


async def bounded(request: Request) -> AsyncGenerator[bytes, None]:
    """Yield the body piece by piece, and no more of it than may be sent."""
    count = 0
    async for chunk in request.stream():
        count += len(chunk)
        if count > LARGEST_BYTES:
            raise too_large()
        yield chunk


def too_large() -> NotImported:
    return NotImported(
        TOO_LARGE,
        f"The files are larger than {LARGEST_BYTES // 2**20} MiB. Send them as one zip, which "
        "makes them about a tenth as large.",
    )
