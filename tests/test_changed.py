"""What a change can reach is found: by imports, fixtures, names, and what a change is about."""

from collections.abc import Callable
from pathlib import Path

import pytest

import dev
from tests.changed import EXPENSIVE, Selection, Sources, select

PROJECT = Path(__file__).parents[1]
FILES = {
    "dev.py": "",
    "pyproject.toml": "",
    "README.md": "",
    "api/schema.graphql": "type Milestone implements Node {\n  id: ID!\n}\ntype Money {\n",
    "api/app.py": "from api import query\nfrom board import page\nfrom db import store\n",
    "api/query.py": "from domain import milestone\n",
    "board/page.py": "import domain.money\nSHEET = 'look.css'\n",
    "board/look.css": "",
    "board/shapes/circle.html": "",
    "db/store.py": "import typing\nif typing.TYPE_CHECKING:\n    from domain import rare\n",
    "domain/milestone.py": "",
    "domain/money.py": "",
    "domain/rare.py": "",
    "integrations/mail.py": "def send():\n    from domain.money import AMOUNT\n",
    "tests/conftest.py": "pytest_plugins = ['tests.api.serving']\n",
    "tests/test_architecture.py": "",
    "tests/test_readme.py": "README = 'README.md'\n",
    "tests/api/serving.py": "import pytest\nimport api.app\n@pytest.fixture\ndef address(): ...\n",
    "tests/api/test_asking.py": "def test_it(address): ...\n",
    "tests/api/test_milestones.py": "def test_it(address): ...\n",
    "tests/api/test_faults.py": "def test_it(): put_in('domain.rare.name')\n",
    "tests/board/browser/test_pages.py": "def test_it(address): ...\n",
    "tests/domain/conftest.py": "import pytest, domain.rare\n@pytest.fixture\ndef work(): ...\n",
    "tests/domain/test_milestone.py": "from domain import milestone\ndef test_it(): ...\n",
    "tests/domain/test_money.py": "import domain.money\ndef test_it(work): ...\n",
    "tests/clients/apollo.mjs": "",
    "tests/clients/test_apollo.py": "",
    "tests/integrations/test_mail.py": "from integrations import mail\n",
}


@pytest.fixture
def choose(tmp_path: Path) -> Callable[..., Selection]:
    """Choose for a change of these files of a small product."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return lambda *changed: select(Sources(tmp_path), changed)


ARCHITECTURE = "tests/test_architecture.py"
ASKING, ABOUT_MILESTONES = "tests/api/test_asking.py", "tests/api/test_milestones.py"


def test_a_change_about_an_entity_runs_what_speaks_of_it(choose: Callable[..., Selection]) -> None:
    chosen = choose("domain/milestone.py")
    assert chosen.whole == {ARCHITECTURE, ABOUT_MILESTONES, "tests/domain/test_milestone.py"}
    assert (chosen.speaking, chosen.subjects) == ({ASKING}, {"milestone"})
    assert chosen.left_out == {"tests/board/browser/test_pages.py"}
    assert chosen.central == set()


def test_another_change_runs_all_that_it_reaches(choose: Callable[..., Selection]) -> None:
    """Whether it is imported at the top of a file or within, or put in place by its name."""
    chosen = choose("domain/money.py")
    assert chosen.whole == {
        *(ARCHITECTURE, ASKING, ABOUT_MILESTONES),
        *("tests/domain/test_money.py", "tests/integrations/test_mail.py"),
    }
    assert (chosen.speaking, chosen.subjects) == (set(), set())
    assert choose("domain/rare.py").whole == {
        *(ARCHITECTURE, "tests/api/test_faults.py"),
        "tests/domain/test_money.py",  # by the fixture it asks for; not for the types of db.store
    }


def test_what_is_no_python_is_what_names_it_or_lies_nearest(
    choose: Callable[..., Selection],
) -> None:
    for path in ("board/look.css", "board/shapes/circle.html"):
        assert choose(path).whole == {ASKING, ABOUT_MILESTONES}, path
    assert choose("README.md").whole == {"tests/test_readme.py"}
    assert choose("docs/unknown.md") == Selection()


def test_what_is_expensive_runs_when_it_is_touched_itself(
    choose: Callable[..., Selection],
) -> None:
    assert choose("tests/clients/apollo.mjs").whole == {"tests/clients/test_apollo.py"}
    pages = "tests/board/browser/test_pages.py"
    assert choose(pages).whole == {pages, ARCHITECTURE}
    assert choose("domain/money.py", pages).left_out == set()


def test_what_everything_rests_on_is_told(choose: Callable[..., Selection]) -> None:
    chosen = choose("pyproject.toml")
    assert chosen.central == {"pyproject.toml"}
    assert chosen.left_out == {"tests/board/browser/test_pages.py", "tests/clients/test_apollo.py"}
    assert len(chosen.whole) == sum("/test_" in name for name in FILES) - len(chosen.left_out)


def test_the_entities_and_what_puts_them_together_are_found_in_this_project() -> None:
    sources = Sources(PROJECT)
    assert {"milestone", "short_term_win", "initiative"} <= sources.entities
    assert sources.composing
    # Every mutation stands on the unit of work, which knows all tables.
    assert len(sources.composing) < len(sources.files) / 8
    assert sources.plugin_files
    chosen = select(sources, ["domain/portfolio/milestone.py"])
    assert "tests/domain/portfolio/test_milestone.py" in chosen.whole
    assert 0 < len(chosen.whole) < len(sources.tests) / 2
    assert chosen.left_out


def test_every_mark_stands_for_something_that_is_there(pytestconfig: pytest.Config) -> None:
    assert all((PROJECT / place).exists() for place in EXPENSIVE.values())
    registered = {line.partition(":")[0] for line in pytestconfig.getini("markers")}
    assert set(EXPENSIVE) <= registered
    assert set(dev.NOT_QUICK) <= set(EXPENSIVE)


def test_an_entity_reaches_what_finds_entities_by_itself() -> None:
    """Modules of subjects are found by `modules_of`, which no import names."""
    chosen = select(Sources(PROJECT), ["domain/portfolio/objective.py"])
    assert {"tests/contracts/test_kinds.py", "tests/db/test_tables.py"} <= chosen.whole
