"""How much is written at once under an organisation's lock, so that its writers hardly wait."""

from dataclasses import dataclass
from typing import Final

# A writer waits 100 ms at most, on a machine that is busy with other things as well.
LONG_SECONDS: Final = 0.025
SHORT_SECONDS: Final = 0.01
# Sizes double and halve, so that there are few statements that differ only by them.
FIRST: Final = 32
LEAST: Final = 8


@dataclass(slots=True)
class ChunkSizer:
    """The size of the next chunk: half of the last where that took too long to write, or double."""

    most: int
    size: int = FIRST
    least: int = LEAST

    def __post_init__(self) -> None:
        self.size = min(self.size, self.most)
        self.least = min(self.least, self.most)

    def written(self, seconds: float) -> None:
        """Take in how long the lock was held until a chunk was written.

        The commit that follows waits for the disk as long for a small chunk as for a large one.
        """
        if seconds > LONG_SECONDS:
            self.size = max(self.least, self.size // 2)
        elif seconds < SHORT_SECONDS:
            self.size = min(self.most, self.size * 2)
