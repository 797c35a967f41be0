"""Visits: the pages of board/ as a client of the executor, by the session of a browser."""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus

from starlette.requests import Request as PageRequest

from api.access.authenticator import AccessDenied, Authenticator
from api.execution.answer import Request, unexpected
from api.execution.executor import Executor
from api.http.admission import Browsers, cookie_of, refuse_other_sites
from api.http.reply import Refused as RefusedByUs
from api.sign_in.routes import is_local
from board.requests.ports import Imports, Refused, SessionUser
from db.connections.loss import is_lost
from db.reviews.visit import Shown, Visited
from domain.core.viewer import Viewer


class PageSessions:
    """Says who makes a request for a page, and answers what the page asks as them."""

    def __init__(
        self,
        executor: Executor,
        authenticator: Authenticator,
        browsers: Browsers,
        imports: Callable[[Viewer], Imports],
        *,
        links: bool = False,
    ) -> None:
        self._imports = imports
        self._links = links
        self._executor = executor
        self._authenticator = authenticator
        self._browsers = browsers
        # What was shown last to whom, until somebody takes note (db/reviews/visit.py).
        self.shown: Visited = {}

    async def authenticate(self, request: PageRequest) -> SessionUser | None:
        """Return who comes with this request; None when nobody is signed in."""
        headers = request.headers
        session = cookie_of(headers, self._browsers.cookie)
        if session is None:
            return None
        try:
            if request.method != "GET":
                # Anybody may link to a page; only our own pages may post to one.
                refuse_other_sites(headers, frozenset(), request.method)
            found = await self._authenticator.authenticate_session(session)
        except (AccessDenied, RefusedByUs) as refused:
            raise Refused(refused.status, refused.message) from None
        if found is None:
            return None
        request_id = secrets.token_hex(16)

        async def execute(
            document: str, variables: Mapping[str, object], operation: str | None
        ) -> bytes:
            asked = Request(document, operation, variables)
            answer = await self._executor.execute(asked, found, request_id)
            if answer.changed:
                self._authenticator.clear()
            return answer.body

        def shown(revision: int) -> None:
            self.shown[found.organisation_id, found.token_id] = Shown(datetime.now(UTC), revision)

        return SessionUser(
            execute=execute,
            imports=self._imports(found.viewer(request_id)),
            shown=shown,
            # As the address behind it decides anew (api/sign_in/).
            may_look_around=self._links and is_local(request),
            form_key=hmac.digest(session.encode(), b"forms", hashlib.sha256),
            today=found.today(),
            request_id=request_id,
        )


def on_error(error: Exception) -> tuple[int, str]:
    """Log what went wrong with a page under an id; return its status and what to say of it."""
    masked = unexpected(error)
    if is_lost(error):
        return HTTPStatus.SERVICE_UNAVAILABLE, "Try again in a few seconds."
    error_id = (masked.extensions or {})["errorId"]
    return (
        HTTPStatus.INTERNAL_SERVER_ERROR,
        f"Tell whoever runs Throughline the id {error_id}.",
    )
