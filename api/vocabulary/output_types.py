"""Output types by name, so that any of them can refer to any other.

A type declared by `@output_type` is known here by its name. `PersonRef` stands for the type that is
named `Person`, wherever it is declared: the name is looked up when the schema is built.
"""

from collections.abc import Callable
from typing import Annotated, Any, Final, TypeVar

import strawberry

TypeT = TypeVar("TypeT", bound=type)
_REF: Final = "Ref"


def output_type(description: str) -> Callable[[TypeT], TypeT]:
    """Declare an output type that others can refer to by its name."""

    def declare(cls: TypeT) -> TypeT:
        made: TypeT = strawberry.type(cls, description=description)
        # A lazy reference looks for an attribute of a module: this one.
        globals()[made.__name__] = made
        return made

    return declare


def reference(name: str) -> Any:
    """Return what stands for the output type of this name."""
    return Annotated[name, strawberry.lazy(__name__)]


def __getattr__(name: str) -> Any:
    if name.endswith(_REF):
        return reference(name.removesuffix(_REF))
    raise AttributeError(f"no output type is called {name!r}")
