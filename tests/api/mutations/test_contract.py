"""Mutations as clients see them: each has its rule, its words, and a use case that fits."""

import dataclasses
import inspect
from typing import Any, get_type_hints

import pytest

from api.mutations.inputs import ID_OF
from api.mutations.mutation import Mutation
from api.schema.mutation import MUTATIONS
from domain.access.permission import RULES, permit
from domain.core.identity import new_id
from domain.core.kind import LinkKind, RecordKind
from domain.core.problem import ProblemCode, Refusal
from domain.core.viewer import Role, TokenScope, Viewer

COMING_AND_GOING = {"sign_in", "sign_out", "session_end_all"}
ACTIONS_ELSEWHERE = {"sign_in", "sign_out", "import"}

each_mutation = pytest.mark.parametrize(
    "mutation", MUTATIONS, ids=[mutation.name for mutation in MUTATIONS]
)


def input_fields(mutation: Mutation) -> dict[str, dataclasses.Field[Any]]:
    declared = dataclasses.fields(mutation.input_type)  # type: ignore[arg-type]  # an input
    return {field.name: field for field in declared}


def test_every_change_has_one_rule_and_every_rule_a_change() -> None:
    actions = [mutation.action for mutation in MUTATIONS]
    assert len(actions) == len(set(actions))
    assert set(actions) == set(RULES) - ACTIONS_ELSEWHERE


@each_mutation
@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_its_rule_says(mutation: Mutation, role: Role) -> None:
    viewer = Viewer(organisation_id=new_id(), token_id=None, role=role)
    if role.rank >= RULES[mutation.action].least.rank:
        permit(viewer, mutation.action)
        return
    with pytest.raises(Refusal) as refusal:
        permit(viewer, mutation.action)
    assert [problem.code for problem in refusal.value.problems] == [ProblemCode.NOT_ALLOWED]


def test_a_viewer_may_change_nothing_but_comes_and_goes() -> None:
    viewers = {action for action, rule in RULES.items() if rule.least is Role.VIEWER}
    assert viewers == COMING_AND_GOING
    assert viewers == {action for action, rule in RULES.items() if rule.scope is None}


@each_mutation
@pytest.mark.parametrize("scope", TokenScope)
def test_a_scope_allows_what_its_rule_says(mutation: Mutation, scope: TokenScope) -> None:
    viewer = Viewer(
        organisation_id=new_id(), token_id=None, role=Role.ADMIN, scopes=frozenset({scope})
    )
    if RULES[mutation.action].scope in (None, scope):
        permit(viewer, mutation.action)
        return
    with pytest.raises(Refusal) as refusal:
        permit(viewer, mutation.action)
    [problem] = refusal.value.problems
    assert problem.code is ProblemCode.NOT_ALLOWED
    assert (RULES[mutation.action].scope or "no scope") in (problem.hint or "")


@each_mutation
def test_what_a_rule_reaches_is_given_by_the_input(mutation: Mutation) -> None:
    for reach in RULES[mutation.action].paths:
        referred = input_fields(mutation)[reach.argument].metadata[ID_OF]
        assert referred == reach.kind.__name__


def test_a_contributor_changes_nothing_of_everybodys_but_says_something() -> None:
    """Whatever else a contributor may change has to lead to something of their own."""
    free = {
        action
        for action, rule in RULES.items()
        if rule.least is Role.CONTRIBUTOR and not rule.paths
    }
    assert free == {"comment_add"}


@each_mutation
def test_the_use_case_takes_exactly_what_the_input_offers(mutation: Mutation) -> None:
    """Inputs and use cases are joined by names, so the names are compared here."""
    offered = set(input_fields(mutation)) - {"expected_version", "id"}
    signature = inspect.signature(mutation.use_case)
    parameters = list(signature.parameters.values())[1:]
    if "id" in input_fields(mutation):
        parameters = parameters[1:]
    taken: set[str] = set()
    required: set[str] = set()
    for parameter in parameters:
        if parameter.kind is inspect.Parameter.VAR_KEYWORD:
            kind = getattr(mutation.use_case, "__self__", None)
            if isinstance(kind, RecordKind):
                taken |= set(kind.rules.rules)
            elif isinstance(kind, LinkKind):
                taken.add(kind.ends[1].column)
            else:
                fields = parameter.annotation.__args__[0]
                taken |= set(fields.__annotations__)
        elif parameter.name != "verb":
            taken.add(parameter.name)
            if parameter.default is inspect.Parameter.empty:
                required.add(parameter.name)
    assert offered <= taken
    always_given = {name for name, field in input_fields(mutation).items() if is_required(field)}
    assert required <= always_given


def is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING


@each_mutation
def test_every_id_says_of_what_it_is(mutation: Mutation) -> None:
    for name, field in input_fields(mutation).items():
        if name == "id" or (name.endswith(("_id", "_ids")) and name != "external_id"):
            assert ID_OF in field.metadata, name


@each_mutation
def test_every_input_field_is_described(mutation: Mutation) -> None:
    for name, field in input_fields(mutation).items():
        assert getattr(field, "description", None), name


def test_every_problem_code_is_explained() -> None:
    for code in ProblemCode:
        assert code.explanation.endswith(".")
    assert get_type_hints(ProblemCode)["explanation"] is str
