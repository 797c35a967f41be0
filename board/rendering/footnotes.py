"""Footnotes: where the links of a page lead, for those who hold it on paper."""


class Footnotes:
    """The addresses of one page, numbered in the order in which it names them."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")
        self._numbers: dict[str, int] = {}

    def number(self, path: str) -> int:
        """Return the number of the footnote that tells where a path is."""
        return self._numbers.setdefault(path, len(self._numbers) + 1)

    @property
    def addresses(self) -> list[str]:
        """Return all addresses in the order of their numbers."""
        return [f"{self._address}{path}" for path in self._numbers]
