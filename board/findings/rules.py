"""The rules by which findings are made, and where each draws the line."""

from typing import Final

from starlette.responses import Response

from board.findings.page_query import PATH
from board.requests.change import make
from board.requests.documents import document
from board.requests.forms import NOTHING_SENT, Field, Sent
from board.requests.page_context import PageContext
from board.requests.permissions import CurrentUser

ACTION: Final = "finding_threshold_set"
RULES: Final = f"{PATH}/rules"


def whole(written: str) -> int:
    """Read a whole number."""
    try:
        return int(written)
    except ValueError:
        raise ValueError("Write a whole number, or leave it empty for the default.") from None


FIELDS: Final = (
    Field("rule", required=True),
    Field("threshold", required=True),
    Field("value", whole),
)


async def show(context: PageContext) -> Response:
    """Show the rules."""
    return await page(context, NOTHING_SENT)


async def page(context: PageContext, sent: Sent) -> Response:
    """Show the rules, and in the form that was just refused what was typed."""
    data = await context.ask(document("findings/rules"), {})
    view = {
        "frame": data,
        "rules": data["organisation"]["findingRules"],
        "may": CurrentUser.of(data["viewer"]).may(ACTION),
        "sent": sent,
        "done": "done" in context.request.query_params,
    }
    return context.page("findings/rules.html", view, status=422 if sent.problems else 200)


async def change(context: PageContext) -> Response:
    """Set a threshold, or with nothing written bring its default back."""
    made = await make(context, FIELDS, "findings/changes", ACTION, page)
    if isinstance(made, Response):
        return made
    return context.back(RULES, str(made.given["rule"]), done=ACTION)


ROUTES: Final = ((RULES, "GET", show), (RULES, "POST", change))
