"""Whom a request comes from: a bearer token, or a browser's session that no other site can use."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from api.access.authenticator import AccessDenied, Authenticator, Credentials
from api.http.reply import Refused
from api.http.request import bearer_token, unauthenticated

ORGANISATION_HEADER = "x-throughline-organisation"


@dataclass(frozen=True, slots=True)
class Browsers:
    """How browsers are met: the name of the session's cookie, and the origins that may ask."""

    cookie: str = "throughline"
    origins: frozenset[str] = frozenset()


async def authenticate(
    authenticator: Authenticator, browsers: Browsers, headers: Mapping[str, str], method: str
) -> Credentials:
    """Return what the request is let in with, or refuse it."""
    authorization = headers.get("authorization")
    named = headers.get(ORGANISATION_HEADER)
    try:
        if authorization is not None:
            found = await authenticator.authenticate(bearer_token(authorization), named)
            if found is not None:
                return found
            raise unauthenticated("This token is unknown, revoked or expired: ask for a new one.")
        session = cookie_of(headers, browsers.cookie)
        if session is None:
            raise unauthenticated("Send a token in the header Authorization: Bearer <token>.")
        refuse_other_sites(headers, browsers.origins, method)
        found = await authenticator.authenticate_session(session, named)
    except AccessDenied as barred:
        raise Refused(barred.status, barred.code, barred.message) from None
    if found is None:
        raise unauthenticated("This session has ended: sign in again at /sign-in.")
    return found


def cookie_of(headers: Mapping[str, str], name: str) -> str | None:
    """Return a cookie's value; None when there is none, or several, of which one was planted."""
    given = headers.get("cookie")
    if given is None:
        return None
    pairs = (part.strip().partition("=") for part in given.split(";"))
    found = {value for each, _, value in pairs if each == name}
    return found.pop() if len(found) == 1 else None


def refuse_other_sites(headers: Mapping[str, str], origins: frozenset[str], method: str) -> None:
    """Refuse what a page of another site makes a browser send along with our cookie.

    Browsers say where a request comes from, and pages can't change that. One that says nothing is
    an old one, which can't send JSON to another site without asking first.
    """
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None:
        own = urlsplit(origin).netloc == headers.get("host") or origin in origins
    else:
        # Typed into the address bar, or followed from a bookmark: no page's doing.
        own = site in (None, "same-origin") or (site == "none" and method == "GET")
    if not own:
        raise Refused(
            403,
            "CROSS_SITE",
            "A page of another site asks with your session. Ask with a token instead, or have the "
            "site added to THROUGHLINE_CORS_ORIGINS.",
        )
