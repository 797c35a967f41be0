"""Every table: imported once, so that `metadata` is whole and entities are mapped."""

import db.ledger.event
import db.ledger.idempotency  # noqa: F401 - these two belong to no subject
from db.schema.metadata import metadata
from domain.core.modules import modules_of

tuple(modules_of("db"))

__all__ = ["metadata"]
