"""How a test states a refusal: its code, and the input it blames."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from domain.core.problem import ProblemCode, Refusal


@contextmanager
def refused(code: ProblemCode, *path: str) -> Iterator[None]:
    """Expect exactly one problem, with this code and path."""
    with pytest.raises(Refusal) as caught:
        yield
    assert [(problem.code, problem.path) for problem in caught.value.problems] == [(code, path)]
    assert all(problem.message.endswith(".") for problem in caught.value.problems)
