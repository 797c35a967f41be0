"""What the pages of a record ask, and the changes that they make, built from its kind."""

from collections.abc import Iterable, Iterator
from functools import cache

from board.records.pages import APART, RecordPage, Related, selection_of
from board.rendering.words import camel, pascal
from board.requests.documents import complete
from board.requests.paging import PAGE_SIZE
from domain.core.attribute import Attribute, Reference

# What tells how an initiative does, wherever several are listed.
EFFORT = "status stallRisk { state probability level }"


def fields(attributes: Iterable[Attribute]) -> Iterator[str]:
    """Yield what is asked of attributes: of what they refer to, enough to name it."""
    for each in attributes:
        name = camel(each.name)
        yield f"{name} {{ {selection_of(each.to)} }}" if isinstance(each, Reference) else name


@cache
def listed(page: RecordPage) -> str:
    """Return the query for a page of the list."""
    kind = page.kind
    order = f"$order: {kind.name}Order, " if page.orders else ""
    return complete(f"""
query List(
  $filter: {kind.name}Filter!
  {order}$first: Int $after: String $last: Int $before: String
) {{
  ...Frame
  all: {camel(kind.list_name)} {{ totalCount }}
  found: {camel(kind.list_name)}(
    filter: $filter{" orderBy: $order" if order else ""}
    first: $first after: $after last: $last before: $before
  ) {{
    totalCount
    totalCountIsExact
    pageInfo {{ ...Place }}
    nodes {{ id name: {camel(page.naming.name)} {" ".join(fields(page.facts))} }}
  }}
}}
""")


@cache
def shown(page: RecordPage) -> str:
    """Return the query for one of them: all that is known of it."""
    asked = [
        *(camel(each.name) for each in page.kind.attributes if each.name in APART),
        *fields(page.facts),
        *fields(page.texts),
    ]
    cursors = "".join(f" ${camel(each.field)}After: String" for each in page.related)
    lists = "\n".join(map(related, page.related))
    return complete(f"""
query One($id: ID!{cursors}) {{
  ...Frame
  organisation {{ timeZone }}
  found: {camel(page.kind.key)}(id: $id) {{
    id
    name: {camel(page.naming.name)}
    {" ".join(asked)}
  }}
{lists}
}}
""")


def related(each: Related) -> str:
    """Return what is asked of a list that belongs to a record, of its rows behind a cursor."""
    name = camel(each.field)
    more = f" {EFFORT}" if each.key == "initiative" else ""
    return (
        f"  {name}(filter: {{{each.of}}}, orderBy: {{{each.order}}}, first: {PAGE_SIZE},"
        f" after: ${name}After) {{"
        f" totalCount totalCountIsExact pageInfo {{ ...Place }}"
        f" nodes {{ {selection_of(each.entity)}{more} }} }}"
    )


@cache
def changes(page: RecordPage) -> str:
    """Return the mutations: each has the name of its action."""
    return complete("\n".join(mutation(page, action) for action in page.kind.actions))


def mutation(page: RecordPage, action: str) -> str:
    """Return what makes a change, and gives the id of what was changed."""
    name = pascal(action)
    return f"""
mutation {name}($input: {name}Input!, $key: String!) {{
  {camel(action)}(input: $input, idempotencyKey: $key) {{
    {camel(page.kind.key)} {{ id }}
    problems {{ ...Told }}
  }}
}}
"""


@cache
def names(pages: tuple[RecordPage, ...]) -> str:
    """Return the query for what records of these ids are called."""
    each = " ".join(
        f"... on {page.kind.name} {{ id name: {camel(page.naming.name)} }}" for page in pages
    )
    return f"query Names($ids: [ID!]!) {{ nodes(ids: $ids) {{ {each} }} }}"
