"""The sign-in provider: where it is, what it says of itself, and what is asked of it over HTTP."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2
import orjson

from api.sign_in.errors import ProviderError

TIMEOUT_SECONDS: Final = 5.0
LARGEST_ANSWER_BYTES: Final = 256 * 1024
# What a provider says of itself changes rarely, and it tells when asked again.
METADATA_SECONDS: Final = 3600.0
WELL_KNOWN: Final = "/.well-known/openid-configuration"


@dataclass(frozen=True, kw_only=True)
class Account:
    """What we are to the provider: our name and secret there, and how its tokens are signed.

    Without an `audience` the provider's own tokens are no way in; people sign in all the same.
    """

    issuer: str
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    audience: str | None = None
    algorithms: tuple[str, ...] = ("RS256",)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the provider says of itself."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    token_endpoint_auth_methods: tuple[str, ...]
    end_session_endpoint: str | None


class Provider:
    """One provider, asked over HTTP with time-outs, and believed only about itself."""

    def __init__(
        self,
        account: Account,
        http: httpx2.AsyncClient,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.account = account
        self.http = http
        self._clock = clock
        self._asking = asyncio.Lock()
        self._known: tuple[float, Metadata] | None = None

    async def metadata(self) -> Metadata:
        """Return what the provider says of itself, asked at most once an hour."""
        async with self._asking:
            if self._known is None or self._known[0] <= self._clock():
                address = self.account.issuer.rstrip("/") + WELL_KNOWN
                document = self._read(await self.fetch(address))
                self._known = (self._clock() + METADATA_SECONDS, document)
            return self._known[1]

    async def fetch(self, address: str, **headers: str) -> Mapping[str, Any]:
        """Return the JSON object behind an address of the provider."""
        try:
            async with self.http.stream("GET", address, headers=headers) as response:
                body = b""
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > LARGEST_ANSWER_BYTES:
                        raise ProviderError(f"{address} answers more than can be meant")
                if response.status_code != 200:
                    raise ProviderError(f"{address} answers {response.status_code}")
            found = orjson.loads(body)
        except (httpx2.HTTPError, orjson.JSONDecodeError) as error:
            raise ProviderError(f"{address}: {type(error).__name__}: {error}") from error
        if not isinstance(found, dict):
            raise ProviderError(f"{address} answers no JSON object")
        return found

    def _read(self, document: Mapping[str, Any]) -> Metadata:
        issuer = self.account.issuer
        if document.get("issuer") != issuer:
            raise ProviderError(
                f"the provider calls itself {str(document.get('issuer'))[:200]!r}, not {issuer!r}: "
                "THROUGHLINE_OIDC_ISSUER has to be spelt the same"
            )
        methods = document.get("token_endpoint_auth_methods_supported")
        return Metadata(
            authorization_endpoint=self._address(document, "authorization_endpoint"),
            token_endpoint=self._address(document, "token_endpoint"),
            jwks_uri=self._address(document, "jwks_uri"),
            userinfo_endpoint=(
                self._address(document, "userinfo_endpoint")
                if "userinfo_endpoint" in document
                else None
            ),
            token_endpoint_auth_methods=(
                tuple(map(str, methods)) if isinstance(methods, list) else ()
            ),
            end_session_endpoint=self._trusted(document.get("end_session_endpoint")),
        )

    def _address(self, document: Mapping[str, Any], name: str) -> str:
        address = self._trusted(document.get(name))
        if address is None:
            raise ProviderError(f"the provider's {name} is no address that can be trusted")
        return address

    def _trusted(self, address: object) -> str | None:
        """Return an address that we may be sent to or send to, None for anything else."""
        # A provider that is itself only for this machine is for trying things out.
        schemes = {"https", urlsplit(self.account.issuer).scheme}
        if not isinstance(address, str) or not (address.isascii() and address.isprintable()):
            return None
        return address if urlsplit(address).scheme in schemes else None


@asynccontextmanager
async def reaching(account: Account) -> AsyncIterator[Provider]:
    """Yield the provider of an account; its connections are closed afterwards."""
    async with httpx2.AsyncClient(timeout=TIMEOUT_SECONDS, follow_redirects=False) as http:
        yield Provider(account, http)
