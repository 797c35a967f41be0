"""What is too much is refused before validation, with the limit and the count; the rest passes."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from graphql import GraphQLError, get_introspection_query, parse

from api.cost.limits import check_document, check_variables, parsed
from tests.api.queries import CANONICAL, LIGHT, SINGLE


def nested(depth: int, name: str = "a") -> str:
    return "{" + f"{name}{{" * (depth - 1) + "b" + "}" * depth


def limit(check: Callable[[], object]) -> Mapping[str, Any]:
    """Return the limit that the refusal names."""
    with pytest.raises(GraphQLError) as refused:
        check()
    extensions = refused.value.extensions or {}
    assert extensions["code"] == "LIMIT_EXCEEDED"
    passed: Mapping[str, Any] = extensions["limit"]
    assert f"{passed['atMost']:,}" in refused.value.message
    return passed


@pytest.mark.parametrize(
    ("at_limit", "beyond", "name", "at_most"),
    [
        (nested(15), nested(16), "depth", 15),
        (nested(15), nested(300), "depth", 15),
        (
            "{" + "".join(f"a{n}: x " for n in range(50)) + "}",
            "{" + "".join(f"a{n}: x " for n in range(51)) + "}",
            "aliases",
            50,
        ),
        ("{" + "a " * 20 + "}", "{" + "a " * 21 + "}", "sameName", 20),
        (
            "{" + "".join(f"a{n} " for n in range(1_000)) + "}",
            "{" + "".join(f"a{n} " for n in range(1_001)) + "}",
            "selections",
            1_000,
        ),
        (
            "{a(b: [" + "1 " * 4_991 + "])}",
            "{a(b: [" + "1 " * 4_992 + "])}",
            "tokens",
            5_000,
        ),
        ("{a}#" + "x" * 99_996, "{a}#" + "x" * 99_997, "characters", 100_000),
        (
            "{a(b: " + "[" * 31 + "]" * 31 + ")}",
            "{a(b: " + "[" * 32 + "]" * 32 + ")}",
            "valueDepth",
            30,
        ),
    ],
)
def test_a_limit_passes_what_is_at_it_and_refuses_one_more(
    at_limit: str, beyond: str, name: str, at_most: int
) -> None:
    parsed(at_limit)
    passed = limit(lambda: parsed(beyond))
    assert passed == {"name": name, "atMost": at_most, "count": at_most + 1} or (
        name == "depth" and passed["count"] > at_most
    )


def test_fields_that_merge_are_counted_where_they_merge() -> None:
    # Twice 11 of one name below two of one name: 22 of it are merged in one place.
    repeated = "a {" + "b " * 11 + "} "
    assert limit(lambda: parsed("{" + repeated * 2 + "}"))["name"] == "sameName"
    parsed("{" + repeated + "other: " + repeated + "}")


def test_fragments_count_wherever_they_are_spread() -> None:
    fragment = "fragment F on T {" + "".join(f"f{n} " for n in range(99)) + "}"
    spreads = "".join(f"a{n}: x {{ ...F }} " for n in range(9))
    parsed(f"{{ {spreads} }} {fragment}")
    spreads += "b { ...F } "
    assert limit(lambda: parsed(f"{{ {spreads} }} {fragment}"))["name"] == "selections"


def test_depth_is_counted_through_fragments() -> None:
    document = "{ a { ...F } } fragment F on T " + nested(14)
    parsed(document)
    assert limit(lambda: parsed(document.replace("b}", "b{c}}")))["name"] == "depth"


def test_fragments_that_nothing_spreads_or_of_one_name_count_as_well() -> None:
    wide = "fragment F on T {" + "a{b} " * 21 + "}"
    assert limit(lambda: parsed("{ x }" + wide))["name"] == "sameName"
    assert limit(lambda: parsed("{ ...F }" + wide + "fragment F on T { a }"))["name"] == "sameName"


@pytest.mark.parametrize(
    "document",
    [
        "{ ...F } fragment F on T { ...F }",
        "{ ...F } fragment F on T { a { ...F } }",
        "{ ...F } fragment F on T { a { ...G } } fragment G on T { b { ...F ...G } }",
        "{ ...Unknown }",
        "fragment F on T { ...F }",
    ],
)
def test_circular_and_unknown_fragments_are_left_to_validation(document: str) -> None:
    parsed(document)


def test_counting_takes_time_in_proportion_to_the_limits_whatever_the_document() -> None:
    doubling = "{ ...F0 }" + "".join(
        f"fragment F{n} on T {{ a {{ ...F{n + 1} }} b {{ ...F{n + 1} }} }}" for n in range(200)
    )
    document = parse(doubling + "fragment F200 on T { c }")
    # Of this thread alone: whatever else the machine does meanwhile is no matter.
    started = time.thread_time()
    with pytest.raises(GraphQLError):
        check_document(document)
    assert time.thread_time() - started < 1


@pytest.mark.parametrize("query", [LIGHT, CANONICAL, SINGLE])
def test_the_queries_of_the_conventions_stay_far_below_the_limits(query: str) -> None:
    """Ten times their tokens and five times their fields would still pass."""
    document = parse(query)
    assert document.token_count is not None
    assert document.token_count * 10 < 5_000
    body = query[query.index("{") :].partition("fragment")[0].strip()
    fragments = "fragment" + query.partition("fragment")[2] if "fragment" in query else ""
    several = " ".join(f"a{n}: x {body}" for n in range(5))
    parsed(f"{{ {several} }} {fragments}")


def test_what_tools_ask_about_the_schema_passes() -> None:
    parsed(
        get_introspection_query(
            descriptions=True,
            specified_by_url=True,
            directive_is_repeatable=True,
            schema_description=True,
            input_value_deprecation=True,
        )
    )
    wrapped = '{ __type(name: "A") { fields { type {' + "ofType {" * 20 + "name" + "}" * 24
    parsed(wrapped)


def test_variables_have_limits_of_their_own() -> None:
    deep: object = 1
    for _ in range(30):
        deep = {"not": deep}
    check_variables({"filter": deep})
    assert limit(lambda: check_variables({"filter": {"not": deep}}))["name"] == "valueDepth"
    check_variables({"ids": ["x"] * 3_000, "inputs": [{}] * 999})
    check_variables({"ids": ["x"] * 4_998})
    assert limit(lambda: check_variables({"ids": ["x"] * 4_999}))["name"] == "values"
    assert limit(lambda: check_variables({"inputs": [{}] * 1_000}))["name"] == "objects"


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "x\udfff"])
def test_what_is_no_text_is_refused_wherever_it_stands(text: str) -> None:
    for variables in ({"a": [{"b": text}]}, {text: 1}):
        with pytest.raises(GraphQLError, match=r"U\+(0000|D800|DFFF)") as refused:
            check_variables(variables)
        assert refused.value.extensions == {"code": "BAD_USER_INPUT"}


@pytest.mark.parametrize(
    "document",
    [
        '{ a(b: "\\u0000") }',
        '{ a(b: [{c: "x\\u{0}"}]) }',
        '{ a @include(if: "\\u0000") }',
        'query ($a: String = "\\u0000") { a }',
        '{ ...F } fragment F on T { a(b: "\\u0000") }',
        '{ ... on T { a { b(c: """\0""") } } }',
    ],
)
def test_what_is_no_text_is_refused_in_the_document(document: str) -> None:
    with pytest.raises(GraphQLError):
        parsed(document)


def test_text_of_any_language_passes() -> None:
    check_variables({"text": "Zürich 東京 🎉 \t\n \x7f \u2028 \uffff"})
