"""Contacts and money are shown from a role upwards only, and whatever a kind says is hidden is."""

from graphql import GraphQLNonNull, get_named_type

from api.planning.names import snake
from db.entities import CATALOGUE
from domain.access.permission import READS
from domain.access.visibility import HIDDEN_FIELDS, HIDDEN_KINDS
from domain.core.kind import kinds
from domain.core.viewer import Role
from tests.contracts import left_out
from tests.contracts.reading import CORE, hold, object_types, output_type

# Words in the name of a field that holds how to reach somebody, or money.
TELLING = {
    *("email", "mail", "phone", "telephone", "mobile", "contact", "address", "fax"),
    *("budget", "benefit", "amount", "cost", "price", "salary", "revenue", "spend", "money"),
    *("issuer", "secret", "password", "token", "hash"),
}
# They hold no value of their own.
ROOTS = {"Query", "Mutation", "Subscription"}


def test_contacts_and_money_are_hidden_or_open_for_a_reason() -> None:
    lacking = {}
    for kind in object_types():
        if kind.name in HIDDEN_KINDS or kind.name in ROOTS or kind.name.endswith("Payload"):
            continue
        for name, field in kind.fields.items():
            told = (
                TELLING & set(snake(name).split("_")) or get_named_type(field.type).name == "Money"
            )
            if told and (kind.name, snake(name)) not in HIDDEN_FIELDS:
                lacking[f"{kind.name}.{name}"] = (
                    "may hold a contact or money and is shown to every role: give its attribute "
                    f'`seen_by`, or put ("{kind.name}", "{snake(name)}") into HIDDEN_FIELDS in '
                    "domain/access/visibility.py"
                )
    hold(lacking, left_out.OPEN_TO_ALL, "OPEN_TO_ALL")


def test_what_is_hidden_is_there_and_may_be_null() -> None:
    for kind, name in HIDDEN_FIELDS:
        assert kind in CATALOGUE, (
            f"{kind} is no entity: HIDDEN_FIELDS in domain/access/visibility.py"
        )
        fields = {snake(each): field for each, field in output_type(kind).fields.items()}
        assert name in fields, f"{kind} has no field {name}: HIDDEN_FIELDS"
        assert not isinstance(fields[name].type, GraphQLNonNull), f"{kind}.{name} reads null"


def test_what_attributes_say_is_hidden_is() -> None:
    for kind in kinds():
        for each in kind.attributes:
            hidden = HIDDEN_FIELDS.get((kind.name, each.name), Role.VIEWER)
            assert hidden is each.seen_by, f"{kind.name}.{each.name}"


def test_a_hidden_kind_is_listed_from_the_same_role_upwards() -> None:
    for name, least in HIDDEN_KINDS.items():
        assert name in CATALOGUE, (
            f"{name} is no entity: HIDDEN_KINDS in domain/access/visibility.py"
        )
        assert CORE.query_type is not None
        for root, field in CORE.query_type.fields.items():
            target = get_named_type(field.type).name
            if target in (name, f"{name}Connection"):
                assert READS[snake(root)] is least, f"{root}: READS in domain/access/permission.py"
