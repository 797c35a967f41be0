"""How a server that runs for months keeps its memory."""

import ctypes
import gc
import platform

# What mallopt(3) calls them.
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
LARGE_BYTES = 128 * 1024
ARENAS = 2


def tune_malloc() -> None:
    """Have memory that was needed once go back to the system, where the C library is glibc.

    By itself glibc takes ever larger blocks from the heap, once one of that size was freed, and a
    heap for each of many threads: what is left between them is held for good.
    """
    if platform.libc_ver()[0] != "glibc":
        return
    libc = ctypes.CDLL(None)
    for option, value in (
        (MMAP_THRESHOLD, LARGE_BYTES),
        (TRIM_THRESHOLD, LARGE_BYTES),
        (ARENA_MAX, ARENAS),
    ):
        libc.mallopt(option, value)


def freeze_gc() -> None:
    """Keep the collector of garbage off what lives as long as we do, 40 ms each time it looks.

    Whoever waits for a change that is being made meanwhile, such as a sweep's, waits as long.
    """
    gc.collect()
    gc.freeze()
