"""What somebody does who signs in: at our door, at the provider, and back."""

import httpx

from tests.api.sign_in.identity_provider import IdentityProvider


def to_provider(browser: httpx.Client, query: str = "") -> str:
    """Begin to sign in; return the provider's address that the browser is sent to."""
    response = browser.get(f"/sign-in{query}")
    assert response.status_code == 303, response.text
    return response.headers["location"]


def say_who(address: str, subject: str) -> str:
    """Say at the provider who one is; return the address that the browser is sent back to."""
    assert "sub" in httpx.get(address).text
    response = httpx.post(address, data={"sub": subject})
    assert response.status_code == 302, response.text
    return response.headers["location"]


def sign_in(browser: httpx.Client, subject: str, query: str = "") -> httpx.Response:
    return browser.get(say_who(to_provider(browser, query), subject))


def known(provider: IdentityProvider, subject: str, *, verified: bool = True) -> str:
    email = f"{subject}@tavola.example"
    provider.enrol(subject, email=email, email_verified=verified, name=subject)
    return email
