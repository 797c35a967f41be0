"""The few pages around signing in: plain HTML without scripts."""

from collections.abc import Sequence
from html import escape

from starlette.responses import HTMLResponse

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    # A sign-in link or a code must not travel on to wherever a page leads.
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}
STYLE = (
    ":root{color-scheme:light dark;background:Canvas;color:CanvasText}"
    "@media(prefers-color-scheme:dark){a{color:#9cc4ff}}"
    "body{overflow-wrap:anywhere}"
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1rem}"
    "h1{font-size:1.4rem}"
    "button{font:inherit;padding:.3rem .8rem;min-height:2rem}form{margin:.5rem 0}"
)


def page(title: str, *content: str, status: int = 200) -> HTMLResponse:
    """Return a page; `content` is HTML."""
    head = (
        '<meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title, quote=False)} - Throughline</title><style>{STYLE}</style>"
    )
    body = f"<main><h1>{escape(title, quote=False)}</h1>{''.join(content)}</main>"
    return HTMLResponse(
        f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>',
        status_code=status,
        headers=HEADERS,
    )


def message_page(title: str, *sentences: str, status: int, again: bool = True) -> HTMLResponse:
    """Return a page that says what is the matter, and leads back to signing in."""
    paragraphs = [f"<p>{escape(sentence, quote=False)}</p>" for sentence in sentences]
    link = ['<p><a href="/sign-in">Sign in</a></p>'] if again else []
    return page(title, *paragraphs, *link, status=status)


def onward(address: str) -> HTMLResponse:
    """Return the page that leads on to the provider, after the session here has ended.

    A page, and no redirect: the form that signs out may lead nowhere but to us, which browsers hold
    each redirect after it to, and a provider may redirect to anywhere.
    """
    response = page(
        "Signed out",
        "<p>Your session here has ended. Your sign-in provider may still know you: "
        f'<a href="{escape(address)}">sign out there, too</a>.</p>',
    )
    response.headers["refresh"] = f"0; url={address}"
    return response


def account(name: str | None, organisation: str, others: Sequence[tuple[str, str]]) -> HTMLResponse:
    """Return who is signed in where, with the way to other organisations and out."""
    who = f"You are {escape(name)}, " if name else "You are "
    switches = "".join(
        '<form method="post" action="/sign-in/switch">'
        f'<button name="organisation" value="{escape(key)}">{escape(label)}</button></form>'
        for key, label in others
    )
    elsewhere = f"<p>Go on in another organisation:</p>{switches}" if switches else ""
    shown = page(
        "Signed in",
        f"<p>{who}signed in to {escape(organisation)}.</p>",
        '<p><a href="/">Go on</a></p>',
        elsewhere,
        '<form method="post" action="/sign-out"><button>Sign out</button></form>',
        '<form method="post" action="/sign-out/everywhere">'
        "<button>Sign out everywhere</button></form>",
    )
    # Without a referrer browsers call the origin of a form `null`, as that of a stranger's; this
    # page's address holds nothing that must not travel.
    shown.headers["referrer-policy"] = "same-origin"
    return shown
