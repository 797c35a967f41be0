"""The change efforts of Harbour & Hearth, each with a year of history."""

from integrations.demo.initiatives.at_home import AT_HOME
from integrations.demo.initiatives.behind import BEHIND
from integrations.demo.initiatives.dining_room import DINING_ROOM
from integrations.demo.initiatives.events import EVENTS
from integrations.demo.initiatives.table import TABLE
from integrations.demo.words import Effort

EFFORTS: tuple[Effort, ...] = (*DINING_ROOM, *TABLE, *AT_HOME, *EVENTS, *BEHIND)
