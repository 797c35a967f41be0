"""What a value must be like before it is written."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.core import fields
from domain.core.event import as_json
from domain.core.fields import Rule, check_one
from domain.core.identity import new_id
from domain.core.money import amount, currency
from domain.core.problem import ProblemCode
from tests.domain.memory import TODAY
from tests.domain.refusing import refused

LINE = fields.line(5)


@pytest.mark.parametrize(
    ("rule", "value", "code"),
    [
        (LINE, None, ProblemCode.REQUIRED),
        (LINE, "   ", ProblemCode.REQUIRED),
        (LINE, "abcdef", ProblemCode.TOO_LONG),
        (LINE, "a\nb", ProblemCode.INVALID),
        (LINE, "a\0b", ProblemCode.INVALID),
        (LINE, "a\ud800", ProblemCode.INVALID),
        (fields.prose, "x" * 20_001, ProblemCode.TOO_LONG),
        (fields.prose, "a\0b", ProblemCode.INVALID),
        (fields.day, date(1899, 12, 31), ProblemCode.OUT_OF_RANGE),
        (fields.day, date(2201, 1, 1), ProblemCode.OUT_OF_RANGE),
        (fields.past_day, date(2026, 4, 1), ProblemCode.IN_THE_FUTURE),
        (fields.number(1, 5), 6, ProblemCode.OUT_OF_RANGE),
        (fields.number(1, 5), None, ProblemCode.REQUIRED),
        (fields.one_of, None, ProblemCode.REQUIRED),
        (fields.measure, Decimal("Infinity"), ProblemCode.OUT_OF_RANGE),
        (fields.measure, Decimal("NaN"), ProblemCode.OUT_OF_RANGE),
        (fields.measure, Decimal(10) ** 20, ProblemCode.OUT_OF_RANGE),
        (fields.measure, Decimal("1e-21"), ProblemCode.OUT_OF_RANGE),
        (amount, Decimal("-0.01"), ProblemCode.OUT_OF_RANGE),
        (amount, Decimal("NaN"), ProblemCode.OUT_OF_RANGE),
        (amount, Decimal(10) ** 16, ProblemCode.OUT_OF_RANGE),
        (amount, Decimal("0.001"), ProblemCode.INVALID),
        (currency, "EURO", ProblemCode.INVALID),
        (currency, "XXX", ProblemCode.INVALID),
        (currency, None, ProblemCode.INVALID),
    ],
)
def test_what_can_not_be_kept_is_refused(rule: Rule, value: Any, code: ProblemCode) -> None:
    with refused(code, "field"):
        check_one("field", rule, value, TODAY)


@pytest.mark.parametrize(
    ("rule", "value", "kept"),
    [
        (LINE, " abcde ", "abcde"),
        (fields.prose, " two\nlines ", "two\nlines"),
        (fields.prose, " ", None),
        (fields.optional(LINE), "", None),
        (fields.optional(LINE), None, None),
        (fields.past_day, TODAY, TODAY),
        (fields.day, date(2200, 12, 31), date(2200, 12, 31)),
        (fields.measure, Decimal("9" * 20 + ".5"), Decimal("9" * 20 + ".5")),
        (amount, Decimal("12.5"), Decimal("12.50")),
        (amount, Decimal("9999999999999999.990"), Decimal("9999999999999999.99")),
        (currency, "usd ", "USD"),
    ],
)
def test_what_is_kept_is_tidy(rule: Rule, value: Any, kept: Any) -> None:
    assert check_one("field", rule, value, TODAY) == kept


def test_the_ledger_holds_no_free_text() -> None:
    entity_id = new_id()
    facts = {"id": entity_id, "on": TODAY, "amount": Decimal("1.50"), "several": [1, None]}
    assert as_json(facts) == {
        "id": str(entity_id),
        "on": "2026-03-31",
        "amount": "1.50",
        "several": [1, None],
    }
    with pytest.raises(TypeError):
        as_json({"name": "Ada"})
