"""Identity of everything Throughline holds."""

import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    """Make a UUID of version 7 (RFC 9562): 48 bits of Unix milliseconds, then 74 random bits.

    Ids made later sort after ids made earlier (to the millisecond), so new rows land together at
    the end of an index instead of all over it.
    """
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    value = (
        (milliseconds & ((1 << 48) - 1)) << 80
        | 0x7 << 76
        | (random >> 62) << 64
        | 0b10 << 62
        | (random & ((1 << 62) - 1))
    )
    return UUID(int=value)
