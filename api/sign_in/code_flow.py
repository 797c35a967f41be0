"""The authorisation code flow with PKCE: to the provider, and back with a code that it redeems."""

import asyncio
import hmac
import ssl
from typing import Any, Final

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client

from api.sign_in.errors import BadTokenError, ProviderError
from api.sign_in.flow_state import FlowState
from api.sign_in.keys import Keys
from api.sign_in.provider import TIMEOUT_SECONDS, Metadata, Provider
from api.sign_in.sign_in_service import Newcomer
from api.sign_in.tokens import Claims, claims_of
from domain.access.member import Identity

SCOPE: Final = "openid email profile"
# However many come with made-up codes, the provider is not asked about more of them at once.
REDEEMED_AT_ONCE: Final = 8


class CodeFlow:
    """Sends people to the provider, and finds out who came back."""

    def __init__(self, provider: Provider, keys: Keys, redirect_uri: str) -> None:
        self._provider = provider
        self._keys = keys
        self._redirect_uri = redirect_uri
        self._trust = ssl.create_default_context()
        self._turns = asyncio.Semaphore(REDEEMED_AT_ONCE)

    async def begin(self, attempt: FlowState) -> str:
        """Return the provider's address to send the browser to."""
        metadata = await self._provider.metadata()
        async with self._client(metadata) as client:
            address, _ = client.create_authorization_url(
                metadata.authorization_endpoint,
                state=attempt.state,
                nonce=attempt.nonce,
                code_verifier=attempt.verifier,
            )
        return str(address)

    async def redeem(self, code: str, attempt: FlowState) -> Newcomer:
        """Return who came back with this code.

        Raises ProviderError when it can't be asked, and BadTokenError when it does not convince.
        """
        account = self._provider.account
        metadata = await self._provider.metadata()
        async with self._turns, self._client(metadata) as client:
            try:
                answer = await client.fetch_token(
                    metadata.token_endpoint,
                    grant_type="authorization_code",
                    code=code,
                    redirect_uri=self._redirect_uri,
                    code_verifier=attempt.verifier,
                )
            except OAuthError as error:
                raise BadTokenError(f"the code was refused: {error.error}") from error
            except (httpx2.HTTPError, ValueError) as error:
                raise ProviderError(f"the code can't be redeemed: {error}") from error
        if not isinstance(answer.get("id_token"), str):
            raise BadTokenError("the provider answers without an id_token")
        claims = await claims_of(answer["id_token"], self._keys, account, account.client_id)
        nonce = claims.get("nonce")
        if not isinstance(nonce, str) or not hmac.compare_digest(
            nonce.encode(), attempt.nonce.encode()
        ):
            raise BadTokenError("it is about another attempt")
        audiences = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if claims.get("azp", account.client_id) != account.client_id or (
            len(audiences) > 1 and "azp" not in claims
        ):
            raise BadTokenError("it was made for somebody else")
        claims = await self._with_email(claims, metadata, answer.get("access_token"))
        return Newcomer(Identity(account.issuer, claims["sub"]), verified_email(claims))

    async def _with_email(self, claims: Claims, metadata: Metadata, access_token: Any) -> Claims:
        """Ask for the address where the token does not tell it, as many providers do."""
        if "email" in claims or metadata.userinfo_endpoint is None:
            return claims
        if not isinstance(access_token, str):
            return claims
        user_info = await self._provider.fetch(
            metadata.userinfo_endpoint, authorization=f"Bearer {access_token}"
        )
        if user_info.get("sub") != claims["sub"]:
            raise BadTokenError("the provider tells of somebody else")
        more = {name: user_info[name] for name in ("email", "email_verified") if name in user_info}
        return {**claims, **more}

    def _client(self, metadata: Metadata) -> Any:
        account = self._provider.account
        methods, method = metadata.token_endpoint_auth_methods, "none"
        if account.client_secret is not None:
            # What the specification takes for granted where a provider says nothing.
            basic = not methods or "client_secret_basic" in methods
            method = "client_secret_basic" if basic else "client_secret_post"
        return AsyncOAuth2Client(
            client_id=account.client_id,
            client_secret=account.client_secret,
            token_endpoint_auth_method=method,
            scope=SCOPE,
            redirect_uri=self._redirect_uri,
            code_challenge_method="S256",
            timeout=TIMEOUT_SECONDS,
            verify=self._trust,
        )


def verified_email(claims: Claims) -> str | None:
    """Return the address that the provider vouches for, and nothing it merely repeats."""
    email = claims.get("email")
    if isinstance(email, str) and claims.get("email_verified") is True:
        return email.strip().lower()
    return None
