"""What tests of use cases need."""

import pytest

from tests.domain.memory import Memory


@pytest.fixture
def work() -> Memory:
    return Memory()
