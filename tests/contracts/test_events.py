"""Every event is shown to whom it may concern; every change of an initiative says if it lives."""

import inspect
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from graphql import get_named_type, parse
from graphql.language import FieldNode, OperationDefinitionNode

import db.communication.reminder_facts
import db.portfolio.past
import db.reviews.changes
import db.risk.facts
from api.schema.mutation import MUTATIONS
from db.entities import CATALOGUE
from domain.access.permission import RULES
from domain.core.event import ACCESS, Audience, EventKind
from domain.core.kind import RecordKind, kinds
from domain.core.names import snake as snake_of
from domain.core.viewer import TokenScope
from domain.portfolio.activity import record_activity
from domain.reviews.since_last_visit import LAST_WORD, NEWS
from tests.api.access.security.test_confidential import COUNTS
from tests.contracts import left_out
from tests.contracts.reading import CORE, hold, of_initiatives, words_of

DOCS = Path(__file__).parents[2] / "docs"
OF_ACCESS = ("TOKEN_", "MEMBER_", "SIGN", "SESSION", "INVITATION_")


def test_who_comes_in_is_no_matter_of_the_portfolio() -> None:
    lacking = {
        kind.value: "is of who comes in: its audience is Audience.ACCESS in domain/core/event.py"
        for kind in EventKind
        if kind.value.startswith(OF_ACCESS) and kind not in ACCESS
    }
    hold(lacking, {}, "the audience")
    assert {kind for kind in EventKind if kind.audience is Audience.ACCESS} == ACCESS
    others = {kind.value for kind in ACCESS if not kind.value.startswith(OF_ACCESS)}
    assert others == set(), "shown to nobody: say in OF_ACCESS that it is of who comes in"


def test_every_event_says_its_audience_and_what_it_is() -> None:
    for kind in EventKind:
        assert isinstance(kind.audience, Audience), kind
        assert kind.about.endswith("."), kind
    assert LAST_WORD <= NEWS, "what counts as news is of Audience.NEWS"


def test_every_record_has_its_events() -> None:
    for kind in kinds():
        if isinstance(kind, RecordKind):
            for action in kind.actions:
                what = {"create": "created", "update": "updated"}.get(
                    action.removeprefix(f"{kind.key}_"), f"{action.removeprefix(f'{kind.key}_')}d"
                )
                name = f"{kind.key}_{what}".upper()
                assert name in EventKind.__members__, f"add {name} to domain/core/event.py"
                assert EventKind[name].audience is not Audience.ACCESS, name


def reaches(start: Callable[..., Any], goal: object, seen: set[int] | None = None) -> bool:
    """Whether a function of the domain calls another, straight or by others of the domain."""
    seen = set() if seen is None else seen
    function: Any = start.func if isinstance(start, partial) else start
    function = inspect.unwrap(getattr(function, "__func__", function))
    if function is goal:
        return True
    if not isinstance(function, FunctionType) or id(function) in seen:
        return False
    seen.add(id(function))
    if not function.__module__.startswith("domain."):
        return False
    called = [each.cell_contents for each in function.__closure__ or ()]
    for name in names_in(function.__code__):
        found = function.__globals__.get(name)
        called.append(found)
        if inspect.ismodule(found):
            called += [getattr(found, each, None) for each in names_in(function.__code__)]
    return any(callable(each) and reaches(each, goal, seen) for each in called)


def names_in(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from names_in(each)


def test_every_change_of_an_initiative_is_a_sign_of_life_or_not() -> None:
    lacking = {
        each.action: "changes what hangs on an initiative and is no sign of life: call "
        f"record_activity in {each.use_case.__module__}"
        for each in MUTATIONS
        if snake_of(each.answers.__name__) in of_initiatives()
        and not reaches(each.use_case, record_activity)
    }
    hold(lacking, left_out.NO_SIGN_OF_LIFE, "NO_SIGN_OF_LIFE")


def test_whatever_hangs_on_an_initiative_is_told_of_a_past_day_and_in_reminders() -> None:
    modules = (
        db.portfolio.past,
        db.reviews.changes,
        db.risk.facts,
        db.communication.reminder_facts,
    )
    told = {word for module in modules for word in words_of(inspect.getsource(module))}
    lacking = {
        name: "is in no past day, no change between two and no reminder: read it in "
        "db/portfolio/past.py, db/reviews/changes.py or db/communication/reminder_facts.py"
        for name in of_initiatives()
        if name not in told
    }
    hold(lacking, left_out.NOT_TOLD_OF_THE_PAST, "NOT_TOLD_OF_THE_PAST")


def test_what_hangs_on_an_initiative_is_counted_where_some_is_confidential() -> None:
    [counted] = parse(COUNTS).definitions
    assert isinstance(counted, OperationDefinitionNode)
    names = {
        each.name.value for each in counted.selection_set.selections if isinstance(each, FieldNode)
    }
    assert CORE.query_type is not None
    lacking = {
        name: "lists what may hang on a confidential initiative: add it to COUNTS in "
        "tests/api/access/security/test_confidential.py"
        for name, field in CORE.query_type.fields.items()
        for entity in (get_named_type(field.type).name.removesuffix("Connection"),)
        if "orderBy" in field.args and entity in CATALOGUE
        if CATALOGUE[entity].table.name in of_initiatives() and name not in names
    }
    hold(lacking, left_out.NOT_COUNTED, "NOT_COUNTED")


def test_every_root_field_is_in_the_documentation() -> None:
    text = "".join((DOCS / page).read_text(encoding="utf-8") for page in ("api.md", "access.md"))
    assert CORE.query_type is not None
    missing = [name for name in CORE.query_type.fields if f"`{name}`" not in text]
    assert missing == [], "run python -m api.schema.reference"


def test_every_scope_opens_a_change() -> None:
    used = {rule.scope for rule in RULES.values()}
    assert set(TokenScope) - {TokenScope.READ} <= used, "RULES in domain/access/permission.py"
