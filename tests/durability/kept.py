"""What the journal of an outside process says was acknowledged is in the database, once."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from db.connections.connection import Connection
from tests.durability.journal import Entry

Row = tuple[str, ...]


class Written(NamedTuple):
    """What a mutation leaves: its event, its rows as texts, and the row that one input leaves.

    The first column is the id the payload answered with, the second the words unique to the
    request (None in `row` where there are none).
    """

    kind: str
    query: str
    row: Callable[[Entry, str], Row]
    unique: bool = True


WRITTEN = {
    "personCreate": Written(
        "PERSON_CREATED",
        "select id, name from person",
        lambda entry, _: (entry.input["name"],),
    ),
    "departmentCreate": Written(
        "DEPARTMENT_CREATED",
        "select id, name from department",
        lambda entry, _: (entry.input["name"],),
    ),
    "initiativePropose": Written(
        "INITIATIVE_PROPOSED",
        "select id, title, 'person_' || owner_id, proposed_on from initiative",
        lambda entry, today: (entry.input["title"], entry.input["ownerId"], today),
    ),
    "initiativeCommit": Written(
        "INITIATIVE_COMMITTED",
        "select initiative_id, to_status, occurred_on from lifecycle_move",
        lambda _, today: ("COMMITTED", today),
        unique=False,
    ),
    "initiativeStart": Written(
        "INITIATIVE_STARTED",
        "select initiative_id, to_status, occurred_on from lifecycle_move",
        lambda _, today: ("IN_PROGRESS", today),
        unique=False,
    ),
    "milestoneAdd": Written(
        "MILESTONE_ADDED",
        "select id, title, 'initiative_' || initiative_id, first_due_on, promised_on"
        " from milestone",
        lambda entry, today: (
            entry.input["title"],
            entry.input["initiativeId"],
            entry.input["dueOn"],
            today,
        ),
    ),
    "milestoneReplan": Written(
        "MILESTONE_REPLANNED",
        "select milestone_id, reason, to_due_on, occurred_on from replan",
        lambda entry, today: (entry.input["reason"], entry.input["dueOn"], today),
    ),
    "milestoneComplete": Written(
        "MILESTONE_COMPLETED",
        "select id, completed_on from milestone",
        lambda _, today: (today,),
        unique=False,
    ),
    "shortTermWinLog": Written(
        "SHORT_TERM_WIN_LOGGED",
        "select id, title, 'initiative_' || initiative_id, achieved_on from short_term_win",
        lambda entry, today: (entry.input["title"], entry.input["initiativeId"], today),
    ),
    "shortTermWinShare": Written(
        "SHORT_TERM_WIN_SHARED",
        "select short_term_win_id, channel, audience, occurred_on from share",
        lambda entry, today: (entry.input["channel"], entry.input["audience"], today),
    ),
    "statusUpdatePost": Written(
        "STATUS_UPDATE_POSTED",
        "select id, text, 'initiative_' || initiative_id, reported_status, occurred_on"
        " from status_update",
        lambda entry, today: (
            entry.input["text"],
            entry.input["initiativeId"],
            entry.input["reportedStatus"],
            today,
        ),
    ),
}
NOTED = """
    select distinct on (e.request_id) e.request_id, o.key, e.revision, e.kind, e.subject_id::text
    from event e join organisation o on o.id = e.organisation_id
    where e.request_id is not null
    order by e.request_id, e.ordinal
"""


async def assert_kept(
    connection: Connection, entries: Sequence[Entry], days: dict[str, str]
) -> None:
    """Assert that each request was done as it was answered: once and whole, or not at all.

    `days` holds the calendar day of each organisation.
    """
    noted = {row[0]: tuple(row[1:]) for row in await connection.fetch(NOTED)}
    rows: dict[str, Counter[Row]] = {}
    words: dict[str, set[str]] = {}
    for mutation, written in WRITTEN.items():
        found = [tuple(map(str, row)) for row in await connection.fetch(written.query)]
        rows[mutation] = Counter(found)
        words[mutation] = {row[1] for row in found}
    for entry in entries:
        written = WRITTEN[entry.mutation]
        row = written.row(entry, days[entry.organisation])
        if entry.outcome == "acknowledged":
            answered = (entry.organisation, entry.revision, written.kind, entry.uuid)
            assert noted.get(entry.request_id) == answered, f"lost: {entry}"
        if entry.request_id in noted:
            assert entry.outcome != "refused", f"done although refused: {entry}"
            *_, subject_id = noted[entry.request_id]
            assert rows[entry.mutation][subject_id, *row] == 1, f"not there as written: {entry}"
        elif written.unique:
            assert row[0] not in words[entry.mutation], f"half there: {entry}"
