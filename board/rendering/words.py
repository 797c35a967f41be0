"""Words: what the values of the schema are called on a page, and how counts are spoken."""

from collections.abc import Mapping
from typing import Any, Final

from domain.access.permission import RECORDS
from domain.core.names import spoken, with_article

STATUS: Final = {
    "PROPOSED": "Proposed",
    "COMMITTED": "Committed",
    "IN_PROGRESS": "In progress",
    "ON_HOLD": "On hold",
    "EMBEDDING": "Embedding",
    "DONE": "Done",
    "STOPPED": "Stopped",
}
# The moves of an initiative, as what one decides.
MOVE: Final = {
    "COMMIT": "Commit to it",
    "START": "Start",
    "HOLD": "Put on hold",
    "RESUME": "Resume",
    "EMBED": "It is delivered: embed it",
    "FINISH": "It is done",
    "STOP": "Stop",
}
PRIORITY: Final = {"CRITICAL": "Critical", "HIGH": "High", "MEDIUM": "Medium", "LOW": "Low"}
LEVEL: Final = {"CRITICAL": "Critical", "HIGH": "High", "WATCH": "Watch", "LOW": "Low"}
# Where the levels begin.
BEGINS: Final = {"WATCH": 0.3, "HIGH": 0.6, "CRITICAL": 0.8}
SAID: Final = {"ON_TRACK": "On track", "AT_RISK": "At risk", "OFF_TRACK": "Off track"}
# Without a probability: each its own state, none an empty cell.
STATE: Final = {
    "ASSESSED": "Assessed",
    "ALL_DELIVERED": "All delivered",
    "EMBEDDING": "Being embedded",
    "ON_HOLD": "On hold",
    "CLOSED": "Closed",
    "NO_MILESTONE": "No milestone yet",
    "OUTSIDE_EVIDENCE": "Too early to tell",
}
WHY_NO_RISK: Final = {
    "ALL_DELIVERED": "Every milestone is delivered: nothing is left to stall.",
    "EMBEDDING": "It is delivered and becoming the way of working.",
    "ON_HOLD": "It is paused on purpose.",
    "CLOSED": "It is done or stopped.",
    "NO_MILESTONE": "No milestone is promised, so there is nothing to judge by.",
    "OUTSIDE_EVIDENCE": "The first date lies too far off for the evidence behind the rule.",
}
FACTOR: Final = {
    "LATENESS": "Lateness",
    "MISSES": "Missed dates",
    "SILENCE": "Silence",
    "RUNWAY": "No near date",
    "BASE": "Every effort's risk",
}
RULE: Final = {
    "WATERMELON": "Says green, facts red",
    "STALE_STATUS": "Status gone stale",
    "ORPHAN": "No owner",
    "WIN_DROUGHT": "No win for long",
    "UNSHARED_WIN": "Win not shared",
    "WIN_WITHOUT_EVIDENCE": "Win without evidence",
    "REPLANNED_SILENTLY": "Date moved silently",
    "UNDATED_WORK": "Work without a date",
    "DEPENDENCY_AT_RISK": "Waits for something late",
    "OVERLOADED_OWNER": "Owner carries too much",
    "COLLISION": "Changes collide",
    "CROSS_PURPOSE": "At cross-purposes",
    "SILO": "One department alone",
    "NO_CASE_FOR_CHANGE": "No case for change",
}
SEVERITY: Final = {"CRITICAL": "Critical", "WARNING": "Warning", "INFO": "Info"}
CHANNEL: Final = {
    "IN_PERSON": "In person",
    "PHONE": "Phone",
    "WEB": "Website",
    "APP": "App",
    "EMAIL": "E-mail",
    "CHAT": "Chat",
    "SOCIAL": "Social media",
    "POST": "Post",
    "PARTNER": "Partner",
}
IMPORTANCE: Final = {"CRITICAL": "Critical", "HIGH": "High", "MEDIUM": "Medium", "LOW": "Low"}
DIRECTION: Final = {"STRENGTHENS": "Strengthens the bond", "WEAKENS": "Weakens the bond"}
STRENGTH: Final = {"1": "Slightly", "2": "Somewhat", "3": "Clearly", "4": "Much", "5": "Decisively"}
AUDIENCE: Final = {
    "LEADERS": "Leaders",
    "MIDDLE_MANAGERS": "Middle managers",
    "EMPLOYEES": "Employees",
    "CUSTOMERS": "Customers",
}
ROLE: Final = {
    "VIEWER": "Viewer",
    "CONTRIBUTOR": "Contributor",
    "EDITOR": "CX office",
    "ADMIN": "Administrator",
}
# What a role may do, as said to who has it, and as chosen for somebody.
MAY: Final = {
    "VIEWER": "you read what is told here.",
    "CONTRIBUTOR": "you change what is yours, or what your department takes part in.",
    "EDITOR": "you change all initiatives, journeys and departments, and hold reviews.",
    "ADMIN": "you change everything, and manage access.",
}
ROLE_MAY: Final = {
    "VIEWER": "Viewer: reads",
    "CONTRIBUTOR": "Contributor: changes what is theirs or their department’s",
    "EDITOR": "CX office: changes all that is planned",
    "ADMIN": "Administrator: changes all, and manages access",
}
# What became of the message that invites somebody.
INVITATION: Final = {
    "PENDING": "not mailed yet: without a mail server, tell them yourself",
    "SENDING": "it may not have arrived",
    "SENT": "mailed",
    "DELIVERY_UNKNOWN": "it may not have arrived",
    "REFUSED": "the mail server refused it: check the address",
    "EXPIRED": "the mail server was away: have it mailed again",
}
METHOD: Final = {
    "TOKEN": "Token",
    "SESSION": "Browser",
    "PROVIDER": "Sign-in provider",
    "LINK": "Sign-in link",
}
SCOPE: Final = {
    "READ": "reads",
    "INITIATIVES": "initiatives",
    "MILESTONES": "milestones",
    "WINS": "wins",
    "JOURNEYS": "journeys and departments",
    "PEOPLE": "people",
    "SETTINGS": "settings",
    "IMPORT": "importing",
}
# What events happen to.
SUBJECT: Final = (
    {
        name: spoken(name).capitalize()
        for name in (
            "Initiative",
            "Milestone",
            "ShortTermWin",
            "StatusUpdate",
            "Comment",
            "Effect",
            "Finding",
            "Review",
            "Decision",
            "Action",
            "Journey",
            "Stage",
            "Touchpoint",
            "Department",
            "Person",
            "Member",
            "Organisation",
        )
    }
    | {kind.name: kind.spoken.capitalize() for kind in RECORDS}
    | {"AccessToken": "Token"}
)


def happened(kind: str) -> str:
    """Say what kind of event it was: MILESTONE_REOPENED is "Milestone reopened"."""
    return kind.replace("SHORT_TERM", "SHORT-TERM").replace("_", " ").capitalize()


def percent(part: float | None) -> str:
    """Write a part of one as a whole percentage, with a space that does not break.

    What lies just below the begin of a level is not rounded up to it: 79.6 % is high, not critical.
    """
    if part is None:
        return ""
    whole = round(part * 100)
    if whole / 100 in BEGINS.values() and part < whole / 100:
        whole -= 1
    return f"{whole}\u00a0%"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Say how many: 1 day, 2 days."""
    return f"{number}\u00a0{one if abs(number) == 1 else many or one + 's'}"


def findings(number: int, severity: str) -> str:
    """Say how many findings of a severity there are."""
    return (
        f"{number}\u00a0critical"
        if severity == "CRITICAL"
        else counted(number, SEVERITY[severity].lower())
    )


def slipped(days: int | None) -> str:
    """Say how far a date has moved."""
    if not days:
        return "as first promised"
    return f"{counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'} than first promised"


def pascal(name: str) -> str:
    """Write a name as the API names operations: milestone_replan is MilestoneReplan."""
    return "".join(word.capitalize() for word in name.split("_"))


def camel(name: str) -> str:
    """Write a name as the API names fields: starts_on is startsOn."""
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in rest)


def plain(name: str) -> str:
    """Write a name of the code as a label: starts_on is "Starts on", IN_PERSON "In person"."""
    return name.strip("_").replace("_", " ").capitalize()


def article(name: str) -> str:
    """Write words with their article: an objective, a support element."""
    return with_article(name)


def rule(name: str) -> str:
    """Name the rule of a finding. More may come than we have words for."""
    return RULE.get(name, name.replace("_", " ").capitalize())


def named(thing: Mapping[str, Any] | None) -> str:
    """Name whatever has a title or a name."""
    if thing is None:
        return ""
    name: str = thing["title"] if "title" in thing else thing["name"]
    return name
