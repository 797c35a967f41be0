"""Whatever is asked: the fast outlet, graphql-core's outlet and a walk over rows in Python answer
alike, for every organisation, and nothing of another organisation is ever told."""

import asyncio
from collections.abc import Callable
from random import Random

from graphql import GraphQLSchema
from hypothesis import event, given, settings
from hypothesis import strategies as st

from db.connections.connection import Pool
from tests.property.agreement import Court
from tests.property.conftest import use_indexes
from tests.property.raw import SETTINGS, raw_queries

REWRITTEN = 10
# What at least so many of a hundred questions must have or show, or the test has become weak.
SHARES = {
    "alias": 40,
    "long alias": 20,
    "named fragment": 20,
    "inline fragment": 30,
    "fragment on Node": 15,
    "merged field": 25,
    "directive": 20,
    "variable": 20,
    "default": 8,
    "absent variable": 3,
    "several operations": 2,
    "asked again": 15,
    "filter": 15,
    "orderBy": 15,
    "cursor": 10,
    "nested connection": 10,
    "node found": 5,
    "node absent": 3,
    "list": 5,
    "connection at the root": 10,
    "connection nested": 8,
    "filter that divides": 4,
    "cursor that divides": 4,
    "page that ends early": 5,
    "page backward": 3,
    "page descending": 2,
    "archived rows left out": 5,
    "refused": 1,
    "hidden field": 2,
    "hidden rows left out": 10,
}


def test_three_answers_agree(
    core: GraphQLSchema,
    court: Court,
    pool: Pool,
    runner: asyncio.Runner,
    full: bool,
    record_testsuite_property: Callable[[str, object], None],
) -> None:
    """2,000 questions with --full, other ones every time; otherwise the same 200."""
    count = (2_000 if full else 200) // REWRITTEN

    @settings(**SETTINGS, max_examples=count, derandomize=not full)
    @given(raw=raw_queries(core), seed=st.integers(0, 2**32))
    def agree(raw: str, seed: int) -> None:
        runner.run(use_indexes(pool, on=seed % 2 == 0))
        for number in range(REWRITTEN):
            random = Random(f"{seed} {number}")
            found = court.someone(random)
            for question in court.questions(raw, random, found):
                for trait in question.traits:
                    event(trait)
                runner.run(court.hear(question, found))

    agree()
    asked = court.seen["questions"]
    assert asked >= count * REWRITTEN
    for trait, times in court.seen.most_common():
        record_testsuite_property(trait, times)
    weak = {
        trait: court.seen[trait]
        for trait, share in SHARES.items()
        if court.seen[trait] * 100 < share * asked
    }
    assert not weak, f"too few of {asked} questions have or show {weak}"
