"""Lists: which pages of its long lists the page of an initiative shows, as its address says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self
from urllib.parse import urlencode

# How many are shown at once of each list that grows with the years, the newest first.
SIZES: Final = {"updates": 12, "wins": 10, "comments": 20}


@dataclass(frozen=True, slots=True)
class Lists:
    """Behind which cursor each list begins; a list that is not named begins at its newest."""

    path: str
    after: Mapping[str, str]

    @classmethod
    def read(cls, path: str, given: Mapping[str, str]) -> Self:
        """Read an address."""
        return cls(path, {name: given[name] for name in SIZES if given.get(name)})

    def variables(self) -> dict[str, Any]:
        """Return what the page's document is asked with."""
        cursors = {f"{name}After": cursor for name, cursor in self.after.items()}
        return {**SIZES, **cursors}

    def places(self, name: str, page: Mapping[str, Any]) -> dict[str, str]:
        """Return the addresses of what is older, and of the newest, where these are not shown."""
        found = {}
        if name in self.after:
            found["newest"] = self._address(name, "")
        if page["hasNextPage"]:
            found["older"] = self._address(name, page["endCursor"])
        return found

    def _address(self, name: str, cursor: str) -> str:
        after = {each: at for each, at in {**self.after, name: cursor}.items() if at}
        asked = f"?{urlencode(after)}" if after else ""
        return f"{self.path}{asked}#{name}"
