"""The mutations that the durability tests send, and how an answer is read."""

from dataclasses import replace
from typing import Any

from tests.durability.client import Client, Reply
from tests.durability.journal import Entry

# What a mutation answers with.
SUBJECTS = {
    "personCreate": "person",
    "departmentCreate": "department",
    "initiativePropose": "initiative",
    "initiativeCommit": "initiative",
    "initiativeStart": "initiative",
    "milestoneAdd": "milestone",
    "milestoneReplan": "milestone",
    "milestoneComplete": "milestone",
    "shortTermWinLog": "shortTermWin",
    "shortTermWinShare": "shortTermWin",
    "statusUpdatePost": "statusUpdate",
}


def document(mutation: str) -> str:
    input_type = f"{mutation[0].upper()}{mutation[1:]}Input"
    return (
        f"mutation($input: {input_type}!, $key: String) {{"
        f" {mutation}(input: $input, idempotencyKey: $key) {{"
        f" revision problems {{ code message }} {SUBJECTS[mutation]} {{ id }} }} }}"
    )


async def send(client: Client, entry: Entry, request_id: str | None = None) -> Entry:
    """Send what the entry asks for, and return it with the answer."""
    variables = {"input": entry.input, "key": entry.key}
    reply = await client.ask(document(entry.mutation), variables, request_id or entry.request_id)
    return answered(entry, reply)


def answered(entry: Entry, reply: Reply) -> Entry:
    payload = ((reply.body.get("data") or {}).get(entry.mutation)) or {}
    subject = payload.get(SUBJECTS[entry.mutation]) or {}
    errors: list[dict[str, Any]] = reply.body.get("errors", [])
    committed = next((e for e in errors if e["extensions"].get("committed")), None)
    if committed is not None:
        # Done, but the payload could not be read back.
        extensions = committed["extensions"]
        (only,) = extensions["ids"].values()
        return replace(
            entry, outcome="acknowledged", revision=extensions["revision"], id=f"_{only}"
        )
    if payload.get("revision") is not None:
        return replace(
            entry, outcome="acknowledged", revision=payload["revision"], id=subject["id"]
        )
    if payload.get("problems"):
        return replace(entry, outcome="refused", said=[p["code"] for p in payload["problems"]])
    said = [str(reply.status), *(error["message"] for error in errors)]
    return replace(entry, outcome="failed", said=said)
