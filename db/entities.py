"""Every entity that can be read: those that the modules of the subjects and the ledger declare."""

import db.tables  # noqa: F401 - so that none is missing
from db.json_select.catalogue import Catalogue, Entity
from db.ledger.event import EVENT
from domain.core.modules import modules_of

CATALOGUE = Catalogue(
    EVENT,
    *(
        declared
        for module in modules_of("db")
        for declared in vars(module).values()
        if isinstance(declared, Entity)
    ),
)
