"""Identity of everything Throughline holds."""

import secrets
import time
from typing import Final
from uuid import UUID

_FRACTION_BITS: Final = 12
_RANDOM_BITS: Final = 62


class _Moments:
    """Moments in 4096ths of a millisecond, each later than the one before."""

    def __init__(self) -> None:
        self._last = 0

    def next(self) -> int:
        now = (time.time_ns() << _FRACTION_BITS) // 1_000_000
        self._last = max(now, self._last + 1)
        return self._last


_MOMENTS: Final = _Moments()


def new_id() -> UUID:
    """Make a UUID of version 7 (RFC 9562): a moment, then 62 random bits.

    The moment is 48 bits of Unix milliseconds and 12 bits of their fraction (section 6.2, method
    3). Ids made later sort after ids made earlier, and strictly so within a process: rows that were
    recorded at one instant keep their order, and new rows land together at the end of an index.
    """
    moment = _MOMENTS.next()
    value = (
        (moment >> _FRACTION_BITS & ((1 << 48) - 1)) << 80
        | 0x7 << 76
        | (moment & ((1 << _FRACTION_BITS) - 1)) << 64
        | 0b10 << _RANDOM_BITS
        | secrets.randbits(_RANDOM_BITS)
    )
    return UUID(int=value)
