"""What every page tells the browser to keep away from."""

from typing import Final

# Nothing of others, nothing inline: what an attacker gets into a page is text, and stays text.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    # Where a link leads to another site, that site learns nothing of ours.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    # A page is one person's: nobody else may keep it, and its owner asks anew.
    "cache-control": "private, no-cache",
    "vary": "cookie, accept-language",
}
