"""A memory of what was used last, bounded by how much it holds."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Keeps values as long as all of them weigh at most so many bytes; the least used go first."""

    def __init__(self, bytes_at_most: int, weigh: Callable[[V], int]) -> None:
        self._at_most = bytes_at_most
        self._weigh = weigh
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()
        self.weight = 0

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: K, make: Callable[[], V]) -> V:
        """Return what is kept under the key, making it first if it is not."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found[0]
        value = make()
        self.put(key, value)
        return value

    def find(self, key: K) -> V | None:
        """Return what is kept under the key, None if nothing is."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: K, value: V) -> None:
        """Keep a value under a key."""
        if key in self._kept:
            self.weight -= self._kept.pop(key)[1]
        weight = self._weigh(value)
        if weight > self._at_most:
            # Room for it would cost all the others.
            return
        self._kept[key] = value, weight
        self.weight += weight
        while self.weight > self._at_most:
            _, (_, lighter) = self._kept.popitem(last=False)
            self.weight -= lighter
