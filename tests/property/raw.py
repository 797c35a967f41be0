"""Raw queries: hypothesis-graphql's over the whole schema, arguments and all."""

from typing import Any

from graphql import GraphQLSchema
from hypothesis import HealthCheck, Phase, Verbosity, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import nodes, queries

# Fields are not shrunk by removing what gives them meaning; our own search for a smaller question
# works on what was really asked.
SETTINGS: dict[str, Any] = {
    "database": None,
    "deadline": None,
    "phases": (Phase.explicit, Phase.generate),
    "suppress_health_check": tuple(HealthCheck),
}


def raw_queries(core: GraphQLSchema) -> st.SearchStrategy[str]:
    """Valid queries, as their text."""
    day = st.dates().map(lambda day: nodes.String(day.isoformat()))
    scalars = {
        "Date": day,
        "DateTime": day,
        "Decimal": st.integers(-100, 100).map(lambda number: nodes.String(str(number))),
    }
    made: st.SearchStrategy[Any] = queries(core, custom_scalars=scalars)
    return made


def sample(core: GraphQLSchema, count: int) -> list[str]:
    """The same raw queries every time."""
    found: list[str] = []

    @settings(**SETTINGS, max_examples=count, derandomize=True, verbosity=Verbosity.quiet)
    @given(raw_queries(core))
    def note(raw: str) -> None:
        found.append(raw)

    note()
    return found
