"""A client of the whole write path: GraphQL in, the change read back."""

from typing import Any
from uuid import UUID

import orjson

from api.access.authenticator import Authenticator
from api.execution.answer import Request
from api.execution.executor import Executor
from domain.access.token import issue_token, make_token
from domain.core.viewer import Role, Viewer
from domain.people.person import create as create_person


class Client:
    """Asks GraphQL as the bearer of one token."""

    def __init__(
        self, executor: Executor, authenticator: Authenticator, organisation_id: UUID
    ) -> None:
        self.executor = executor
        self.gate = authenticator
        self.organisation_id = organisation_id
        self.token = ""

    async def sign_in(self, role: Role, name: str | None = None) -> None:
        operator = Viewer(organisation_id=self.organisation_id, token_id=None, role=Role.ADMIN)
        token = make_token(self.organisation_id)
        async with self.executor.units_of_work.begin(operator, "token_issue") as work:
            person = await create_person(work, name=name) if name else None
            person_id = person.id if person else None
            await issue_token(work, token, role=role, person_id=person_id)
            await work.commit()
        self.token = token

    async def ask(self, query: str, **variables: object) -> Any:
        found = await self.gate.authenticate(self.token)
        assert found is not None
        answer = await self.executor.execute(
            Request(query=query, variables=variables), found, "request-1"
        )
        body = orjson.loads(answer.body)
        assert "errors" not in body, body["errors"]
        return body["data"]

    async def attempt(self, mutation: str, selection: str, **given: object) -> Any:
        """Perform a mutation and return its payload; `key` is the idempotency key."""
        key = given.pop("key", None)
        input_type = f"{mutation[0].upper()}{mutation[1:]}Input"
        data = await self.ask(
            f"mutation($input: {input_type}!, $key: String) {{ {mutation}(input: $input, "
            f"idempotencyKey: $key) {{ {selection} revision "
            "problems { code message path hint } } }",
            input=given,
            key=key,
        )
        return data[mutation]

    async def do(self, mutation: str, selection: str, **given: object) -> Any:
        """Perform a mutation that must succeed and return the object it answers with."""
        payload = await self.attempt(mutation, selection, **given)
        assert payload["problems"] == []
        assert isinstance(payload["revision"], int)
        [name] = set(payload) - {"problems", "revision"}
        return payload[name]

    async def refused(self, mutation: str, selection: str, **given: object) -> list[Any]:
        """Perform a mutation that must be refused; return code and path of each problem."""
        payload = await self.attempt(mutation, selection, **given)
        assert payload["revision"] is None
        assert payload["problems"] != []
        return [(problem["code"], problem["path"]) for problem in payload["problems"]]
