"""The provider's tokens: who says so, for whom, until when, signed how and by which key.

Nothing in a token decides how it is checked: algorithms are pinned by the operator, keys come from
the provider's own address alone, whatever a header says.
"""

import hashlib
import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.util import urlsafe_b64decode

from api.access.authenticator import AccessDenied, Proof
from api.sign_in.errors import BadTokenError, ProviderError
from api.sign_in.keys import Keys
from api.sign_in.provider import Account
from domain.access.member import Identity

LOG = logging.getLogger("throughline.sign_in")
LONGEST_TOKEN: Final = 16_384
LONGEST_SUBJECT: Final = 1_000
# Clocks of different machines differ.
LEEWAY_SECONDS: Final = 30
LEEWAY: Final = timedelta(seconds=LEEWAY_SECONDS)
LOGOUT_EVENT: Final = "http://schemas.openid.net/event/backchannel-logout"
# A token that was checked is believed for this long without checking it again.
REMEMBERED_SECONDS: Final = 60.0
REMEMBERED_AT_MOST: Final = 10_000

Claims = Mapping[str, Any]


async def claims_of(
    token: str, keys: Keys, account: Account, audience: str, now: Callable[[], float] = time.time
) -> Claims:
    """Return what a token says once it is proven to be the provider's, for us and for now."""
    try:
        header = header_of(token)
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm not in account.algorithms:
            raise BadTokenError(f"it is signed by {str(algorithm)[:20]!r}")
        if kid is not None and not isinstance(kid, str):
            raise BadTokenError("its key has no name")
        key = await keys.find(kid)
        if key is None:
            raise BadTokenError(f"there is no key {str(kid)[:100]!r}")
        if key.alg not in (None, algorithm):
            raise BadTokenError("its key is for another algorithm")
        claims: Claims = jwt.decode(token, key, algorithms=[algorithm]).claims
        jwt.JWTClaimsRegistry(
            now=lambda: int(now()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": account.issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        ).validate(dict(claims))
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise BadTokenError(f"{type(error).__name__}: {error}") from error
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or "\0" in subject:
        raise BadTokenError("it says of nobody in particular")
    return claims


def header_of(token: str) -> Mapping[str, Any]:
    """Return the header of a token in three parts."""
    if len(token) > LONGEST_TOKEN or token.count(".") != 2:
        raise BadTokenError("it has not the form of a token")
    header = orjson.loads(urlsafe_b64decode(token.partition(".")[0].encode()))
    if not isinstance(header, dict):
        raise BadTokenError("its header is no object")
    return header


def identity_of(claims: Claims, account: Account) -> Identity:
    return Identity(account.issuer, claims["sub"])


class ProviderTokens:
    """Tokens that the provider made for our API: the bearers that the gate asks about."""

    def __init__(
        self,
        keys: Keys,
        account: Account,
        audience: str,
        *,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._keys = keys
        self._account = account
        self._audience = audience
        self._now = now
        self._clock = clock
        self._checked: dict[bytes, tuple[float, Proof]] = {}

    async def check(self, token: str) -> Proof | None:
        """Return what a token says; None when it proves nothing."""
        digest = hashlib.sha256(token.encode()).digest()
        known = self._checked.get(digest)
        if known is not None and known[0] > self._clock():
            return known[1]
        try:
            claims = await claims_of(token, self._keys, self._account, self._audience, self._now)
            if "events" in claims:
                raise BadTokenError("it tells of an event, and opens nothing")
        except BadTokenError as error:
            LOG.info("a provider's token was refused: %s", error)
            return None
        except ProviderError as error:
            LOG.warning("the sign-in provider can't be asked: %s", error)
            raise AccessDenied(
                503,
                "The sign-in provider can't be reached, so your token can't be checked. Try again "
                "in a few seconds.",
                code="UNAVAILABLE",
            ) from None
        proof = Proof(
            identity_of(claims, self._account),
            datetime.fromtimestamp(claims["exp"] + LEEWAY_SECONDS, UTC),
        )
        if len(self._checked) >= REMEMBERED_AT_MOST:
            self._checked.clear()
        self._checked[digest] = (self._clock() + REMEMBERED_SECONDS, proof)
        return proof
