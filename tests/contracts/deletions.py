"""What happens when one thing of Objective is deleted: which check notices it.

    python -m tests.contracts.deletions            every deletion and what it turns red, as a table
    python -m tests.contracts.deletions --tenth    every tenth
    python -m tests.contracts.deletions --share 1/2    every second, to try them side by side

Each statement, field, entry of a list and argument that is there for Objective is deleted once in
a copy of the tree. The contract tests look at the copy, then the types, then what needs a database,
until something is red. What stays green is a hole: nobody would notice that it is missing.
"""

import ast
import gc
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PRODUCT: Final = ("api", "board", "db", "domain", "integrations")
WHOLE: Final = tuple(f"{layer}/portfolio/objective.py" for layer in ("domain", "db", "api"))
NAMED: Final = re.compile(r"(?<!strategic_)objective", re.IGNORECASE)
# Where objectives are spoken of and nothing is declared of them.
LEFT_OUT: Final[Mapping[str, str]] = {
    "db/new_migration.py": "an example in a help text",
    "integrations/demo/initiatives/": "which initiative serves what is the story's to choose",
    "integrations/importing/": "reads the files of older releases, with tests of its own",
}
# Deletions that may stay green.
FREE: Final[Mapping[str, str]] = {}

FIRST: Final = (
    "tests/api/schema/test_schema.py::test_the_schema_is_as_written_down",
    "tests/api/cost/test_cost.py::test_every_plain_list_and_every_computed_field_has_a_price",
    "tests/contracts/test_kinds.py",
    "tests/contracts",
    "--ignore=tests/contracts/test_database.py",
    "--ignore=tests/contracts/test_deletions.py",
    *(
        f"tests/api/mutations/test_contract.py::test_{name}"
        for name in (
            "every_change_has_one_rule_and_every_rule_a_change",
            "what_a_rule_reaches_is_given_by_the_input",
            "the_use_case_takes_exactly_what_the_input_offers",
            "every_id_says_of_what_it_is",
            "every_input_field_is_described",
        )
    ),
)
WITH_DATABASE: Final = (
    "tests/db/test_tables.py::test_the_migrations_make_what_the_code_declares",
    "tests/contracts/test_database.py",
)
PYTEST: Final = (
    *("-x", "-q", "-rfE", "--assert=plain", "--tb=line"),
    # Nothing is kept, and nothing is waited for at the end.
    *("-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:unraisableexception"),
)
LONGEST_SECONDS: Final = 240


@dataclass(frozen=True, slots=True)
class Deletion:
    """A piece of a file that is taken out, or for which `instead` stands."""

    file: str
    line: int
    start: int
    end: int
    instead: str
    text: str

    @property
    def name(self) -> str:
        """What is deleted, as a line of the table has it."""
        return f"{self.file}:{self.line}: {self.text}"

    def applied(self, source: bytes) -> bytes:
        """Return the file without it."""
        return source[: self.start] + self.instead.encode() + source[self.end :]


class Finder:
    """Finds what can be deleted in a file: all of it, or what stands there for Objective."""

    def __init__(self, file: str, source: str) -> None:
        self.file = file
        self.source = source.encode()
        self.whole = file in WHOLE
        self.found: list[Deletion] = []
        starts = [0]
        for line in self.source.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        self.starts = starts

    def all(self) -> list[Deletion]:
        """Return every deletion, in the order of the file, each of which leaves valid Python."""
        self.body(ast.parse(self.source).body, self.whole)
        for each in self.found:
            compile(each.applied(self.source), each.name, "exec")
        return sorted(
            dict.fromkeys(self.found), key=lambda each: (each.start, -each.end, each.text)
        )

    def span(self, node: ast.expr | ast.stmt | ast.keyword | ast.alias) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = self.starts[node.lineno - 1] + node.col_offset
        return start, self.starts[node.end_lineno - 1] + node.end_col_offset

    def delete(self, start: int, end: int, instead: str, what: tuple[int, int]) -> None:
        text = " ".join(self.source[what[0] : what[1]].decode().split())
        line = self.source.count(b"\n", 0, what[0]) + 1
        self.found.append(Deletion(self.file, line, start, end, instead, text))

    def body(self, statements: Sequence[ast.stmt], inside: bool) -> None:
        for each in statements:
            if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant):
                continue  # a docstring
            mine = inside or named(each)
            if mine:
                self.statement(each, alone=len(without_docstring(statements)) == 1)
            self.parts(each, mine)

    def statement(self, node: ast.stmt, *, alone: bool) -> None:
        decorators: list[ast.expr] = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(each.lineno for each in decorators)])
        assert node.end_lineno is not None
        start, end = self.starts[first - 1], self.starts[node.end_lineno]
        instead = f"{' ' * node.col_offset}pass\n" if alone else ""
        self.delete(start, end, instead, self.span(node))
        for each in decorators:
            assert each.end_lineno is not None
            lines = (self.starts[each.lineno - 1], self.starts[each.end_lineno])
            self.delete(*lines, "", self.span(each))

    def parts(self, node: ast.stmt, mine: bool) -> None:
        """Go on inside a statement; annotations and targets are no entries of anything."""
        match node:
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                self.entries(names, mine)
                return
            case ast.ClassDef():
                self.entries([*node.bases, *node.keywords], mine)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                for default in (*node.args.defaults, *node.args.kw_defaults):
                    if default is not None:
                        self.inside(default, mine)
        for name in ("decorator_list", "value", "test", "iter", "exc", "items"):
            part = getattr(node, name, None)
            for each in part if isinstance(part, list) else [part]:
                if isinstance(each, ast.withitem):
                    self.inside(each.context_expr, mine)
                elif isinstance(each, ast.expr):
                    self.inside(each, mine)
        for name in ("body", "orelse", "finalbody"):
            self.body(getattr(node, name, []), mine)
        for handler in getattr(node, "handlers", []):
            self.body(handler.body, mine)

    def inside(self, node: ast.AST, mine: bool) -> None:
        """Go through an expression."""
        match node:
            case ast.JoinedStr():
                return
            case ast.Subscript(value=value):
                self.inside(value, mine)
            case ast.Constant(value=str() as text):
                self.words(node, text, mine)
            case ast.Call():
                self.inside(node.func, mine)
                self.entries([*node.args, *node.keywords], mine)
            case ast.Dict():
                self.pairs(node, mine)
            case ast.Tuple(elts=[_, _]):
                self.pair_of_two(node, mine)
            case ast.List() | ast.Set() | ast.Tuple():
                self.entries(node.elts, mine)
            case _:
                for child in ast.iter_child_nodes(node):
                    self.inside(child, mine)

    def entries(self, nodes: Sequence[ast.expr | ast.keyword | ast.alias], inside: bool) -> None:
        nodes = sorted(nodes, key=self.span)
        self.spans([(self.span(each), each) for each in nodes], inside)

    def pairs(self, node: ast.Dict, inside: bool) -> None:
        found: list[tuple[tuple[int, int], ast.AST]] = []
        for key, value in zip(node.keys, node.values, strict=True):
            start, end = self.span(value)
            start = self.source.rindex(b"**", 0, start) if key is None else self.span(key)[0]
            pair = ast.Dict(keys=[key], values=[value])
            found.append(((start, end), pair))
        self.spans(found, inside)

    def spans(self, found: Sequence[tuple[tuple[int, int], ast.AST]], inside: bool) -> None:
        for place, ((start, end), node) in enumerate(found):
            mine = inside or named(node)
            generator = isinstance(node, ast.GeneratorExp)
            statement = isinstance(node, ast.alias) and len(found) == 1
            if mine and not generator and not statement:
                if place + 1 < len(found):
                    self.delete(start, found[place + 1][0][0], "", (start, end))
                elif place:
                    self.delete(found[place - 1][0][1], end, "", (start, end))
                else:
                    comma = re.compile(rb"\s*,").match(self.source, end)
                    self.delete(start, comma.end() if comma else end, "", (start, end))
            if isinstance(node, ast.Dict) and not hasattr(node, "lineno"):
                self.inside(node.values[0], mine)  # a pair of one
            elif isinstance(node, ast.keyword | ast.Starred):
                self.inside(node.value, mine)
            else:
                self.inside(node, mine)

    def pair_of_two(self, node: ast.Tuple, inside: bool) -> None:
        """A tuple of two stays a tuple without one of them."""
        start, end = self.span(node)
        for gone, kept in (node.elts, reversed(node.elts)):
            mine = inside or named(gone)
            if mine:
                first, last = self.span(kept)
                text = self.source[first:last].decode()
                self.delete(start, end, f"({text},)", self.span(gone))
            self.inside(gone, mine)

    def words(self, node: ast.Constant, text: str, inside: bool) -> None:
        """A text of names is a list of them."""
        words = text.split()
        if len(words) < 2 or not all(re.fullmatch(r"[a-z]+(_[a-z]+)+", word) for word in words):
            return
        start, end = self.span(node)
        for found in re.finditer(rb"\w+\s*", self.source[start:end]):
            if inside or NAMED.search(found[0].decode()):
                place = (start + found.start(), start + found.end())
                self.delete(*place, "", place)


def without_docstring(statements: Sequence[ast.stmt]) -> list[ast.stmt]:
    return [
        each
        for each in statements
        if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
    ]


def named(node: ast.AST) -> bool:
    """Whether a piece of code is there for Objective: it is called so, or begins with it."""
    return any(NAMED.search(each) for each in heads(node))


def heads(node: ast.AST | None) -> Iterator[str]:
    """What a piece of code is called, and what it says first."""
    match node:
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            if all(named(each) for each in names):
                yield ast.unparse(node)
        case ast.alias():
            yield node.asname or node.name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=[target], value=value):
            yield ast.unparse(target)
            yield from heads(value)
        case ast.AnnAssign(target=target):
            yield ast.unparse(target)
        case ast.For(iter=value) | ast.Expr(value=value) | ast.Starred(value=value):
            yield from heads(value)
        case _:
            yield from heads_of_entry(node)


def heads_of_entry(node: ast.AST | None) -> Iterator[str]:
    match node:
        case ast.keyword(arg=name, value=value):
            yield name or ""
            yield from first_of([value])
        case ast.Dict(keys=[key]):
            yield from heads_of_entry(key)
        case ast.Call(func=function, args=arguments):
            yield ast.unparse(function)
            yield from first_of(arguments)
        case ast.Tuple(elts=entries) | ast.List(elts=entries):
            yield from first_of(entries)
        case ast.Name() | ast.Attribute():
            yield ast.unparse(node)
        case ast.Constant(value=str() as text) if len(text.split()) == 1:
            yield text


def first_of(nodes: Sequence[ast.expr]) -> Iterator[str]:
    if nodes and isinstance(nodes[0], ast.Name | ast.Attribute | ast.Constant):
        yield from heads(nodes[0])


def deletions() -> list[Deletion]:
    """Return everything of Objective that can be deleted."""
    found: list[Deletion] = []
    for folder in PRODUCT:
        for path in sorted((ROOT / folder).rglob("*.py")):
            file = path.relative_to(ROOT).as_posix()
            if not file.startswith(tuple(LEFT_OUT)):
                source = path.read_text(encoding="utf-8")
                if file in WHOLE or NAMED.search(source):
                    found += Finder(file, source).all()
    return found


def tenth() -> list[Deletion]:
    """Return every tenth, which is always the same as long as the code is."""
    return deletions()[::10]


class Copy:
    """A copy of the tree, in which one file at a time lacks something."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "tree"
        self.folder = folder
        ignored = shutil.ignore_patterns(".*", "__pycache__", "node_modules", "build")
        shutil.copytree(ROOT, self.root, ignore=ignored)
        self.environment = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("PYTEST_", "PYTHON", "THROUGHLINE_"))
        }
        self.changes = int(time.time())
        self.server = subprocess.Popen(
            [sys.executable, "-m", "tests.contracts.deletions", "--serve", str(folder)],
            cwd=self.root,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.types_started = False

    def close(self) -> None:
        self.server.communicate()
        if self.types_started:
            self.types("stop")

    @contextmanager
    def without(self, deletion: Deletion) -> Iterator[None]:
        path = self.root / deletion.file
        source = path.read_bytes()
        try:
            self.write(path, deletion.applied(source))
            yield
        finally:
            self.write(path, source)

    def write(self, path: Path, source: bytes) -> None:
        """Write a file as of a second of its own, or what Python has compiled would count."""
        self.changes += 1
        path.write_bytes(source)
        os.utime(path, (self.changes, self.changes))

    def contracts(self, file: str) -> str | None:
        """Import a file and run the contract tests; return the first that is red."""
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        self.server.stdin.write(f"{file}\n")
        self.server.stdin.flush()
        code = json.loads(self.server.stdout.readline())
        return self.told(code, (self.folder / "told").read_text(encoding="utf-8"))

    def told(self, code: int, text: str) -> str | None:
        """Return what a run of pytest says is red."""
        if code == 0:
            return None
        if found := re.search(r"^FAILED (\S+)", text, re.MULTILINE):
            return f"test: {found[1].rpartition('/')[2]}"
        errors = re.findall(r"(\w*(?:Error|Exception|Conflict)\w*: .*)", text)
        return f"import: {(errors or [f'exit code {code}'])[-1]}"

    def types(self, command: str = "check") -> str | None:
        """Check the types; return the first error."""
        mypy = ("mypy.dmypy", "--status-file", str(self.folder / "types.json"))
        if not self.types_started:
            self.types_started = True
            # It ends by itself if this process can't end it.
            start = ("start", "--timeout", str(LONGEST_SECONDS))
            cache = ("--cache-fine-grained", "--cache-dir", str(ROOT / ".mypy_cache/deletions"))
            self.ran(*mypy, *start, "--", *cache)
        files = (*PRODUCT, "tests/contracts") if command == "check" else ()
        done = self.ran(*mypy, command, *files)
        if done.returncode == 0:
            return None
        errors = re.findall(r": error: (.*)", done.stdout)
        return f"types: {(errors or [done.stdout + done.stderr])[0]}"

    def database(self) -> str | None:
        """Run what needs a database; return the first that is red."""
        done = self.ran("pytest", *PYTEST, *WITH_DATABASE)
        return self.told(done.returncode, done.stdout + done.stderr)

    def ran(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=self.root,
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
        )

    def noticed(self, deletion: Deletion) -> str | None:
        """Return which check is red without it, if one is; the quickest looks first."""
        with self.without(deletion):
            if red := self.contracts(deletion.file):
                return red
        if not self.types_started:
            self.refuse_red(self.types())
        with self.without(deletion):
            return self.types() or self.database()

    def refuse_red(self, red: str | None) -> None:
        """What is red already tells nothing of deletions."""
        if red:
            raise RuntimeError(f"red before anything is deleted: {red}")


@contextmanager
def copied() -> Iterator[Copy]:
    """A copy whose contract tests are green as long as nothing is deleted."""
    with tempfile.TemporaryDirectory(prefix="throughline-deletions-") as name:
        copy = Copy(Path(name))
        try:
            copy.refuse_red(copy.contracts(WHOLE[0]))
            yield copy
        finally:
            copy.close()


def serve(folder: Path) -> None:
    """Run the contract tests for every line that is read, in a process of their own.

    What is installed is imported once, before; the product anew each time.
    """
    sys.path[:] = [each for each in sys.path if Path(each or ".").resolve() != ROOT]
    sys.path.insert(0, str(Path.cwd()))
    import pytest

    own = (*PRODUCT, "bench", "migrations", "tests")
    known = folder / "modules"
    for line in sys.stdin:
        if known.exists():
            for name in known.read_text(encoding="utf-8").split():
                if name not in sys.modules:
                    try:
                        __import__(name)
                    except ImportError:
                        continue
            known.unlink()
        sys.stdout.flush()
        child = os.fork()
        if child == 0:
            signal.alarm(LONGEST_SECONDS)
            gc.disable()  # it ends soon
            with (folder / "told").open("w") as told:
                os.dup2(told.fileno(), 1)
                os.dup2(told.fileno(), 2)
                module = line.strip().removesuffix(".py").replace("/", ".")
                code = imported(module) or int(pytest.main([*PYTEST, *FIRST]))
                if code == 0:
                    names = [name for name in sys.modules if name.partition(".")[0] not in own]
                    known.write_text("\n".join(names), encoding="utf-8")
                sys.stdout.flush()
                os._exit(code)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def imported(module: str) -> int:
    """Import what was changed: most that is missing is missed at once."""
    try:
        __import__(module)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is red
        print(f"{type(error).__name__}: {error}", flush=True)
        return 1
    return 0


def table(chosen: Sequence[Deletion]) -> Iterator[tuple[Deletion, str | None]]:
    """Try deletions one after the other."""
    with copied() as copy:
        for each in chosen:
            yield each, copy.noticed(each)


def main(arguments: Sequence[str]) -> int:
    if arguments[:1] == ["--serve"]:
        serve(Path(arguments[1]))
        return 0
    chosen = deletions()
    if "--list" in arguments:
        for each in chosen:
            print(each.name)
        return 0
    if "--tenth" in arguments:
        chosen = tenth()
    if arguments[:1] == ["--share"]:
        first, of = map(int, arguments[1].split("/"))
        chosen = chosen[first - 1 :: of]
    counts: dict[str, int] = {}
    for each, red in table(chosen):
        how = red or (f"free: {FREE[each.text]}" if each.text in FREE else "HOLE")
        counts[how.partition(":")[0]] = counts.get(how.partition(":")[0], 0) + 1
        print(f"{each.file}:{each.line}: {each.text[:70]} -> {how[:90]}", flush=True)
    found = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items()))
    print(f"{sum(counts.values())} deletions: {found}")
    return 1 if counts.get("HOLE") else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
