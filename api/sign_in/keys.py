"""The provider's keys: fetched when first needed, again when it uses one that we don't know yet."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, Key, OKPKey, RSAKey

from api.sign_in.errors import ProviderError
from api.sign_in.provider import Provider

LOG = logging.getLogger("throughline.sign_in")
# However many tokens name keys that don't exist, the provider is not asked more often than this.
REFETCH_SECONDS: Final = 10.0
# A key that the provider withdrew is believed for this long at most.
KEPT_SECONDS: Final = 600.0


class Keys:
    """The provider's public keys by their names."""

    def __init__(self, provider: Provider, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._provider = provider
        self._clock = clock
        self._fetching = asyncio.Lock()
        self._fetched: float | None = None
        self._keys: Mapping[str | None, Key] = {}

    async def find(self, kid: str | None) -> Key | None:
        """Return the key of that name, or the only one there is for a token that names none."""
        if self._fetched is None or self._clock() >= self._fetched + KEPT_SECONDS:
            await self._fetch()
        found = self._named(kid)
        if found is None:
            await self._fetch()
            found = self._named(kid)
        return found

    def _named(self, kid: str | None) -> Key | None:
        if kid is None:
            return next(iter(self._keys.values())) if len(self._keys) == 1 else None
        return self._keys.get(kid)

    async def _fetch(self) -> None:
        async with self._fetching:
            # Others may have fetched them while this one waited.
            if self._fetched is not None and self._clock() < self._fetched + REFETCH_SECONDS:
                return
            try:
                fetched = await self._provider.fetch((await self._provider.metadata()).jwks_uri)
            except ProviderError:
                if self._fetched is None:
                    raise
                LOG.warning("the provider's keys could not be fetched anew", exc_info=True)
                self._keys = {}
            else:
                self._keys = public_keys(fetched.get("keys"))
            self._fetched = self._clock()


def public_keys(given: Any) -> dict[str | None, Key]:
    """Return the keys of a key set that a signature can be checked by.

    Secrets are no public keys: a token signed with one proves nothing.
    """
    found: dict[str | None, Key] = {}
    for each in given if isinstance(given, list) else ():
        try:
            key = JWKRegistry.import_key(each)
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        if isinstance(key, RSAKey | ECKey | OKPKey) and each.get("use", "sig") == "sig":
            found[key.kid] = key
    return found
