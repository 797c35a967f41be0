"""The cookies of browsers: out of reach of scripts, of other sites, and of plain HTTP."""

from dataclasses import dataclass

from starlette.responses import Response

from domain.access.session import LONGEST

NAME = "throughline"


@dataclass(frozen=True, slots=True)
class Cookies:
    """Names and flags. Where people reach us by HTTPS, no other host can plant or read them."""

    secure: bool

    @property
    def session(self) -> str:
        return self._named(NAME)

    @property
    def attempt(self) -> str:
        return self._named(f"{NAME}-sign-in")

    @property
    def farewell(self) -> str:
        return self._named(f"{NAME}-sign-out")

    def _named(self, name: str) -> str:
        return f"__Host-{name}" if self.secure else name

    def give_session(self, response: Response, secret: str) -> None:
        """Have the browser keep a session."""
        self._set(response, self.session, secret, int(LONGEST.total_seconds()))

    def give_attempt(self, response: Response, written: str, seconds: int) -> None:
        """Have the browser keep an attempt to sign in until it comes back."""
        self._set(response, self.attempt, written, seconds)

    def give_farewell(self, response: Response, state: str, seconds: int) -> None:
        """Have the browser keep that it was led to the provider to sign out until it is back."""
        self._set(response, self.farewell, state, seconds)

    def take(self, response: Response, name: str) -> None:
        """Have the browser forget a cookie."""
        self._set(response, name, "", 0)

    def _set(self, response: Response, name: str, value: str, seconds: int) -> None:
        # Lax: the browser sends it when somebody follows a link to us, as the provider's way back
        # is, and not with what other sites post or embed.
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )
