"""What commands that change an organisation have in common."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from uuid import UUID

from api.cli import CommandError
from db.access.tenants import organisations
from db.connections.connection import create_engine
from db.connections.signals import notify_once
from db.writing.unit_of_work import UnitsOfWork
from domain.core.problem import Problem, Refusal
from domain.core.tenant import Organisation
from domain.core.viewer import Role, Viewer


@asynccontextmanager
async def writing(url: str) -> AsyncIterator[UnitsOfWork]:
    """Yield the units of work of a database; the servers on it hear of what was changed.

    They hear at once, so that a token revoked here lets nobody listen any longer.
    """
    changed: dict[UUID, int] = {}
    engine = create_engine(url, pool_size=2, application_name="throughline-command")
    try:
        yield UnitsOfWork(engine, committed=changed.__setitem__)
    finally:
        await notify_once(engine, changed)
        await engine.dispose()


@contextmanager
def reported() -> Iterator[None]:
    """Tell a refusal to the person at the terminal, with the way out."""
    try:
        yield
    except Refusal as refusal:
        raise CommandError("\n".join(map(in_words, refusal.problems))) from refusal


def in_words(problem: Problem) -> str:
    about = " ".join(problem.path).replace("_", " ")
    sentence = f"{about}: {problem.message}" if about else problem.message
    return f"{sentence} {problem.hint}" if problem.hint else sentence


async def organisation_named(units: UnitsOfWork, key: str) -> Organisation:
    """Return the organisation of that key."""
    async with units.session() as session:
        found = await organisations(session)
    for one in found:
        if one.key == key:
            return one
    known = ", ".join(one.key for one in found) or "none yet"
    raise CommandError(f"There is no organisation {key!r}. Those there are: {known}.")


def operator(organisation: Organisation) -> Viewer:
    """Return the viewer that the command line is: whoever has the database may do everything."""
    return Viewer(
        organisation_id=organisation.id,
        token_id=None,
        role=Role.ADMIN,
        request_id="command-line",
    )
