"""What is known of a record, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from board.records.pages import address_of
from board.rendering.days import day_of
from board.rendering.locale import Locale
from board.rendering.timestamps import timestamps
from board.rendering.words import camel, plain
from board.requests.lookup.lookup import label
from domain.core.attribute import Attribute, Choice, Day, Flag, Instant, Number, Reference
from domain.core.names import snake


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """What is known of an attribute: its label, what it is, and what is said of it.

    Without `text`, nothing is known: `null` says so. `address` is where what it names is shown.
    """

    label: str
    about: str
    text: str
    null: str
    address: str | None = None
    number: bool = False

    @property
    def paragraphs(self) -> list[list[str]]:
        """The text as paragraphs of lines."""
        blocks = self.text.split("\n\n")
        return [block.strip().split("\n") for block in blocks if block.strip()]


def value(
    attribute: Attribute, found: Mapping[str, Any], locale: Locale, time_zone: str = "UTC"
) -> Value:
    """Read what was answered for an attribute."""
    said = found[camel(attribute.name)]
    return Value(
        label=plain(attribute.name),
        about=f"{attribute.about}.",
        text="" if said is None else text_of(attribute, said, locale, time_zone),
        null=null_of(attribute),
        address=(
            address_of(snake(attribute.to.__name__), said)
            if isinstance(attribute, Reference) and said
            else None
        ),
        number=isinstance(attribute, Number),
    )


def text_of(attribute: Attribute, said: Any, locale: Locale, time_zone: str) -> str:
    """Write what is known as people read it."""
    match attribute:
        case Reference():
            return label(said)
        case Day():
            return locale.day(day_of(said))
        case Instant():
            return timestamps(time_zone, locale)(said)
        case Number():
            return locale.number(said)
        case Flag():
            return "Yes" if said else "No"
        case Choice():
            return plain(said)
    return str(said)


def null_of(attribute: Attribute) -> str:
    """Say that there is none: "Nobody does" of "null when nobody does"."""
    said = attribute.null.removeprefix("when ")
    return "None" if said in {"there is none", "it has none"} else said[:1].upper() + said[1:]
