"""Import: files are chosen, what they would do is shown, and then they are imported."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from board.imports.uploads import LARGEST_BYTES, Room
from board.imports.view import Shown
from board.people.organisation import PLACES
from board.requests.documents import document
from board.requests.forms import proven, read
from board.requests.page_context import NotFound, Unanswered, Visit
from board.requests.permissions import Asker
from board.requests.security import HEADERS
from domain.core.problem import Refusal
from domain.imports.import_run import NOT_FOUND, FileProblem, NotImported, Wish

ACTION: Final = "import"
PATH: Final = "/import"
RUN: Final = PATH + "/{run:uuid}"
FORMAT: Final = f"{PATH}/format"
TEMPLATES: Final = f"{PATH}/templates.zip"
# What is done by then is shown at once, without a page in between.
PATIENCE_SECONDS: Final = 2.0
NOT_ALLOWED: Final = "NOT_ALLOWED"
Show = Callable[[Visit], Awaitable[Response]]


def routes(room: Room) -> Sequence[tuple[str, str, Show]]:
    """Return the addresses of import: (path, method, what answers)."""

    async def begin(visit: Visit) -> Response:
        """Take files in, and show what they would do."""
        imports = visit.visitor.imports
        try:
            await imports.admit()
            async with room.receive(visit.request) as received:
                proven(received.fields, visit.visitor.form_key)
                run = await imports.begin(received.sent, Wish(dry_run=True))
            await imports.find(run.id, within_seconds=PATIENCE_SECONDS)
        except NotImported as refused:
            return await choosing(visit, refused)
        except Refusal as refused:
            raise not_allowed(refused) from None
        return visit.back(f"{PATH}/{run.id}")

    return (
        (PATH, "GET", choose),
        (PATH, "POST", begin),
        (FORMAT, "GET", tell_format),
        (TEMPLATES, "GET", send_templates),
        (RUN, "GET", show),
        (RUN, "POST", go_ahead),
    )


async def choose(visit: Visit) -> Response:
    """Show where files are chosen."""
    return await choosing(visit, None)


async def choosing(visit: Visit, refused: NotImported | None) -> Response:
    """Show where files are chosen, and why those that were sent can't be taken."""
    data = await framed(visit)
    asker = Asker.of(data["viewer"])
    may = asker.may(ACTION)
    latest = await visit.visitor.imports.latest() if may else None
    view = {
        "frame": data,
        "may": may,
        "asker": asker,
        "places": PLACES,
        "latest": Shown.of(latest, visit.locale) if latest else None,
        "refused": refused,
        "problems": placed(refused.problems) if refused else [],
        "largest": LARGEST_BYTES // 2**20,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return visit.page("imports/importing.html", view, status=status)


async def show(visit: Visit) -> Response:
    """Show how far an import is, what it would do, or what it did."""
    run_id: UUID = visit.request.path_params["run"]
    try:
        run = await visit.visitor.imports.find(run_id)
    except NotImported as refused:
        raise as_page(refused) from None
    except Refusal as refused:
        raise not_allowed(refused) from None
    data = await framed(visit)
    view = {"frame": data, "run": Shown.of(run, visit.locale), "path": f"{PATH}/{run.id}"}
    return visit.page("imports/run.html", view)


async def go_ahead(visit: Visit) -> Response:
    """Have what was shown imported."""
    run_id: UUID = visit.request.path_params["run"]
    sent = await read(visit.request, visit.visitor.form_key)
    imports = visit.visitor.imports
    try:
        await imports.go_ahead(run_id, skip_bad_rows=sent.values.get("skip") == "yes")
        await imports.find(run_id, within_seconds=PATIENCE_SECONDS)
    except NotImported as refused:
        if refused.code == NOT_FOUND:
            raise as_page(refused) from None
        return await choosing(visit, refused)
    except Refusal as refused:
        raise not_allowed(refused) from None
    return visit.back(f"{PATH}/{run_id}")


async def tell_format(visit: Visit) -> Response:
    """Show what the files have to look like."""
    data = await framed(visit)
    view = {"frame": data, "format": visit.visitor.imports.format()}
    return visit.page("imports/format.html", view)


async def send_templates(visit: Visit) -> Response:
    """Send all files of the format with examples, as a zip."""
    headers = {
        **HEADERS,
        "content-disposition": 'attachment; filename="throughline-templates.zip"',
        "x-request-id": visit.visitor.request_id,
    }
    content = visit.visitor.imports.templates()
    return Response(content, media_type="application/zip", headers=headers)


async def framed(visit: Visit) -> Mapping[str, Any]:
    """Return what stands around the page."""
    return await visit.ask(document("imports/importing"), {})


def placed(problems: Sequence[FileProblem]) -> list[Mapping[str, Any]]:
    """Return problems of files as a page lists those of rows."""
    return [
        {
            "file": each.file,
            "line": each.line or None,
            "column": each.column or None,
            "message": each.message,
        }
        for each in problems
    ]


def as_page(refused: NotImported) -> Unanswered:
    return (
        NotFound("import") if refused.code == NOT_FOUND else Unanswered(refused.code, str(refused))
    )


def not_allowed(refused: Refusal) -> Unanswered:
    """Return what is said to whom may not import."""
    [problem, *_] = refused.problems
    return Unanswered(NOT_ALLOWED, f"{problem.message} {problem.hint or ''}".strip())
