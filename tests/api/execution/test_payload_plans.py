"""What a mutation reads back is planned once, however often and with whatever it changes."""

from collections.abc import Mapping

from api.execution.documents import Documents, PayloadPlan
from api.schema.build import core_schema, schema
from db.entities import CATALOGUE
from domain.access.visibility import EVERYTHING

RENAME = """
mutation (
  $input: MilestoneUpdateInput!, $loud: Boolean = false, $first: Int = 5, $quiet: Boolean!
) {
  ...Change
  quiet: milestoneUpdate(input: $input) @skip(if: $quiet) { revision }
}
fragment Change on Mutation {
  done: milestoneUpdate(input: $input) {
    milestone { title ...Loud initiative { comments(first: $first) { totalCount } } }
  }
}
fragment Loud on Milestone { dueOn @include(if: $loud) }
"""


def plans(documents: Documents, **given: object) -> Mapping[str, PayloadPlan]:
    operation = documents.document(RENAME).operation(None)
    assert operation is not None
    variables = documents.variables(
        operation, {"input": {"id": "milestone_1"}, "quiet": False, **given}
    )
    assert not isinstance(variables, list)
    return documents.payloads(operation, variables, EVERYTHING).plans


def test_the_plans_depend_on_what_is_asked_and_not_on_what_is_changed() -> None:
    documents = Documents(core_schema(schema()), CATALOGUE, escape="json_scalar")
    first = plans(documents)
    assert list(first) == ["done", "quiet"]
    assert plans(documents, input={"id": "milestone_2", "title": "x", "ownerId": None}) is first
    loud = plans(documents, loud=True)
    assert loud["done"].statement.sql != first["done"].statement.sql
    assert plans(documents, first=6) is not first
    assert list(plans(documents, quiet=True)) == ["done"]
    assert plans(documents) is first
