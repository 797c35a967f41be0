"""What mutations answer: the changed object, the revision, and the problems if it was refused."""

from functools import cache
from typing import Annotated

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from api.vocabulary.fields import described
from api.vocabulary.output_types import reference
from domain.core.names import snake
from domain.core.problem import ProblemCode

strawberry.enum(
    ProblemCode,
    name="ProblemCode",
    description="Why a change was refused. Programs decide by the code, people read the message.",
)
_definition = ProblemCode.__strawberry_definition__  # type: ignore[attr-defined]  # set just now
assert isinstance(_definition, StrawberryEnumDefinition)
for _value in _definition.values:
    _value.description = ProblemCode[_value.name].explanation


@strawberry.type(description="One reason for which a change was refused. Nothing was changed.")
class Problem:
    code: ProblemCode = described("The reason, for programs. More codes may come.")
    message: str = described("The reason in a sentence, to show beside the input it concerns.")
    path: list[str] = described(
        'The input it concerns, outermost first, such as ["input", "budget", "amount"]. Empty when '
        "it is about no single input."
    )
    hint: str | None = described("The way out, when there is one to tell.")


@strawberry.type
class Payload:
    """What every payload has."""

    revision: int | None = described(
        "The organisation's revision that holds this change, and everything before it. Null when "
        "it was not made: it was refused, or another of an atomic bulk mutation was."
    )
    problems: list[Problem] = described("Why it was refused; empty when it was done.")


@cache
def payload_type(mutation: str, type_name: str, secret: str | None = None) -> type:
    """Make the payload of a mutation that answers with an object of this output type.

    `secret` describes the secret that it shows, if it makes one.
    """
    answered = reference(type_name)
    name = snake(type_name)
    namespace: dict[str, object] = {
        "__annotations__": {name: answered | None},
        "__module__": __name__,
        name: described(
            f"The {name.replace('_', ' ')} as it stands after the change. Null when the change was "
            "refused (except with STALE_VERSION, where it is what you have not seen) and when it "
            "could not be read back although it was done."
        ),
    }
    if secret is not None:
        namespace["__annotations__"] = {name: answered | None, "secret": str | None}
        namespace["secret"] = described(secret)
    payload = type(f"{mutation[0].upper()}{mutation[1:]}Payload", (Payload,), namespace)
    return strawberry.type(payload, description=f"What {mutation} answers.")


@strawberry.type
class BulkPayload:
    """What every payload of a bulk mutation has."""

    revision: int | None = described(
        "The organisation's revision that holds the changes that were made, and everything before "
        "it. Null when none was."
    )
    problems: list[Problem] = described(
        'Why anything was refused, of all items together: a path such as ["input", "items", "3", '
        '"dueOn"] begins with the place of the item. Empty when all was done.'
    )


def bulk_payload_type(mutation: str, one: str, type_name: str) -> type:
    """Make the payload of a mutation of many things, each answered like the mutation of one."""
    namespace = {
        "__annotations__": {"results": list[payload_type(one, type_name)]},  # type: ignore[misc]  # made at run time
        "__module__": __name__,
        "results": described(
            "What each item came to, in the order of the items. Empty when all was refused at "
            "once, such as by the role of the token."
        ),
    }
    payload = type(f"{mutation[0].upper()}{mutation[1:]}Payload", (BulkPayload,), namespace)
    return strawberry.type(payload, description=f"What {mutation} answers.")


IdempotencyKey = Annotated[
    str | None,
    strawberry.argument(
        description="A fresh random text of your own, at most 200 characters. For 7 days the same "
        "request under the same key is answered with the same revision and changes nothing again, "
        "so that a request whose answer was lost can be repeated."
    ),
]
