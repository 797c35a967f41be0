"""Addresses: where the page of a thing is, by the beginning of its id."""

from collections.abc import Mapping
from typing import Final

PAGES: Final[Mapping[str, str]] = {
    "initiative": "/initiatives/",
    "journey": "/journeys/",
    "touchpoint": "/touchpoints/",
    "department": "/departments/",
    "review": "/reviews/",
    "person": "/organisation/people/",
}
