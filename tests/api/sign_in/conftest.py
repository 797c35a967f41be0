"""The application with a real provider, and browsers that sign in there."""

from collections.abc import Iterator

import httpx
import pytest

from api.settings import Settings, SignInProvider
from tests.api.serving import serving
from tests.api.sign_in.identity_provider import IdentityProvider, identity_provider


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as found:
        yield found


@pytest.fixture(scope="module")
def served(api_database: str, provider: IdentityProvider) -> Iterator[str]:
    """The application with this provider."""

    def settings(address: str) -> Settings:
        account = SignInProvider(
            issuer=provider.address, client_id="throughline", client_secret="a secret"
        )
        return Settings(base_url=address, provider=account, cors_origins=("https://app.example",))

    with serving(api_database, settings) as address:
        yield address


@pytest.fixture
def browser(served: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served, timeout=30) as client:
        yield client
