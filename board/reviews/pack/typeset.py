"""Typeset: the program that makes one PDF, in a process of its own (press.py starts it).

It reads the content as JSON from standard input, and writes the PDF to standard output. Run as a
file in Python's isolated mode, it imports nothing of ours. A compiler that loops, eats memory or
dies takes this process with it, and nothing else.
"""

import contextlib
import os
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
MEMORY_BYTES = 2 * 2**30
# Beside requests that are answered at the same time, paper can wait.
NICENESS = 10


def main(seconds: int) -> int:
    """Make the PDF within so many seconds of the processor's time."""
    hold_back(seconds)
    # Read by the compiler's thread pool when it begins: one thread, so that others find a core.
    os.putenv("RAYON_NUM_THREADS", "1")
    import typst

    content = sys.stdin.buffer.read().decode()
    # The machine's fonts come last: they only serve signs that ours don't have.
    fonts = typst.Fonts(font_paths=[FOLDER / "fonts"])
    # Files are read from this folder alone: the template and its marks.
    compiler = typst.Compiler(root=FOLDER, font_paths=fonts, sys_inputs={"data": content})
    template = FOLDER / "pack.typ"
    try:
        made = compiler.compile(template, format="pdf", pdf_standards=["ua-1"])
    except typst.TypstError as error:
        # PDF/UA asks for a shape of every sign. Where no font has one, the pack is still tagged.
        if "PDF/UA-1" not in str(error):
            raise
        made = compiler.compile(template, format="pdf")
    assert isinstance(made, bytes)
    sys.stdout.buffer.write(made)
    return 0


def hold_back(seconds: int) -> None:
    """Take no more of the machine than a pack needs, where the system can see to it."""
    try:
        import resource
    except ImportError:
        return
    for limit, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        # macOS refuses some, and so does every system that allows less already.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))
    os.nice(NICENESS)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
