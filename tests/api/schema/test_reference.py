"""docs/ says of codes, roles and rules what the code says, and lists every code that is sent."""

import ast
from collections.abc import Iterator
from pathlib import Path

import api
from api.schema.error_codes import ERROR_CODES
from api.schema.reference import DOCUMENTS, PARTS, parts_of, written_anew
from domain.core.problem import ProblemCode

API = Path(str(api.__file__)).parent


def test_the_catalogues_are_as_the_code_has_them() -> None:
    """After a change of codes or rules: python -m api.schema.reference."""
    documents = [file.read_text(encoding="utf-8") for file in DOCUMENTS]
    assert [part for document in documents for part in parts_of(document)] == list(PARTS)
    for file, document in zip(DOCUMENTS, documents, strict=True):
        assert written_anew(document) == document, (
            f"{file} differs: run python -m api.schema.reference"
        )


def test_a_drift_would_be_seen() -> None:
    for file, told in zip(DOCUMENTS, ("`STALE_VERSION` |", "`write:wins` |"), strict=True):
        document = file.read_text(encoding="utf-8")
        assert told in document
        assert written_anew(document.replace(told, "`x` |")) == document


def test_every_code_is_explained_in_sentences() -> None:
    for problem in ProblemCode:
        for text in (problem.explanation, problem.remedy, problem.occurs):
            assert text.endswith("."), problem
            assert "|" not in text
    for code, error in ERROR_CODES.items():
        assert error.meaning.endswith("."), code
        assert error.remedy.endswith("."), code


def sent_codes() -> Iterator[tuple[str, str]]:
    """Every code that is written down in the edge, and the file it is in.

    A code is what stands under "code", is given as `code`, or follows the status of a refusal.
    """
    for file in API.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            found: list[ast.expr | None] = []
            if isinstance(node, ast.Dict):
                found += (
                    value
                    for key, value in zip(node.keys, node.values, strict=True)
                    if isinstance(key, ast.Constant) and key.value == "code"
                )
            elif isinstance(node, ast.Call):
                found += (each.value for each in node.keywords if each.arg == "code")
                if isinstance(node.func, ast.Name) and node.func.id == "Refused":
                    found += node.args[1:2]
            elif isinstance(node, ast.FunctionDef):
                arguments = node.args.kwonlyargs
                defaults = zip(arguments, node.args.kw_defaults, strict=True)
                found += (default for each, default in defaults if each.arg == "code")
            for value in found:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value, file.name


def test_every_error_code_that_is_sent_is_in_the_catalogue_and_the_other_way_round() -> None:
    sent = dict(sent_codes())
    assert {code: sent[code] for code in sent.keys() - ERROR_CODES.keys()} == {}
    assert ERROR_CODES.keys() - sent.keys() == set()
