"""Import: files are chosen, what they would do is shown, and then they are imported."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from starlette.responses import Response

from board.imports.uploads import LARGEST_BYTES, UploadLimiter
from board.imports.view import Shown
from board.people.organisation import PLACES
from board.requests.documents import document
from board.requests.forms import checked, read
from board.requests.page_context import NotFound, PageContext, QueryFailed
from board.requests.permissions import CurrentUser
from board.requests.security import HEADERS
from domain.core.problem import Refusal
from domain.imports.import_run import NOT_FOUND, FileProblem, ImportOptions, NotImported

ACTION: Final = "import"
PATH: Final = "/import"
RUN: Final = PATH + "/{run:uuid}"
FORMAT: Final = f"{PATH}/format"
TEMPLATES: Final = f"{PATH}/templates.zip"
# What is done by then is shown at once, without a page in between.
PATIENCE_SECONDS: Final = 2.0
NOT_ALLOWED: Final = "NOT_ALLOWED"
Show = Callable[[PageContext], Awaitable[Response]]


def routes(uploads: UploadLimiter) -> Sequence[tuple[str, str, Show]]:
    """Return the addresses of import: (path, method, what answers)."""

    async def begin(context: PageContext) -> Response:
        """Take files in, and show what they would do."""
        imports = context.user.imports
        try:
            await imports.admit()
            async with uploads.receive(context.request) as received:
                checked(received.fields, context.user.form_key)
                run = await imports.begin(received.sent, ImportOptions(dry_run=True))
            await imports.find(run.id, within_seconds=PATIENCE_SECONDS)
        except NotImported as refused:
            return await choosing(context, refused)
        except Refusal as refused:
            raise not_allowed(refused) from None
        return context.back(f"{PATH}/{run.id}")

    return (
        (PATH, "GET", choose),
        (PATH, "POST", begin),
        (FORMAT, "GET", show_format),
        (TEMPLATES, "GET", send_templates),
        (RUN, "GET", show),
        (RUN, "POST", go_ahead),
    )


async def choose(context: PageContext) -> Response:
    """Show where files are chosen."""
    return await choosing(context, None)


async def choosing(context: PageContext, refused: NotImported | None) -> Response:
    """Show where files are chosen, and why those that were sent can't be taken."""
    data = await framed(context)
    user = CurrentUser.of(data["viewer"])
    may = user.may(ACTION)
    latest = await context.user.imports.latest() if may else None
    view = {
        "frame": data,
        "may": may,
        "asker": user,
        "places": PLACES,
        "latest": Shown.of(latest, context.locale) if latest else None,
        "refused": refused,
        "problems": placed(refused.problems) if refused else [],
        "largest": LARGEST_BYTES // 2**20,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return context.page("imports/importing.html", view, status=status)


async def show(context: PageContext) -> Response:
    """Show how far an import is, what it would do, or what it did."""
    run_id: UUID = context.request.path_params["run"]
    try:
        run = await context.user.imports.find(run_id)
    except NotImported as refused:
        raise as_page(refused) from None
    except Refusal as refused:
        raise not_allowed(refused) from None
    data = await framed(context)
    view = {"frame": data, "run": Shown.of(run, context.locale), "path": f"{PATH}/{run.id}"}
    return context.page("imports/run.html", view)


async def go_ahead(context: PageContext) -> Response:
    """Have what was shown imported."""
    run_id: UUID = context.request.path_params["run"]
    sent = await read(context.request, context.user.form_key)
    imports = context.user.imports
    try:
        await imports.go_ahead(run_id, skip_bad_rows=sent.values.get("skip") == "yes")
        await imports.find(run_id, within_seconds=PATIENCE_SECONDS)
    except NotImported as refused:
        if refused.code == NOT_FOUND:
            raise as_page(refused) from None
        return await choosing(context, refused)
    except Refusal as refused:
        raise not_allowed(refused) from None
    return context.back(f"{PATH}/{run_id}")


async def show_format(context: PageContext) -> Response:
    """Show what the files have to look like."""
    data = await framed(context)
    view = {"frame": data, "format": context.user.imports.format()}
    return context.page("imports/format.html", view)


async def send_templates(context: PageContext) -> Response:
    """Send all files of the format with examples, as a zip."""
    headers = {
        **HEADERS,
        "content-disposition": 'attachment; filename="throughline-templates.zip"',
        "x-request-id": context.user.request_id,
    }
    content = context.user.imports.templates()
    return Response(content, media_type="application/zip", headers=headers)


async def framed(context: PageContext) -> Mapping[str, Any]:
    """Return what stands around the page."""
    return await context.ask(document("imports/importing"), {})


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


def as_page(refused: NotImported) -> QueryFailed:
    return (
        NotFound("import") if refused.code == NOT_FOUND else QueryFailed(refused.code, str(refused))
    )


def not_allowed(refused: Refusal) -> QueryFailed:
    """Return what is said to whom may not import."""
    [problem, *_] = refused.problems
    return QueryFailed(NOT_ALLOWED, f"{problem.message} {problem.hint or ''}".strip())
