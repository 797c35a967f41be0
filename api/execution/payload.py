"""Payloads of mutations: what a change came to, with what was read back of it."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError

from api.mutations.outcome import Outcome
from api.planning.names import camel
from api.planning.payload import Payload
from api.vocabulary.global_id import encode


def changed_ids(outcome: Outcome) -> dict[str, object]:
    """Return the ids of what a change answers with, by field; of a bulk mutation, lists of them."""
    if not outcome.results:
        return {camel(name): changed.entity_id for name, changed in outcome.objects.items()}
    names = {name for each in outcome.results for name in each.objects}
    return {
        camel(name): [
            each.objects[name].entity_id if name in each.objects else None
            for each in outcome.results
        ]
        for name in names
    }


def payload_of(outcome: Outcome, asked: Payload, read: Mapping[str, Any]) -> dict[str, object]:
    """Return the payload by response key, for graphql-core to walk."""
    payload = _others(outcome, asked.others) | {
        each.key: read[each.key] for each in asked.root.fields
    }
    for key, results in asked.results.items():
        payload[key] = [
            _others(each, results.others)
            | {name: _at(read[rows], place) for name, rows in results.objects.items()}
            for place, each in enumerate(outcome.results)
        ]
    return payload


def unread(outcome: Outcome, asked: Payload, error: GraphQLError) -> dict[str, object]:
    """Return the payload of a change that was made and could not be read back: the error, which
    tells that it was made, stands wherever something was to be read."""
    error.extensions = {
        **(error.extensions or {}),
        "committed": outcome.revision is not None,
        "revision": outcome.revision,
        "ids": _ids_of(outcome),
    }
    return payload_of(outcome, asked, {each.key: error for each in asked.root.fields})


def _others(outcome: Outcome, asked: Mapping[str, str]) -> dict[str, object]:
    return {key: getattr(outcome, name, None) for key, name in asked.items()}


def _at(rows: Any, place: int) -> object:
    """Return the row of an item, None if there is none; or the error for which none was read."""
    if isinstance(rows, GraphQLError):
        return rows
    return rows[place] if rows else None


def _ids_of(outcome: Outcome) -> object:
    if outcome.results:
        return [_ids_of(each) for each in outcome.results]
    return {camel(name): encode(*changed) for name, changed in outcome.objects.items()}
