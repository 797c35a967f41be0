"""How much is written at once under an organisation's lock, so that its writers hardly wait."""

from dataclasses import dataclass
from typing import Final

# A writer waits 100 ms at most, on a machine that is busy with other things as well.
LONG_SECONDS: Final = 0.05
SHORT_SECONDS: Final = 0.02
# Sizes double and halve, so that there are few statements that differ only by them.
FIRST: Final = 32
LEAST: Final = 4


@dataclass(slots=True)
class Pace:
    """The size of the next chunk: half of the last where that was held too long, or double."""

    most: int
    size: int = FIRST
    longest_seconds: float = 0.0

    def __post_init__(self) -> None:
        self.size = min(self.size, self.most)

    def held(self, seconds: float) -> None:
        """Take in how long the lock was held for a chunk."""
        self.longest_seconds = max(self.longest_seconds, seconds)
        if seconds > LONG_SECONDS:
            self.size = max(min(LEAST, self.most), self.size // 2)
        elif seconds < SHORT_SECONDS:
            self.size = min(self.most, self.size * 2)
