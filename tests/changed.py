"""Which tests a change can reach, told by what imports what. Standard library only.

`dev.py test --changed` asks it. A file reaches whatever imports it, however far away; imports that
only the type checker follows do not count, since types are always checked. A test imports those of
its conftest files and plugins whose fixtures it asks for. What is no Python belongs to the modules
that name it in a string, and to those of the nearest folder that has any.

Some modules put the application together: they import a good part of the product, and a test that
imports one of them is reached by nearly everything. Of those tests, a change about one entity (a
type of the schema with an id) runs the ones that import the changed file themselves or speak of the
entity.
"""

import ast
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

PRODUCT = ("api", "board", "db", "domain", "integrations", "migrations")
PACKAGES = (*PRODUCT, "bench", "tests")
# Where whole processes, browsers or programs of others run, or hundreds of questions are asked: the
# mark that tests/conftest.py gives to all tests of the file or folder.
EXPENSIVE = {
    "bench": "tests/bench",
    "browser": "tests/board/browser",
    "clients": "tests/clients",
    "container": "tests/test_container.py",
    "durability": "tests/durability",
    "fuzz": "tests/fuzz",
    "mutants": "tests/property/test_mutants.py",
}
ROOT = Path(__file__).parents[1]
# The subjects of the layers, as domain/__init__.py lists them.
SUBJECTS = ast.literal_eval(
    re.sub(r".*?SUBJECTS: Final = ", "", (ROOT / "domain/__init__.py").read_text(), flags=re.DOTALL)
)
# They read every source, or all that is declared, whatever they import.
ALWAYS = ("tests/test_architecture.py", "tests/contracts/")
# What the environment, or every test, is made from.
CENTRAL = ("pyproject.toml", "requirements/dev.txt", "tests/conftest.py")
IGNORED = {"node_modules", "__pycache__"}
# A module that imports so much of the product puts it together.
COMPOSING = 0.3
DOTTED = re.compile(r"[a-z_]\w*(\.\w+)+")
ENTITY = re.compile(r"^type (\w+) implements .*\bNode\b", re.MULTILINE)


@dataclass
class Selection:
    """What of the tests to run for a change, as paths."""

    whole: set[str] = field(default_factory=set)
    # Files of which only those tests run that speak of one of the subjects.
    speaking: set[str] = field(default_factory=set)
    subjects: set[str] = field(default_factory=set)
    # Changed files that nearly everything rests on.
    central: set[str] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)


class Sources:
    """The Python files of a checkout, and what they import and name."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = sorted(self._found())
        self.modules = {module_name(path): path for path in self.files}
        self.trees = {path: ast.parse((root / path).read_bytes()) for path in self.files}

    def _found(self) -> Iterator[str]:
        yield "dev.py"
        for package in PACKAGES:
            for path in (self.root / package).rglob("*.py"):
                relative = path.relative_to(self.root)
                if not IGNORED.intersection(relative.parts):
                    yield relative.as_posix()

    @cached_property
    def strings(self) -> Mapping[str, set[str]]:
        """The strings each file is written with."""
        return {
            path: {
                node.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
            for path, tree in self.trees.items()
        }

    @cached_property
    def imports(self) -> Mapping[str, set[str]]:
        """The files each file runs when it is imported, or names to put something in its place."""
        return {path: self._imported(path) - {path} for path in self.files}

    def _imported(self, path: str) -> set[str]:
        names = set(imported_names(self.trees[path]))
        if path.startswith("tests/"):
            names |= {name for name in self.strings[path] if DOTTED.fullmatch(name)} - self.plugins
        found = {found for name in names for found in self._files_of(name)}
        asked = self.arguments[path]
        near = {f"{folder}/conftest.py" for folder in folders(path)}
        for each in (near | self.plugin_files) & set(self.files):
            offered, by_itself = self.fixtures[each]
            if offered & asked or (by_itself and each in near and is_test(path)):
                found.add(each)
        return found

    @cached_property
    def plugins(self) -> set[str]:
        """The modules whose fixtures every test may ask for, as tests/conftest.py names them."""
        for node in ast.walk(self.trees["tests/conftest.py"]):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytest_plugins":
                return set(ast.literal_eval(node.value))
        return set()

    @cached_property
    def plugin_files(self) -> set[str]:
        return {self.modules[name] for name in self.plugins}

    @cached_property
    def arguments(self) -> Mapping[str, set[str]]:
        """The names of all arguments of a file's functions under tests/: what fixtures it asks."""
        return {
            path: {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
            if path.startswith("tests/")
            else set()
            for path, tree in self.trees.items()
        }

    @cached_property
    def fixtures(self) -> Mapping[str, tuple[set[str], bool]]:
        """The fixtures of each file by name, and whether one is used without being asked for."""
        return {path: fixtures_of(tree) for path, tree in self.trees.items()}

    def _files_of(self, name: str) -> Iterator[str]:
        """The files that run for a dotted name: of each package on the way, and of the module."""
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            found = self.modules.get(".".join(parts[:end]))
            if found:
                yield found

    @cached_property
    def closures(self) -> Mapping[str, set[str]]:
        return {path: self.reached_from(path) for path in self.files}

    def reached_from(self, path: str) -> set[str]:
        """All that a file imports, directly or not."""
        found: set[str] = set()
        waiting = [path]
        while waiting:
            new = self.imports[waiting.pop()] - found
            found |= new
            waiting.extend(new)
        return found

    @cached_property
    def composing(self) -> set[str]:
        """The modules that put the product together."""
        product = {path for path in self.files if path.startswith(tuple(f"{p}/" for p in PRODUCT))}
        least = COMPOSING * len(product)
        return {path for path in product if len(self.closures[path] & product) >= least}

    @cached_property
    def tests(self) -> list[str]:
        return [path for path in self.files if is_test(path)]

    @cached_property
    def entities(self) -> set[str]:
        """The types of the schema that have ids, in the words of file names."""
        text = (self.root / "api/schema.graphql").read_text(encoding="utf-8")
        return {snake(name) for name in ENTITY.findall(text)}


def module_name(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def folders(path: str) -> list[str]:
    """The folders a file is in, the nearest first."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[:end]) for end in range(len(parts), 0, -1)]


def is_test(path: str) -> bool:
    return path.startswith("tests/") and Path(path).name.startswith("test_")


def mark_of(path: str) -> str | None:
    """The mark of what is expensive to run."""
    for mark, place in EXPENSIVE.items():
        if path == place or path.startswith(f"{place}/"):
            return mark
    return None


def imported_names(tree: ast.AST) -> Iterator[str]:
    """The dotted names that are imported at run time, wherever in the file."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            waiting.extend(node.orelse)
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "modules_of":
            # domain/core/modules.py: every module of every subject of a layer.
            layers = [each.value for each in node.args if isinstance(each, ast.Constant)]
            yield from (name for layer in layers for name in of_subjects(str(layer)))
        waiting.extend(ast.iter_child_nodes(node))


def of_subjects(layer: str) -> Iterator[str]:
    """The names of all modules of the subjects in a layer."""
    for subject in SUBJECTS:
        for path in sorted((ROOT / layer / subject).glob("*.py")):
            yield module_name(f"{layer}/{subject}/{path.name}")


def fixtures_of(tree: ast.AST) -> tuple[set[str], bool]:
    found, by_itself = set(), False
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            made = [
                told for each in node.decorator_list if "fixture" in (told := ast.unparse(each))
            ]
            if made:
                found.add(node.name)
                by_itself = by_itself or "autouse=True" in made[0]
    return found, by_itself


def snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def select(sources: Sources, changed: Iterable[str]) -> Selection:
    """Choose what to run when these files have changed, are new, or are gone."""
    made = Selection()
    for path in changed:
        if path in CENTRAL:
            made.central.add(path)
            made.whole.update(sources.tests)
            continue
        add_reached_by(sources, path, made)
    direct = {path for path in changed if is_test(path)}
    direct |= {test for path in changed for test in tests_beside(sources, path)}
    made.whole |= direct
    if any(path.endswith(".py") for path in changed):
        made.whole.update(test for test in sources.tests if test.startswith(ALWAYS))
    made.speaking -= made.whole
    made.left_out |= {path for path in made.whole - direct if mark_of(path)}
    made.left_out |= {path for path in made.speaking if mark_of(path)}
    made.whole -= made.left_out
    made.speaking -= made.left_out
    return made


def tests_beside(sources: Sources, path: str) -> set[str]:
    """The tests that a changed file under tests/ is a part of: whatever stands in its folder."""
    if not path.startswith("tests/") or path.endswith(".py") or path.count("/") < 2:
        return set()
    near = next(iter(folders(path)))
    return {test for test in sources.tests if test.startswith(f"{near}/")}


def add_reached_by(sources: Sources, path: str, made: Selection) -> None:
    changed = modules_of(sources, path)
    subject = subject_of(sources, path)
    for test in sources.tests:
        reached = sources.closures[test] | {test}
        if not reached & changed:
            continue
        whole = subject is None or not reached & sources.composing or speaks(test, subject)
        if whole or changed & (sources.imports[test] | {test}):
            made.whole.add(test)
        else:
            made.speaking.add(test)
    if subject is not None:
        made.subjects.add(subject)
    elif len(made.whole) > len(sources.tests) / 2:
        made.central.add(path)


def modules_of(sources: Sources, path: str) -> set[str]:
    """The Python files that are what a file is, or read it."""
    if path.endswith(".py"):
        return {path} & set(sources.files)
    name = Path(path).name
    naming = {file for file, strings in sources.strings.items() if names(strings, name)}
    for folder in folders(path):
        beside = {file for file in sources.files if folder == file.rpartition("/")[0]}
        if beside:
            return naming | beside
    return naming


def names(strings: Iterable[str], name: str) -> bool:
    return any(each == name or each.endswith(f"/{name}") for each in strings)


def subject_of(sources: Sources, path: str) -> str | None:
    """The entity that a file is about: its name, or that of its folder, tells."""
    parts = [Path(path).stem, *(Path(folder).name for folder in folders(path))]
    for part in parts:
        for entity in sorted(sources.entities, key=len, reverse=True):
            if part in (entity, f"{entity}s") or part.startswith(f"{entity}_"):
                return entity
    return None


def speaks(told: str, subject: str) -> bool:
    """Tell whether a path or the name of a test speaks of an entity, however it is written."""
    return subject.replace("_", "") in told.replace("_", "").lower()


if __name__ == "__main__":
    chosen = select(Sources(Path.cwd()), sys.stdin.read().splitlines())
    told = {name: sorted(paths) for name, paths in vars(chosen).items()}
    sys.stdout.write(json.dumps(told))
