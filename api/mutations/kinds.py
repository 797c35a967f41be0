"""The mutations that follow from a kind: to create, update, archive and unarchive one."""

from collections.abc import Collection
from typing import Any

import strawberry
from strawberry import Maybe

from api.mutations.inputs import EXTERNAL, Versioned, optional, optional_id, required, required_id
from api.mutations.mutation import Mutation, archiving
from api.vocabulary.kinds import scalar_of
from domain.core.attribute import Attribute, Line, Number, Prose, Reference
from domain.core.kind import Kind, LinkKind, RecordKind
from domain.core.names import spoken, with_article


def writing(
    kind: RecordKind[Any], archived: str = "What refers to it still shows it."
) -> tuple[Mutation, ...]:
    """Return the mutations of a kind; `archived` says what becomes of one that is archived."""
    one = with_article(kind.spoken)
    made = (
        Mutation(
            f"{kind.key}_create",
            kind.create,
            create_input(kind, "Create", f"{one.capitalize()} to make."),
            kind.entity,
            f"Make {one}.",
        ),
        Mutation(
            f"{kind.key}_update",
            kind.update,
            update_input(kind, f"The {kind.spoken}."),
            kind.entity,
            f"Change what is known of {one}.",
        ),
    )
    if not kind.archivable:
        return made
    return (*made, *archiving(kind.entity, kind.archive, kind.unarchive, archived))


def linking(kind: LinkKind[Any], does: str, second: str) -> tuple[Mutation, ...]:
    """Return the mutations that tie two things together and untie them.

    `does` says what the first then does, as in "serve an objective"; `second` what the second is.
    """
    first, other = kind.ends
    one = with_article(spoken(first.to.__name__))

    def ends_input(verb: str) -> type[object]:
        fields = {
            "id": (strawberry.ID, required_id(first.to, f"The {spoken(first.to.__name__)}.")),
            other.column: (strawberry.ID, required_id(other.to, second)),
        }
        about = f"What is tied to {one}, or no longer is."
        return _input(f"{kind.name}{verb}Input", (Versioned,), fields, about)

    return (
        Mutation(
            f"{kind.key}_add",
            kind.add,
            ends_input("Add"),
            first.to,
            f"Have {one} {does}, beside what it has. Again changes nothing.",
        ),
        Mutation(
            f"{kind.key}_remove",
            kind.remove,
            ends_input("Remove"),
            first.to,
            f"Have {one} no longer {does}.",
        ),
    )


def create_input(
    kind: Kind[Any], verb: str, description: str, leave_out: Collection[str] = ()
) -> type[object]:
    """Declare the input that makes one: what is required of it must be given."""
    fields = {
        each.column: (
            input_type(each) if each.required else input_type(each) | None,
            field_of(each),
        )
        for each in kind.written
        if each.column not in leave_out
    }
    return _input(f"{kind.name}{verb}Input", (), fields, description)


def update_input(
    kind: Kind[Any], which: str, description: str | None = None, leave_out: Collection[str] = ()
) -> type[object]:
    """Declare the input that changes one: what is left out stays, null clears it."""
    fields = {"id": (strawberry.ID, required_id(kind.entity, which))} | {
        each.column: (maybe_of(each), field_of(each, of_update=True))
        for each in kind.written
        if each.column not in leave_out
    }
    about = description or "What is changed. What is left out stays, null clears it."
    return _input(f"{kind.name}UpdateInput", (Versioned,), fields, about)


def maybe_of(attribute: Attribute) -> Any:
    """Return the type of a value that may be left out, or cleared with null."""
    return Maybe[input_type(attribute) | None]  # type: ignore[misc]  # made at run time


def input_type(attribute: Attribute) -> Any:
    """Return the type in which a value is given."""
    return strawberry.ID if isinstance(attribute, Reference) else scalar_of(attribute)


def field_of(attribute: Attribute, *, of_update: bool = False) -> Any:
    """Declare the field of an input for an attribute, with the bounds of what may be given."""
    about = (
        EXTERNAL if attribute.name == "external_id" else f"{attribute.about}{bounds(attribute)}."
    )
    if of_update and attribute.required:
        about = f"{attribute.about}{bounds(attribute)}; can't be cleared."
    if attribute.required and not of_update:
        if isinstance(attribute, Reference):
            return required_id(attribute.to, about)
        return required(about)
    return optional_id(attribute.to, about) if isinstance(attribute, Reference) else optional(about)


def bounds(attribute: Attribute) -> str:
    """Return in words how much may be given."""
    match attribute:
        case Line(at_most=most) | Prose(at_most=most):
            return f", at most {most:,} characters"
        case Number(least=least, most=most):
            return f", {least:,} to {most:,}"
    return ""


def _input(
    name: str, bases: tuple[type, ...], fields: dict[str, tuple[Any, Any]], description: str
) -> type[object]:
    namespace = {
        "__annotations__": {each: annotation for each, (annotation, _) in fields.items()},
        "__module__": __name__,
        **{each: field for each, (_, field) in fields.items()},
    }
    made: type[object] = strawberry.input(type(name, bases, namespace), description=description)
    return made
