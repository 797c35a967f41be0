"""An import as its page shows it: sentences and rows, and nothing the template has to work out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self
from uuid import UUID

from board.rendering import words
from board.rendering.locale import Locale
from domain.imports.import_run import ImportRun, ImportState

TITLES: Final[Mapping[ImportState, str]] = {
    ImportState.PREVIEWED: "What the import would do",
    ImportState.DONE: "The import is done",
    ImportState.REFUSED: "Nothing was imported",
    ImportState.FAILED: "The import broke off on our side",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An import, in words."""

    id: UUID
    state: ImportState
    title: str
    under_way: bool
    may_go_ahead: bool
    nothing_to_do: bool
    """Whether all of it is on record already."""
    progress: str
    message: str
    error_id: str
    lines: Sequence[str]
    files: Sequence[Mapping[str, Any]]
    problem_count: int
    problems: Sequence[Mapping[str, Any]]
    more_problems: int

    @classmethod
    def of(cls, run: ImportRun, locale: Locale) -> Self:
        """Read an import and its outcome."""
        outcome = run.outcome
        problems = outcome.get("problems", [])
        count = outcome.get("problemCount", 0)
        return cls(
            id=run.id,
            state=run.state,
            title=title_of(run),
            under_way=run.state.under_way,
            may_go_ahead=run.may_go_ahead,
            nothing_to_do=run.state is ImportState.PREVIEWED
            and not outcome["changedRowCount"]
            and not count,
            progress=progress_of(run),
            message=outcome.get("message", ""),
            error_id=outcome.get("errorId", ""),
            lines=list(lines(run, locale)) if "rowCount" in outcome else [],
            files=outcome.get("files", []),
            problem_count=count,
            problems=problems,
            more_problems=count - len(problems),
        )


def title_of(run: ImportRun) -> str:
    if run.state.under_way:
        return "Your files are looked at" if run.options.dry_run else "Your files are imported"
    return TITLES[run.state]


def progress_of(run: ImportRun) -> str:
    """Say how far it is: the last line of progress, as a sentence."""
    if run.state is ImportState.WAITING and not run.progress:
        return "It waits for its turn."
    said = run.progress or "Begun just now"
    return f"{said[0].upper()}{said[1:]}".rstrip(" .…") + " …"


def lines(run: ImportRun, locale: Locale) -> Iterator[str]:
    """Yield what is counted, a sentence each."""
    outcome = run.outcome
    would = run.state is ImportState.PREVIEWED

    def counted(name: str, one: str, many: str | None = None) -> str:
        number = outcome[name]
        noun = one if number == 1 else many or one + "s"
        return f"{locale.number(number)}\u00a0{noun}"

    of_what = (
        f", of {counted('initiativeCount', 'initiative')}" if outcome["initiativeCount"] else ""
    )
    yield f"{counted('rowCount', 'row')} read{of_what}."
    if not outcome["changedRowCount"] and outcome["problemCount"]:
        yield "Beside the rows with problems there is nothing that is not on record already."
    elif not outcome["changedRowCount"]:
        yield "All of it is on record already." if would else "All of it was on record already."
    else:
        new = [counted("newInitiativeCount", "new initiative")] * (
            outcome["newInitiativeCount"] > 0
        )
        changed = [f"{counted('changedInitiativeCount', 'initiative')} changed"] * (
            outcome["changedInitiativeCount"] > 0
        )
        written = f"{counted('changedRowCount', 'record')} {'to write' if would else 'written'}"
        yield f"{', '.join([*new, *changed]) or 'No initiative changes'}; {written} in all."
    if outcome["laterRowCount"]:
        yield f"{counted('laterRowCount', 'row')} left out that were recorded later."
    if outcome["problemCount"] and not would:
        yield f"{words.counted(outcome['problemCount'], 'problem')}: those rows were left out."
