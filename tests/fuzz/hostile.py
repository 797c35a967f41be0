"""Documents and variables that nobody sends who means well. Each is drawn with a `Random`."""

import json
from collections.abc import Callable, Mapping
from random import Random
from typing import Any

Asked = tuple[str, Any]
INITIATIVE = "initiative_019a0000-0000-7000-8000-000000000000"
BLOCK = '"""'


def deep(random: Random) -> Asked:
    levels = random.choice((5, 14, 16, 200, 3_000))
    step = random.choice(("owner { ownedInitiatives { nodes", "milestones { initiative"))
    return f"{{ initiatives {{ nodes {'{ ' + step + ' ' if levels < 10 else '{ a ' * levels}", None


def nested(random: Random) -> Asked:
    inner = "id"
    for _ in range(random.randint(1, 7)):
        inner = random.choice(
            (
                f"milestones {{ title initiative {{ {inner} }} }}",
                (
                    f"owner {{ ownedInitiatives(first: {random.randint(1, 100)})"
                    f" {{ nodes {{ {inner} }} }} }}"
                ),
            )
        )
    return f"{{ initiatives(first: {random.randint(1, 100)}) {{ nodes {{ {inner} }} }} }}", None


def wide(random: Random) -> Asked:
    fields = "id title summary status priority caseForChange startedOn targetOn version"
    many = " ".join(
        f"a{n}: initiatives(first: {random.randint(1, 9)}) {{ nodes {{ {fields} }} }}"
        for n in range(random.choice((3, 20, 49, 60)))
    )
    return f"{{ {many} }}", None


def aliased(random: Random) -> Asked:
    count = random.choice((10, 50, 51, 2_000))
    return "{ " + " ".join(f"a{n}: __typename" for n in range(count)) + " }", None


def repeated(random: Random) -> Asked:
    part = random.choice(("__typename ", "organisation { name name } ", "{o{a}}", "...F "))
    end = "} fragment F on Query { viewer { role } }" if "F" in part else "}"
    return "{ " + part * random.choice((2, 19, 21, 900, 4_000)) + end, None


def circular(random: Random) -> Asked:
    count = random.choice((1, 2, 30, 300))
    spread = random.choice((1, min(count, 12)))
    fragments = " ".join(
        f"fragment F{n} on Query {{ "
        + " ".join(f"...F{(n + step) % count}" for step in range(1, spread + 1))
        + " }"
        for n in range(count)
    )
    return f"{{ ...F0 }} {fragments}", None


def doubling(random: Random) -> Asked:
    count = random.choice((5, 14, 100))
    fragments = "".join(
        f"fragment F{n} on Initiative {{"
        f" a: owner {{ ownedInitiatives {{ nodes {{ ...F{n + 1} }} }} }}"
        f" b: sponsor {{ ownedInitiatives {{ nodes {{ ...F{n + 1} }} }} }} }} "
        for n in range(count)
    )
    return (
        (
            f"{{ initiatives {{ nodes {{ ...F0 }} }} }} {fragments}"
            f"fragment F{count} on Initiative {{ id }}"
        ),
        None,
    )


def directives(random: Random) -> Asked:
    one = random.choice(("@skip(if: false) ", "@include(if: true) ", "@a ", "@deprecated "))
    return "{ __typename " + one * random.choice((1, 2, 100, 1_600)) + "}", None


def misspelt(random: Random) -> Asked:
    kind, name = random.choice((("", "initiativez"), ("mutation", "initiativeProposez")))
    name = name + random.choice(("", "a" * 300, "a" * 90_000))
    return f"{kind} {{ " + " ".join(
        f"{name}{n}" for n in range(random.choice((1, 900)))
    ) + " }", None


def long_texts(random: Random) -> Asked:
    size = random.choice((1_000, 95_000, 200_000))
    text = random.choice(
        (
            '"' + "x" * size + '"',
            '"' + "\\n" * (size // 2) + '"',
            '"' + "\\u{41}" * (size // 6) + '"',
            BLOCK + "\n" * size + BLOCK,
            BLOCK + " x\n" * (size // 3) + BLOCK,
            '"\\u0000"',
            '"\\ud800"',
        )
    )
    return f"{{ initiatives(after: {text}) {{ totalCount }} }}", None


def padding(random: Random) -> Asked:
    pad = random.choice((",", "\n", "\ufeff", "#\n", "# x", " ", "\t"))
    return pad * random.choice((100, 30_000)) + "\n{ initiatives { totalCount } nope }", None


def numbers(random: Random) -> Asked:
    digits = "9" * random.choice((9, 10, 19, 400, 5_000, 90_000))
    number = random.choice((digits, f"-{digits}", f"{digits}.5", f"1e{digits}", f"0.{digits}"))
    place = random.choice(
        (
            "initiatives(first: {}) {{ totalCount }}",
            "initiative(id: {}) {{ id }}",
            "initiatives(filter: {{stallRisk: {{probability: {{gt: {}}}}}}}) {{ totalCount }}",
            "changes(after: {}) {{ revision }}",
            "portfolio(first: {}) {{ asOf }}",
            "people(filter: {{name: {{eq: {}}}}}) {{ totalCount }}",
        )
    )
    return "{ " + place.format(number) + " }", None


def number_variables(random: Random) -> Asked:
    number = random.choice((2**31, -(2**31) - 1, 2**53, 2**64, 10**30, 1e308, 1.5, -0.0, True))
    kind = random.choice(("Int", "Int!", "Float", "String", "ID", "Boolean", "Date"))
    return (
        f"query ($n: {kind}) {{ initiatives(first: $n) {{ totalCount }} }}",
        {"n": number},
    )


def lists(random: Random) -> Asked:
    size = random.choice((0, 1, 100, 101, 4_000, 60_000))
    item: Any = random.choice((INITIATIVE, "x", 1, None, "", INITIATIVE.upper(), ["x"], {"a": 1}))
    document = random.choice(
        (
            "query ($l: [ID!]!) { nodes(ids: $l) { id } }",
            "query ($l: [String!]) { people(filter: {name: {in: $l}}) { totalCount } }",
            "query ($l: [ID!]) { initiatives(filter: {ownerId: {in: $l}}) { totalCount } }",
            "query ($l: [InitiativeFilter!]) { initiatives(filter: {or: $l}) { totalCount } }",
        )
    )
    return document, {"l": [item] * size}


def literal_lists(random: Random) -> Asked:
    value = random.choice(("DONE", "NOPE", '"x"', "1", "null", "[[]]", "{}"))
    many = f"{value} " * random.choice((1, 100, 1_000, 4_900))
    return f"{{ initiatives(filter: {{status: {{in: [{many}]}}}}) {{ totalCount }} }}", None


def filters(random: Random) -> Asked:
    made: Any = {random.choice(("title", "nope")): {random.choice(("contains", "eq")): "x"}}
    for _ in range(random.choice((1, 5, 12, 28, 40))):
        made = random.choice(
            (
                {"not": made},
                {"and": [made] * random.choice((1, 2, 3))},
                {"or": [made, made]},
                {"milestones": {"some": {"initiative": made}}},
                {"owner": {"ownedInitiatives": {"none": made}}},
            )
        )
        if len(json.dumps(made)) > 60_000:
            break
    document = "query ($f: InitiativeFilter) { initiatives(filter: $f) { totalCount } }"
    return document, {"f": made}


def many_variables(random: Random) -> Asked:
    count = random.choice((10, 300, 1_200))
    declared = " ".join(f"$a{n}: Int" for n in range(count))
    return f"query ({declared}) {{ initiatives(first: $a1) {{ totalCount }} }}", {"a1": 3}


def operations(random: Random) -> Asked:
    count = random.choice((2, 100, 1_000))
    return " ".join(f"query Q{n} {{ __typename }}" for n in range(count)), None


def introspection(random: Random) -> Asked:
    around = "{ fields { type { " * random.randint(0, 6)
    plain = random.choice(
        (
            "{ __schema { types { fields { args { type { name } } type { name } } } } }",
            "{ a: __schema { types { name } } b: __schema { types { fields { name } } } }",
            '{ __type(name: "Initiative") { fields { name description } } viewer { role } }',
            "{ " + " ".join(f"a{n}: __schema {{ types {{ name }} }}" for n in range(20)) + " }",
        )
    )
    loop = f"{{ __schema {{ types {around}name{' } } }' * around.count('{ fields')} }} }}"
    return random.choice((plain, loop)), None


def subscriptions(random: Random) -> Asked:
    return random.choice(
        ("subscription { a }", "subscription S { __typename }", "subscription { a b c }")
    ), None


def syntax(random: Random) -> Asked:
    document = "query Q($a: Int = 1) { initiatives(first: $a) { nodes { id ...F } } }"
    place = random.randrange(len(document))
    noise = random.choice(("{", "}", "(", "$", "...", '"', "\x00", "\ud7ff", "@", "!", "&", "¡"))
    return document[:place] + noise + document[place + random.randint(0, 3) :], {"a": 1}


def garbage_changes(random: Random) -> Asked:
    name, kind = random.choice(
        (
            ("initiativePropose", "InitiativeProposeInput"),
            ("milestoneComplete", "MilestoneCompleteInput"),
            ("personCreate", "PersonCreateInput"),
            ("initiativesPropose", "InitiativesProposeInput"),
            ("organisationUpdate", "OrganisationUpdateInput"),
        )
    )
    value: Any = random.choice(
        (None, 1, "", "x" * 20_000, "\u202e\U0001f600", "\x00", [], {}, [{}] * 200, True, 1e300)
    )
    key = random.choice(("title", "id", "name", "items", "nope", "email", "expectedVersion"))
    given = {key: value, random.choice(("title", "id", "version")): random.choice(("x", 1, None))}
    return (
        (
            f"mutation ($input: {kind}!) {{ {name}(input: $input)"
            " { revision problems { code message path } } }"
        ),
        {"input": random.choice((given, given, value))},
    )


HOSTILE: Mapping[str, Callable[[Random], Asked]] = {
    each.__name__: each
    for each in (
        deep,
        nested,
        wide,
        aliased,
        repeated,
        circular,
        doubling,
        directives,
        misspelt,
        long_texts,
        padding,
        numbers,
        number_variables,
        lists,
        literal_lists,
        filters,
        many_variables,
        operations,
        introspection,
        subscriptions,
        syntax,
        garbage_changes,
    )
}
