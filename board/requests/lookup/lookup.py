"""What is called so? A name typed into a form becomes the id of what it names.

Whoever has the same name as another is told apart by where they belong: `Maria Rossi · Kitchen`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from starlette.responses import Response

from board.requests.forms import Field, InvalidForm, Problem, Sent
from board.requests.lookup.named import NAMED
from board.requests.page_context import NotFound, PageContext

# Between a name and where it belongs.
APART: Final = " · "
SEARCHED_AT_MOST: Final = 100
LINES_AT_MOST: Final = 30


def label(found: Mapping[str, Any]) -> str:
    """Return the name with where it belongs."""
    return APART.join((found["name"], *belongs(found)))


def belongs(found: Mapping[str, Any]) -> Iterable[str]:
    """Yield where somebody or something belongs, the nearest first."""
    if found.get("department"):
        yield found["department"]["name"]
    if found.get("stage"):
        yield found["stage"]["name"]
        yield found["stage"]["journey"]["name"]
    if found.get("initiative"):
        yield found["initiative"]["title"]


async def find_by_name(context: PageContext, kind: str, name: str) -> list[Mapping[str, Any]]:
    """Return what has this in its name, what is called just so first."""
    # What belongs to a label is looked at afterwards, among those of the name.
    searched = name.partition(APART)[0].strip()[:SEARCHED_AT_MOST]
    data = await context.ask(NAMED[kind].document, {"name": searched})
    each = [*data["exactly"]["nodes"], *data["nearly"]["nodes"]]
    return list({one["id"]: one for one in each}.values())


async def with_ids(context: PageContext, sent: Sent, fields: Collection[Field]) -> Sent:
    """Return the form with what its fields name looked up; Misfilled where that is not clear."""
    ids: dict[str, Any] = {}
    problems = []
    for field in fields:
        lines = [line.strip() for line in sent.values.get(field.name, "").splitlines()]
        typed = [line for line in lines if line][:LINES_AT_MOST]
        if not field.names or not typed or field.stays(sent.values):
            continue
        try:
            found = [await resolve_one(context, field.names, name) for name in typed]
        except ValueError as error:
            problems.append(Problem(str(error), field=field.name))
        else:
            ids[field.name] = found if field.several else found[0]
    if problems:
        raise InvalidForm(sent.refused(tuple(problems)))
    return replace(sent, ids=ids)


async def resolve_one(context: PageContext, kind: str, name: str) -> str:
    """Return the id of what is called so; ValueError, with what may be meant, if unclear."""
    if name.startswith(f"{kind}_"):
        return name  # A form that offers just one thing names it by its id.
    found = await find_by_name(context, kind, name)
    typed = name.casefold()
    just_so = [each for each in found if typed in (each["name"].casefold(), label(each).casefold())]
    if len(just_so) == 1 or len(found) == 1:
        [one] = just_so or found
        identity: str = one["id"]
        return identity
    if not found:
        raise ValueError(f"{NAMED[kind].none} is called {name}. A part of the name is enough.")
    meant = "; ".join(label(each) for each in just_so or found)
    raise ValueError(f"More than one can be meant by {name}. Write one of these: {meant}.")


async def suggest(context: PageContext) -> Response:
    """Suggest what can be meant by a part of a name, as the options of a list."""
    kind = context.request.path_params["kind"]
    if kind not in NAMED:
        raise NotFound("list of names")
    name = context.request.query_params.get("q", "").strip()
    found = await find_by_name(context, kind, name) if name else []
    return context.page("requests/lookup/names.html", {"labels": [label(each) for each in found]})


ROUTES: Final = (("/names/{kind}", "GET", suggest),)
