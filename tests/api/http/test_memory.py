"""A server gives large blocks of memory back once they are not needed any more."""

import platform
import subprocess
import sys

import pytest

BLOCKS = 64
# Large blocks, and smaller ones that stay between them, as what is kept does between answers.
FRAGMENTED = f"""
import psutil
from api.http.memory import tune_malloc
if {{given_back}}:
    tune_malloc()
rss = psutil.Process().memory_info
before = rss().rss
first = bytearray(2**21)
del first
large, kept = [], []
for _ in range({BLOCKS}):
    block = bytearray(2**20)
    block[::4096] = b"x" * 256
    large.append(block)
    kept.append(bytearray(50_000))
del block
large.clear()
print(rss().rss - before)
"""


def held(*, given_back: bool) -> float:
    """How many MiB are held by nobody."""
    code = FRAGMENTED.format(given_back=given_back)
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return int(result.stdout) / 2**20


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries do so themselves")
def test_memory_between_what_is_kept_goes_back_to_the_system() -> None:
    assert held(given_back=False) > BLOCKS / 2
    assert held(given_back=True) < BLOCKS / 8
