"""What templates are made with."""

import pytest
from jinja2 import UndefinedError

from board.rendering.assets import Assets
from board.routes import environment

TEMPLATES = environment(Assets())


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{{ it.title }}", "Quicker &lt;seating&gt;"),
        ("{{ it.items }}", "3"),
        ("{{ it.keys() | list | length }}", "2"),
        ("{{ words.counted(2, 'day') }}", "2\u00a0days"),
    ],
    ids=["a key", "a key that a method is called like, too", "a method", "an attribute"],
)
def test_keys_of_answers_are_found_ahead_of_attributes(template: str, told: str) -> None:
    shown = TEMPLATES.from_string(template).render(it={"title": "Quicker <seating>", "items": 3})
    assert shown == told


def test_what_is_not_there_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="has no attribute 'tilte'"):
        TEMPLATES.from_string("{{ it.tilte }}").render(it={"title": "Seating"})
