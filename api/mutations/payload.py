"""What mutations answer: the changed object, the revision, and the problems if it was refused."""

from typing import Annotated

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from api import references
from api.fields import told
from api.global_id import prefix_of
from domain.problem import ProblemCode

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
    code: ProblemCode = told("The reason, for programs. More codes may come.")
    message: str = told("The reason in a sentence, to show beside the input it concerns.")
    path: list[str] = told(
        'The input it concerns, outermost first, such as ["input", "budget", "amount"]. Empty when '
        "it is about no single input."
    )
    hint: str | None = told("The way out, when there is one to tell.")


@strawberry.type
class Payload:
    """What every payload has."""

    revision: int | None = told(
        "The organisation's revision that holds this change, and everything before it. Null when "
        "it was refused."
    )
    problems: list[Problem] = told("Why it was refused; empty when it was done.")


def payload_type(mutation: str, type_name: str) -> type:
    """Make the payload of a mutation that answers with an object of this output type."""
    reference = getattr(references, f"{type_name}Ref")
    name = prefix_of(type_name)
    namespace = {
        "__annotations__": {name: reference | None},
        "__module__": __name__,
        name: told(
            f"The {name.replace('_', ' ')} as it stands after the change. Null when the change was "
            "refused (except with STALE_VERSION, where it is what you have not seen) and when it "
            "could not be read back although it was done."
        ),
    }
    payload = type(f"{mutation[0].upper()}{mutation[1:]}Payload", (Payload,), namespace)
    return strawberry.type(payload, description=f"What {mutation} answers.")


IdempotencyKey = Annotated[
    str | None,
    strawberry.argument(
        description="A fresh random text of your own, at most 200 characters. For 7 days the same "
        "request under the same key is answered with the same revision and changes nothing again, "
        "so that a request whose answer was lost can be repeated."
    ),
]
