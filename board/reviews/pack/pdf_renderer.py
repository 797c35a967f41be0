"""The press: makes PDFs of packs, few at once, each in a process that is given up if it takes long.

Typesetting keeps a processor busy and runs native code over what people typed: whatever becomes of
it there, the server goes on.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import orjson

from board.requests.page_context import QueryFailed

PROGRAM: Final = Path(__file__).parent / "typeset.py"
AT_ONCE: Final = 1
# Beyond those that are being made. Whoever comes then is told to come back.
WAITING_AT_MOST: Final = 8
SECONDS: Final = 20.0
START: Final = b"%PDF-"


class PdfError(Exception):
    """A PDF that could not be made; what the typesetter said is for the log."""


class PdfRenderer:
    """Makes PDFs, each within SECONDS; `at_once` packs at most are under way."""

    def __init__(self, at_once: int = AT_ONCE, program: Path = PROGRAM) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._room = at_once + WAITING_AT_MOST
        self._program = program

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until it is one's turn to ask what a pack tells, and to make it.

        Gathering the facts of past days takes longer than typesetting them. Unanswered when too
        many wait.
        """
        if not self._room:
            raise QueryFailed(
                "RATE_LIMITED", "Other packs are being made just now. Try again in a minute."
            )
        self._room -= 1
        try:
            async with self._free:
                yield
        finally:
            self._room += 1

    async def make(self, content: Mapping[str, Any]) -> bytes:
        """Return a pack as PDF; Unanswered when it takes too long, PressError if it fails."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", str(self._program), str(round(SECONDS))),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            async with asyncio.timeout(SECONDS):
                made, said = await process.communicate(orjson.dumps(content))
        except TimeoutError:
            raise QueryFailed(
                "TYPESETTING",
                f"The pack was not typeset within {SECONDS:g} s. Try again, and tell whoever "
                "runs Throughline if it does not help.",
            ) from None
        finally:
            # Also when whoever asked has gone.
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode or not made.startswith(START):
            raise PdfError(f"exit code {process.returncode}: {said.decode(errors='replace')}")
        return made
