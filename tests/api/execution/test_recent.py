"""What is kept of documents and plans is bounded by what it weighs, not by how many there are."""

import gc
import sys

import pytest

import api.execution.documents
from api.execution.documents import Documents
from api.execution.recent import Recent
from api.schema.build import core_schema, schema
from db.entities import CATALOGUE
from domain.access.visibility import VISIBILITY
from domain.core.viewer import Role

WIDE = "{ initiatives { nodes { id " + " ".join(f"a{n}: title" for n in range(40)) + " } } }"


def new_documents() -> Documents:
    return Documents(core_schema(schema()), CATALOGUE, escape="json_scalar")


def test_the_least_used_goes_first() -> None:
    recent: Recent[str, bytes] = Recent(10, len)
    for key in "abc":
        recent.get(key, lambda: b"xxx")
    assert recent.find("a") == b"xxx"
    recent.put("d", b"xxx")
    assert [key for key in "abcd" if recent.find(key)] == ["a", "c", "d"]
    assert (len(recent), recent.weight) == (3, 9)
    recent.put("a", b"x")
    assert recent.weight == 7


def test_what_is_too_heavy_is_not_kept_and_drives_nothing_out() -> None:
    recent: Recent[str, bytes] = Recent(10, len)
    recent.put("a", b"xxx")
    assert recent.get("heavy", lambda: b"x" * 11) == b"x" * 11
    assert recent.find("heavy") is None
    assert recent.find("a") == b"xxx"


def test_documents_and_their_plans_take_no_more_than_they_may(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(api.execution.documents, "DOCUMENTS_BYTES", 500_000)
    monkeypatch.setattr(api.execution.documents, "PLANS_BYTES", 100_000)
    documents = new_documents()

    def ask(number: int) -> None:
        operation = documents.document(f"{WIDE} # {number}").operation(None)
        assert operation is not None
        documents.plan(operation, {}, VISIBILITY[Role.VIEWER])

    for number in range(50):
        ask(number)
    gc.collect()
    before = len(gc.get_objects())
    for number in range(50, 250):
        ask(number)
    gc.collect()
    assert len(gc.get_objects()) < 1.05 * before
    assert 1 < len(documents._documents) < 50
    assert documents._documents.weight <= 500_000
    assert documents._plans.weight <= 100_000


def test_an_invalid_document_is_not_kept_but_for_what_is_wrong_with_it() -> None:
    document = new_documents().document("{ " + "nope " * 15 + "initiatives { nah } }")
    assert document.ast is None
    assert 1 <= len(document.errors) <= 6
    assert document.errors[0].formatted["locations"] == [{"line": 1, "column": 3}]
    for error in document.errors:
        held = {error.nodes, error.source, error.__traceback__, error.__context__, error.__cause__}
        assert held == {None}
    assert sys.getsizeof(document.source) < 1_000
