"""The forms of a record: what may be filled in, and how each field looks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from board.records.pages import RecordPage
from board.rendering.words import camel, plain
from board.requests.forms import Field, boolean, day, whole_number
from board.requests.lookup.lookup import label
from domain.core.attribute import Attribute, Choice, Day, Flag, Number, Prose, Reference
from domain.core.names import snake

# What names the record and the version of it that was shown.
THING = (Field("id", required=True), Field("expectedVersion", whole_number))
YES_OR_NO = {"true": "Yes", "false": "No"}
# The beginning of the field that holds what was shown of a reference.
SHOWN = "shown."


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A field of a form as it is shown. `control` is how it is filled in."""

    name: str
    label: str
    hint: str
    control: str
    value: str
    required: bool
    choices: Mapping[str, str] = field(default_factory=dict)
    names: str = ""


def fields_of(page: RecordPage, action: str) -> tuple[Field, ...] | None:
    """Return what the form of an action may fill; None if there is no such form."""
    if action not in page.kind.actions:
        return None
    verb = action.removeprefix(f"{page.kind.key}_")
    filled = tuple(map(field_of, page.filled))
    return {"create": filled, "update": (*THING, *filled)}.get(verb, THING)


def field_of(attribute: Attribute) -> Field:
    """Return how what is typed for an attribute is read."""
    name = camel(attribute.column)
    required, clears = attribute.required, attribute.nullable
    match attribute:
        case Reference(to=to):
            kind = snake(to.__name__)
            return Field(name, required=required, clears=clears, names=kind, shown=f"{SHOWN}{name}")
        case Day():
            return Field(name, day, required=required, clears=clears)
        case Number():
            return Field(name, whole_number, required=required, clears=clears)
        case Flag():
            return Field(name, boolean)
    return Field(name, required=required, clears=clears)


def entries(page: RecordPage, found: Mapping[str, Any] | None = None) -> list[Entry]:
    """Return the fields of the form that makes a record, or changes the one that was found."""
    return [entry(page, each, found) for each in page.filled]


def entry(page: RecordPage, attribute: Attribute, found: Mapping[str, Any] | None) -> Entry:
    """Return a field, filled with what is known, or with what holds unless something is said."""
    said = value_of(page, attribute, found) if found else attribute.default
    control, choices, names = "text", {}, ""
    match attribute:
        case Reference(to=to):
            control, names = "named", snake(to.__name__)
        case Prose():
            control = "long"
        case Day():
            control = "date"
        case Flag():
            control, choices = "flag", YES_OR_NO
        case Choice(values=values):
            control, choices = "choice", {each.value: plain(each.value) for each in values}
    return Entry(
        name=camel(attribute.column),
        label=plain(attribute.name),
        hint=hint_of(attribute),
        control=control,
        value=written(said),
        required=not attribute.nullable,
        choices=choices,
        names=names,
    )


def value_of(page: RecordPage, attribute: Attribute, found: Mapping[str, Any]) -> Any:
    """Return what is known of an attribute; the naming one is asked for as `name`."""
    return found["name" if attribute is page.naming else camel(attribute.name)]


def written(said: Any) -> str:
    """Write a value as it stands in a field."""
    if said is None:
        return ""
    if isinstance(said, Mapping):
        return label(said)
    return str(said).lower() if isinstance(said, bool) else str(said)


def hint_of(attribute: Attribute) -> str:
    """Return what is asked for, and within which bounds."""
    about = attribute.about
    if isinstance(attribute, Number):
        return f"{about}, {attribute.least:,} to {attribute.most:,}."
    if isinstance(attribute, Reference):
        return f"{about}. A part of the name is enough."
    return f"{about}."


def hidden(page: RecordPage, found: Mapping[str, Any]) -> dict[str, str]:
    """Return what the form that changes a record carries beside its fields."""
    return {"id": found["id"], "expectedVersion": found["version"]} | dict(_shown(page, found))


def _shown(page: RecordPage, found: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for each in page.filled:
        if isinstance(each, Reference):
            yield f"{SHOWN}{camel(each.column)}", written(found[camel(each.name)])
