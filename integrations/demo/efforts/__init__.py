"""The change efforts of Harbour & Hearth, each with a year of history."""

from integrations.demo.efforts.at_home import AT_HOME
from integrations.demo.efforts.behind import BEHIND
from integrations.demo.efforts.dining_room import DINING_ROOM
from integrations.demo.efforts.events import EVENTS
from integrations.demo.efforts.table import TABLE
from integrations.demo.words import Effort

EFFORTS: tuple[Effort, ...] = (*DINING_ROOM, *TABLE, *AT_HOME, *EVENTS, *BEHIND)
