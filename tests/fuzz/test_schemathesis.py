"""schemathesis, the tester of APIs by their schema: every root field, asked and changed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import schemathesis
from graphql import OperationType
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.graphql import nodes

from api.schema.build import SCHEMA_FILE, core_schema, schema
from tests.api.companies import Company, Founding
from tests.api.planted import plant

CORE = core_schema(schema())
# Without a zone, which hypothesis adds.
FIRST, LAST = datetime(1900, 1, 2), datetime(2199, 12, 30)  # noqa: DTZ001
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC)).map(
    lambda moment: nodes.String(moment.isoformat())
)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(lambda day: nodes.String(day.isoformat()))
NUMBERS = st.integers(-100, 100).map(lambda number: nodes.String(str(number)))
for name, values in (("Date", DAYS), ("DateTime", MOMENTS), ("Decimal", NUMBERS)):
    schemathesis.graphql.scalar(name, values)
EXAMPLES = {True: 40, False: 3}


def root_fields() -> Iterator[tuple[OperationType, str]]:
    for kind in (OperationType.QUERY, OperationType.MUTATION):
        root = CORE.get_root_type(kind)
        assert root is not None
        yield from ((kind, name) for name in root.fields)


@pytest.fixture(scope="module")
def asked(founding: Founding) -> Company:
    """An organisation that nobody else asks about: it is changed at random."""
    company = founding()
    plant(company.admin)
    return company


@pytest.fixture(scope="module")
def described(asked: Company) -> Any:  # what is made of a file is of no public type
    """The schema as schemathesis reads it, which takes longer than asking for one field."""
    described = schemathesis.graphql.from_path(SCHEMA_FILE)
    described.config.update(base_url=f"{asked.address}/graphql")
    return described


@pytest.mark.parametrize(("kind", "name"), list(root_fields()))
def test_every_root_field_answers_whatever_fits_the_schema(
    asked: Company, described: Any, full: bool, kind: OperationType, name: str
) -> None:
    root = CORE.get_root_type(kind)
    assert root is not None
    operation = described[root.name][name]
    token = asked.admin.http.headers["authorization"]

    @settings(
        max_examples=EXAMPLES[full],
        derandomize=True,
        database=None,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=tuple(HealthCheck),
    )
    @given(operation.as_strategy())
    def ask(case: schemathesis.Case[Any]) -> None:
        response = case.call(headers={"authorization": token})
        assert response.status_code in (200, 429), response.text
        answer = response.json()
        codes = {error["extensions"]["code"] for error in answer.get("errors", ())}
        # What fits the schema is valid; it may still cost too much, or hold a strange cursor.
        assert codes <= {"BAD_USER_INPUT", "LIMIT_EXCEEDED", "NOT_ALLOWED", "FORBIDDEN"}, answer

    ask()
