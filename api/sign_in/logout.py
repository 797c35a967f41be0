"""Signing out at the provider, too: leading a browser there, and taking the provider's own word.

OpenID Connect RP-Initiated Logout 1.0 and Back-Channel Logout 1.0. We name ourselves by `client_id`
instead of an `id_token_hint`: no token has to be kept (docs/decisions/0034).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from api.sign_in.errors import BadTokenError
from api.sign_in.keys import Keys
from api.sign_in.provider import Provider
from api.sign_in.tokens import LEEWAY, LOGOUT_EVENT, claims_of, identity_of
from domain.access.member import Identity


@dataclass(frozen=True, slots=True)
class Ended:
    """Whose sessions the provider has ended, and which: those opened by then."""

    identity: Identity
    opened_until: datetime


class ProviderLogout:
    """Says goodbye at the provider, in either direction."""

    def __init__(self, provider: Provider, keys: Keys, back_to: str) -> None:
        self._provider = provider
        self._keys = keys
        self._back_to = back_to

    async def onward(self, identity: Identity, state: str) -> str | None:
        """Return where the provider ends the browser's session with it, None if it doesn't.

        Raises ProviderError when the provider can't be asked.
        """
        account = self._provider.account
        if identity.issuer != account.issuer:
            return None
        endpoint = (await self._provider.metadata()).end_session_endpoint
        if endpoint is None:
            return None
        parts = urlsplit(endpoint)
        parameters = [
            # What the provider's own address says stays.
            *parse_qsl(parts.query, keep_blank_values=True),
            ("client_id", account.client_id),
            ("post_logout_redirect_uri", self._back_to),
            ("state", state),
        ]
        return urlunsplit(parts._replace(query=urlencode(parameters), fragment=""))

    async def ended(self, token: str) -> Ended:
        """Return what a logout token of the provider says; BadTokenError if it proves nothing.

        Whoever posts it again later ends nothing that was opened since.
        """
        account = self._provider.account
        claims = await claims_of(token, self._keys, account, account.client_id)
        events: Any = claims.get("events")
        if not isinstance(events, dict) or not isinstance(events.get(LOGOUT_EVENT), dict):
            raise BadTokenError("it is no logout token")
        if "nonce" in claims:
            raise BadTokenError("it has a nonce, which a logout token must not")
        issued = claims.get("iat")
        if isinstance(issued, bool) or not isinstance(issued, int | float):
            raise BadTokenError("it does not say when it was made")
        try:
            made = datetime.fromtimestamp(issued, UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise BadTokenError("it was made at no time") from error
        if made > datetime.now(UTC) + LEEWAY:
            raise BadTokenError("it was made in the future")
        return Ended(identity_of(claims, account), made + LEEWAY)
