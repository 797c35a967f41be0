"""Faults in the planner and the JSON select: a piece of source, and what stands there instead.

That a piece is still there is checked, so that a fault can't come to nothing unnoticed.
"""

import inspect
import re
import sys
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

CONDITIONS, PAGE = "db.json_select.conditions", "db.json_select.page"
SELECT, OBJECTS = "db.json_select.statement", "db.json_select.objects"
PLANNED, FILTERS, WINDOWS = "api.planning.objects", "api.planning.filters", "api.planning.windows"
HIDDEN = "db.json_select.hidden"
ARGUMENTS, SHAPE, TEXT = "api.planning.arguments", "api.planning.shape", "db.json_select.text"
COLLECTING = "api.planning.collecting"

TENANT = re.compile(r"\{[\w.]+\}\.(?:\{[\w.]+\.tenant\}|organisation_id) = \{(?:self\.)?tenant\}")
# How often rows are tied to the organisation; after a change, look where it is done now.
TENANT_PREDICATES = {CONDITIONS: 2, PAGE: 1, OBJECTS: 2, SELECT: 2}
OF_EVERY_CLASS = vars(type("_", (), {})).keys()


@dataclass(frozen=True)
class Mutant:
    """A piece of a module's source, and what stands there instead."""

    module: str
    old: str
    new: str
    # Which one, if the piece is there several times.
    place: int = 0
    times: int = 1

    def source(self) -> str:
        parts = inspect.getsource(import_module(self.module)).split(self.old)
        assert len(parts) == self.times + 1, f"{self.module} has changed: write this mutant anew"
        before, after = parts[: self.place + 1], parts[self.place + 1 :]
        return self.old.join(before) + self.new + self.old.join(after)

    def put_in(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Have everyone who uses the module's functions and classes use the faulty ones."""
        original = import_module(self.module)
        faulty = ModuleType(self.module)
        code = compile(self.source(), str(original.__file__), "exec")
        exec(code, vars(faulty))
        for name, value in list(vars(original).items()):
            if getattr(value, "__module__", None) == self.module:
                _replace(value, vars(faulty)[name], monkeypatch)


def _replace(original: object, faulty: object, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in list(sys.modules.values()):
        if module.__name__.startswith(("api.", "db.")):
            for name, value in list(vars(module).items()):
                if value is original:
                    monkeypatch.setattr(module, name, faulty)
    if isinstance(original, type):
        # Heirs keep the bases that they were made with.
        heirs: list[type] = type.__subclasses__(original)
        for heir in heirs:
            for name in vars(original).keys() - vars(heir).keys() - OF_EVERY_CLASS:
                monkeypatch.setattr(heir, name, vars(faulty)[name])


def tenant_predicates() -> dict[str, int]:
    """How many predicates on the organisation each module writes."""
    return {
        module: len(TENANT.findall(inspect.getsource(import_module(module))))
        for module in TENANT_PREDICATES
    }


def tenant_mutants() -> list[Any]:
    """A mutant for each predicate that ties rows to the organisation, wherever it is written."""
    found = []
    for module in TENANT_PREDICATES:
        source = inspect.getsource(import_module(module))
        matches = TENANT.findall(source)
        for number, old in enumerate(matches):
            place, times = matches[:number].count(old), source.count(old)
            mutant = Mutant(module, old, "true", place, times)
            found.append(pytest.param(mutant, id=f"{module} {number}"))
    return found


FAULTS = {
    # Ties
    "page order without id": Mutant(
        PAGE, 'else f"{key}{direction}, {ordered}"', 'else f"{key}{direction}"'
    ),
    "cursor of an end without id": Mutant(PAGE, ", page_id{direction} limit 1", " limit 1"),
    "cursor compared without id": Mutant(
        PAGE,
        'f"({self.key}, {self.id}) {operator} ({key}, {identity})"',
        'f"{self.key} {operator} {key}"',
    ),
    # Comparisons
    "after includes its row": Mutant(PAGE, "'<' if descending", "'<=' if descending"),
    "after upwards includes its row": Mutant(
        PAGE, "'<' if descending else '>'", "'<' if descending else '>='"
    ),
    "before includes its row": Mutant(PAGE, "descending else '<'", "descending else '<='"),
    "before downwards includes its row": Mutant(
        PAGE, "'>' if descending else '<'", "'>=' if descending else '<'"
    ),
    "after looks the other way": Mutant(
        PAGE, "'<' if descending else '>'", "'>' if descending else '<'"
    ),
    "a full page has another": Mutant(
        PAGE, "from {self.name}) > {self.window.size}", "from {self.name}) >= {self.window.size}"
    ),
    "a cursor's own row is not beyond it": Mutant(
        PAGE, '">=" if after != self.window.descending', '">" if after != self.window.descending'
    ),
    "nor is it downwards": Mutant(
        PAGE,
        '" if after != self.window.descending else "<="',
        '" if after != self.window.descending else "<"',
    ),
    "far end is not looked at": Mutant(PAGE, "if far is None:", "if far is None or far:"),
    "one row too many": Mutant(PAGE, "order by {taken} limit {self.window.size})", "limit 101)"),
    "backward is forward": Mutant(PAGE, " != self.window.backward", ""),
    "count within bounds": Mutant(
        PAGE,
        "(select count(*) from (select 1 from {self.source} where {self.where}",
        "(select count(*) from (select 1 from {self.source} where {self.bounded}",
    ),
    "order is never descending": Mutant(WINDOWS, 'direction.value.name == "DESC"', "False"),
    "before is ignored": Mutant(WINDOWS, 'before=ends["before"]', "before=None"),
    # Archived rows
    "archived rows are listed": Mutant(PAGE, "if not self.window.archived and", "if False and"),
    "archived rows are never listed": Mutant(PAGE, "if not self.window.archived and", "if"),
    "archived rows in lists": Mutant(CONDITIONS, "if relation.where is not None:", "if False:"),
    # Filters
    "filter is ignored": Mutant(PAGE, "if self.window.condition is not None:", "if False:"),
    "nested condition is ignored": Mutant(CONDITIONS, "{link} and {inner})", "{link})"),
    "not is ignored": Mutant(CONDITIONS, "inner)}) is not true", "inner)}) is true"),
    "differs from null": Mutant(CONDITIONS, "is distinct from", "<>"),
    "null is not asked for": Mutant(CONDITIONS, "'' if expected else 'not '", "'not '"),
    "or is and": Mutant(CONDITIONS, '" or ", "false"', '" and ", "true"'),
    "last days end yesterday": Mutant(CONDITIONS, "{days} and {today}", "{days} and {today} - 1"),
    "first part of a filter": Mutant(FILTERS, "if len(conditions) == 1 else", "if conditions else"),
    # Objects and lists
    "another row's list": Mutant(CONDITIONS, "{tied} and {parent} = {owner}", "{tied}"),
    "first said and not last": Mutant(CONDITIONS, '" desc" if relation.descending else ""', '""'),
    "lists of many rows in no order": Mutant(
        OBJECTS,
        "where {where} order by {parent}, {ordered(relation, other.alias)}",
        "where {where}",
    ),
    "list of one row in no order": Mutant(
        OBJECTS,
        'where {link} order by {ordered(relation, other.alias)}"\n        return',
        'where {link}"\n        return',
    ),
    "absent objects are there": Mutant(OBJECTS, "when {column} is null then", "when false then"),
    "text is not escaped": Mutant(TEXT, "{escape}({sql})::text", "'\\\"'||{sql}||'\\\"'"),
    # Documents
    "skip is ignored": Mutant(COLLECTING, '(name == "skip"):', '(name == "skip") and not holds:'),
    "include is ignored": Mutant(COLLECTING, '(name == "skip"):', '(name == "skip") and holds:'),
    "alias is ignored": Mutant(COLLECTING, "node.alias.value if node.alias is not None else ", ""),
    "fields are not merged": Mutant(
        COLLECTING, "setdefault(key, []).append(node)", "setdefault(key, [node])"
    ),
    "interfaces do not apply": Mutant(
        COLLECTING, " or any(each.name == condition for each in kind.interfaces)", ""
    ),
    "variables have one value": Mutant(
        ARGUMENTS, "return Given(value, bind)", "return Given(value, lambda _: value)"
    ),
    "shape knows no directions": Mutant(SHAPE, "lambda value: value.name", "lambda _: True"),
}

# What is hidden from who asks.
HIDING = {
    "nothing is hidden": Mutant(HIDDEN, "if self._catalogue.visibility.sees_all_rows:", "if True:"),
    "only what is listed is hidden": Mutant(
        HIDDEN, '"" if beneath(source, relation, target) else self.seen(target, row)', '""'
    ),
    "lists hold what is hidden": Mutant(PAGE, "= {tenant}{seen}", "= {tenant}"),
    "a hidden row is found": Mutant(
        SELECT,
        "f\"{self.conditions.hidden.seen(rows.entity, rows.alias)}), 'null')\"",
        "f\"), 'null')\"",
    ),
    "hidden rows are found": Mutant(
        SELECT, 'f"{self.conditions.hidden.seen(rows.entity, rows.alias)}"\n', 'f""\n'
    ),
    "hidden objects of many rows": Mutant(
        OBJECTS, "self.sources)})){self.seen})", "self.sources)})))"
    ),
    "everything is hidden": Mutant(HIDDEN, " and i.confidential", ""),
    "an owner has no seat": Mutant(HIDDEN, "{row}.owner_id = {person} or ", ""),
    "a sponsor has no seat": Mutant(HIDDEN, " or {row}.sponsor_id = {person}", ""),
    "an owner of a milestone has no seat": Mutant(HIDDEN, "seat.owner_id = {person}", "false"),
    "nobody has every seat": Mutant(HIDDEN, '"i")}) is not true', '"i")}) is false'),
    "findings tell of what is hidden": Mutant(
        HIDDEN, "if entity.finding is not None:", "if False:"
    ),
    "hidden initiatives of anybody": Mutant(
        HIDDEN, "i.organisation_id = {{tenant}} and i.confidential", "i.confidential"
    ),
    "what hangs on another row": Mutant(HIDDEN, "if entity.hangs_on is None:", "if True:"),
    "hidden fields are told": Mutant(
        PLANNED, "self._catalogue.visibility.hides(kind.name, snake(name))", "False"
    ),
    "hidden fields divide lists": Mutant(
        FILTERS, "catalogue.visibility.hides(entity.name, name)", "False"
    ),
}

# What takes many questions to notice.
RARE = {
    "size of the default": Mutant(WINDOWS, "DEFAULT_SIZE = 20", "DEFAULT_SIZE = 19"),
    "none is some": Mutant(CONDITIONS, 'if some else f"not {exists}"', "if some else exists"),
    "not of null": Mutant(
        CONDITIONS,
        'f"({self.sql(entity, row, inner)}) is not true"',
        'f"not ({self.sql(entity, row, inner)})"',
    ),
    "not in of null": Mutant(CONDITIONS, 'f"({among}) is not true"', 'f"not ({among})"'),
    "or of nothing": Mutant(CONDITIONS, '" or ", "false"', '" or ", "true"'),
    "upper case matters": Mutant(
        CONDITIONS, "strpos(lower({value}), lower(", "strpos(({value}), ("
    ),
    "less is less or equal": Mutant(CONDITIONS, '"lt": "<"', '"lt": "<="'),
    "next days without today": Mutant(CONDITIONS, "between {today} and", "between {today} + 1 and"),
    "null in a filter is left out": Mutant(FILTERS, "if part.value is None:", "if False:"),
    "any id": Mutant(FILTERS, "found[0] != entity.prefix", "False"),
}
