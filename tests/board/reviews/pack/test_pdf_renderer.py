"""The press: bounded in number and time, and apart from the server whatever becomes of it."""

import asyncio
import re
from itertools import pairwise
from pathlib import Path

import pytest
import typst

from board.requests.page_context import QueryFailed
from board.reviews.pack import pdf_renderer as pressing
from board.reviews.pack.pdf_renderer import WAITING_AT_MOST, PdfError, PdfRenderer
from board.reviews.pack.typeset import FOLDER
from tests.durability.served import processes_on

PRINTS = "import sys\nsys.stdout.write('%PDF-' + sys.stdin.read())\n"


def program(folder: Path, text: str) -> Path:
    """Return a typesetter of the test's own."""
    path = folder / "typeset.py"
    path.write_text(text)
    return path


async def test_what_takes_too_long_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pressing, "SECONDS", 1.0)
    renderer = PdfRenderer(program=program(tmp_path, "import time\ntime.sleep(60)\n"))
    with pytest.raises(QueryFailed, match="not typeset within 1 s") as refused:
        await renderer.make({})
    assert refused.value.status == 500
    assert processes_on(tmp_path) == []


@pytest.mark.parametrize(
    "text",
    [
        "import sys\nsys.exit('no ink')\n",
        "import os\nprint('no ink', file=__import__('sys').stderr, flush=True)\nos.abort()\n",
        "import sys\nprint('no ink', file=sys.stderr)\nprint('half a pa')\n",
    ],
    ids=["fails", "dies", "writes no PDF"],
)
async def test_what_fails_fails_alone_and_says_why_to_the_log(tmp_path: Path, text: str) -> None:
    with pytest.raises(PdfError, match="no ink"):
        await PdfRenderer(program=program(tmp_path, text)).make({})


async def test_so_many_are_made_at_once_and_so_many_wait(tmp_path: Path) -> None:
    running = tmp_path / "running"
    running.mkdir()
    text = (
        "import os, sys, time\n"
        f"mine = os.path.join({str(running)!r}, str(os.getpid()))\n"
        "open(mine, 'w').close()\n"
        f"seen = len(os.listdir({str(running)!r}))\n"
        "time.sleep(0.1)\n"
        "os.remove(mine)\n"
        "sys.stdin.read()\n"
        "print('%PDF-', seen)\n"
    )
    renderer = PdfRenderer(at_once=2, program=program(tmp_path, text))

    async def made() -> bytes:
        async with renderer.turn():
            return await renderer.make({})

    wanted = 2 + WAITING_AT_MOST
    making = [asyncio.create_task(made()) for _ in range(wanted)]
    await asyncio.sleep(0)
    with pytest.raises(QueryFailed, match="Other packs are being made") as refused:
        await made()
    assert refused.value.status == 429
    found = await asyncio.gather(*making)
    assert len(found) == wanted
    assert max(int(each.split()[1]) for each in found) <= 2
    assert await made(), "there is room again"


async def test_who_leaves_makes_room(tmp_path: Path) -> None:
    renderer = PdfRenderer(program=program(tmp_path, "import time\ntime.sleep(60)\n"))

    async def made() -> bytes:
        async with renderer.turn():
            return await renderer.make({"a": 1})

    making = asyncio.create_task(made())
    await asyncio.sleep(0.2)
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    # One is made at a time, so this one waits for good if the other is still counted.
    program(tmp_path, PRINTS)
    assert await made() == b'%PDF-{"a":1}'


@pytest.mark.parametrize(
    "source",
    ['#read("/etc/passwd")', '#read("../../README.md")', '#image("/../../docs/portfolio.png")'],
)
def test_the_compiler_reads_its_own_folder_alone(source: str) -> None:
    with pytest.raises(typst.TypstError, match=r"escape|not found|outside"):
        typst.Compiler(root=FOLDER).compile(source.encode(), format="pdf")


def test_the_template_takes_nothing_from_elsewhere() -> None:
    """No package of a registry, no file but its own, and nothing evaluated."""
    for path in sorted(FOLDER.glob("*.typ")):
        text = path.read_text(encoding="utf-8")
        assert "@preview" not in text
        assert "eval(" not in text
        assert "read(" not in text
        for line in text.splitlines():
            assert not line.startswith("#import") or '"charts.typ"' in line


@pytest.mark.parametrize(
    ("greed", "said"),
    [("while True:\n    pass\n", "exit code -"), ("bytearray(3 * 2**30)\n", "MemoryError")],
    ids=["time", "memory"],
)
async def test_a_typesetter_is_held_back(tmp_path: Path, greed: str, said: str) -> None:
    """The system itself ends what takes more of the machine than a pack needs."""
    real = str(FOLDER / "typeset.py")
    text = f"import runpy\nrunpy.run_path({real!r})['hold_back'](1)\n{greed}"
    with pytest.raises(PdfError, match=said):
        await PdfRenderer(program=program(tmp_path, text)).make({})


def test_the_levels_differ_in_grey() -> None:
    """Each step of the chart is lighter than the one before, by a tenth of the whole at least."""
    [steps] = re.findall(r"#let steps = \((.*)\)", (FOLDER / "charts.typ").read_text("utf-8"))
    greys = [
        0.2126 * int(red, 16) + 0.7152 * int(green, 16) + 0.0722 * int(blue, 16)
        for red, green, blue in re.findall(r"#(..)(..)(..)", steps)
    ]
    assert len(greys) == 4
    assert all(after - before > 25 for before, after in pairwise(greys))
