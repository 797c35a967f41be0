"""The parameters of one statement, numbered as they are first used."""

from db.json_select.selection import Parameter, Variables


def _given(name: str) -> Parameter:
    def bind(variables: Variables) -> object:
        return variables[name]

    return Parameter(bind)


# What every execution knows beside its variables, under names that no variable can have.
ORGANISATION = _given("$organisation")
TODAY = _given("$today")
TOKEN = _given("$token")

# What ends the answer instead of its last brace, such as what it cost: as a part of the text it is
# no copy of a large answer, and no second part to send.
END = _given("$end")
# What a subscription tells: what happened behind one revision, up to another, and whether that is
# all that happened there.
AFTER = _given("$after")
UNTIL = _given("$until")
OUTCOME = _given("$outcome")
SUBJECT = _given("$subject")
PERSON = _given("$person")


class Parameters:
    """Collects parameters; the organisation is always the first."""

    def __init__(self) -> None:
        self._places: dict[tuple[Parameter, str], int] = {}
        self.tenant()

    def sql(self, parameter: Parameter, kind: str) -> str:
        """Return the placeholder of a parameter of an SQL type, the same one if used before."""
        place = self._places.setdefault((parameter, kind), len(self._places) + 1)
        return f"${place}::{kind}"

    def tenant(self) -> str:
        """Return the placeholder of the organisation, which every table's rows are tied to."""
        return self.sql(ORGANISATION, "uuid")

    def unused(self, sql: str) -> list[str]:
        """Return the placeholders that a statement does not contain.

        They were bound for parts that nobody asked to see, and PostgreSQL wants to know their type.
        """
        return [
            f"${place}::{kind}"
            for (_, kind), place in self._places.items()
            if f"${place}::" not in sql
        ]

    def ordered(self) -> tuple[Parameter, ...]:
        """Return the parameters in the order of their numbers."""
        return tuple(parameter for parameter, _ in self._places)


def expression(sql: str, row: str, parameters: Parameters) -> str:
    """Return an SQL fragment written for a row; only one that asks for today binds it."""
    if "{today}" in sql:
        sql = sql.replace("{today}", parameters.sql(TODAY, "date"))
    return sql.replace("{row}", row)
