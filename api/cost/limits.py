"""Limits on what is asked, counted on the syntax alone, before validation costs anything.

Validating a document can take time that grows with the square of its size, so what is too large is
refused first. Fields are counted as they are answered: fragments spread, and what has one response
name merged. The counting stops at the first limit passed, so it never takes more steps than there
are selections and values in the document, or than the limits allow.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSyntaxError,
    InlineFragmentNode,
    ListValueNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    parse,
)

LARGEST_BODY_BYTES = 256 * 1024
# Reading a text takes 0.1 µs a character, whatever it says.
CHARACTERS_AT_MOST = 100_000
LARGEST_ANSWER_BYTES = 8 * 1024 * 1024
TOKENS_AT_MOST = 5_000
DEPTH_AT_MOST = 15
ALIASES_AT_MOST = 50
SELECTIONS_AT_MOST = 1_000
SAME_NAME_AT_MOST = 20
VALUE_DEPTH_AT_MOST = 30
OBJECTS_AT_MOST = 1_000
VALUES_AT_MOST = 5_000
# Tools ask for the wrapped types of a type some levels deep; such a chain holds next to nothing.
WRAPPED_TYPE = "ofType"

_NO_TEXT = re.compile("[\0\ud800-\udfff]")


def parsed(source: str) -> DocumentNode:
    """Parse a document within all limits. GraphQLError if it passes one, or is no GraphQL."""
    if len(source) > CHARACTERS_AT_MOST:
        raise _exceeded(
            "characters",
            CHARACTERS_AT_MOST,
            len(source),
            f"The document has {len(source):,} characters",
            "Give long texts and lists as variables.",
        )
    try:
        document = parse(source, max_tokens=TOKENS_AT_MOST)
    except GraphQLSyntaxError as error:
        # So graphql-core ends what it says when it stopped before the end.
        if not error.message.endswith("Parsing aborted."):
            raise
        if "tokens" in error.message:
            raise _too_many_tokens() from None
        raise _too_deep(DEPTH_AT_MOST + 1, f"more than {DEPTH_AT_MOST}") from None
    check_document(document)
    return document


def check_document(document: DocumentNode) -> None:
    """Refuse a document that passes a limit, with a GraphQLError that names it and the count."""
    _Count(document).run()


def check_variables(variables: Mapping[str, object]) -> int:
    """Refuse variables that nest too deeply, hold too much, or hold what is not text.

    Return how many values and keys they hold.
    """
    objects = values = 0
    pending: list[tuple[object, int]] = [(variables, 0)]
    while pending:
        value, depth = pending.pop()
        inner: Sequence[object]
        if isinstance(value, str):
            check_text(value)
            continue
        if isinstance(value, Mapping):
            objects += 1
            if objects > OBJECTS_AT_MOST:
                raise _exceeded(
                    "objects",
                    OBJECTS_AT_MOST,
                    objects,
                    f"The variables hold more than {OBJECTS_AT_MOST:,} objects",
                    "Ask in several requests.",
                )
            inner = (*value.keys(), *value.values())
        elif isinstance(value, list):
            inner = value
        else:
            continue
        _check_value_depth(depth)
        values += len(inner)
        if values > VALUES_AT_MOST:
            raise _exceeded(
                "values",
                VALUES_AT_MOST,
                values,
                f"The variables hold more than {VALUES_AT_MOST:,} values and keys",
                "Ask in several requests.",
            )
        pending.extend((each, depth + 1) for each in inner)
    return values


def check_text(text: str) -> None:
    """Refuse a text with characters that no database keeps as text."""
    found = _NO_TEXT.search(text)
    if found is not None:
        raise GraphQLError(
            f"A text holds U+{ord(found[0]):04X}, which is no character of a text. Leave it out.",
            extensions={"code": "BAD_USER_INPUT"},
        )


def _exceeded(limit: str, at_most: int, count: int, what: str, way_out: str) -> GraphQLError:
    """Return the error for a limit that was passed. The count is where counting stopped."""
    return GraphQLError(
        f"{what}; at most {at_most:,} are allowed. {way_out}",
        extensions={
            "code": "LIMIT_EXCEEDED",
            "limit": {"name": limit, "atMost": at_most, "count": count},
        },
    )


def _check_value_depth(depth: int) -> None:
    if depth > VALUE_DEPTH_AT_MOST:
        raise _exceeded(
            "valueDepth",
            VALUE_DEPTH_AT_MOST,
            depth,
            f"A value nests lists and objects {depth} deep",
            "Combine conditions side by side.",
        )


class _Pending(NamedTuple):
    """What is selected of one object of the answer: selection sets to merge, each with the
    fragments that it stands in."""

    sets: list[tuple[SelectionSetNode, frozenset[str]]]
    depth: int


class _Count:
    """Counts one document."""

    def __init__(self, document: DocumentNode) -> None:
        self._operations: list[OperationDefinitionNode] = []
        self._fragments: dict[str, FragmentDefinitionNode] = {}
        self._all_fragments: list[FragmentDefinitionNode] = []
        self._spread: set[str] = set()
        self._selections = 0
        self._aliases = 0
        for node in document.definitions:
            if isinstance(node, OperationDefinitionNode):
                self._operations.append(node)
            elif isinstance(node, FragmentDefinitionNode):
                self._all_fragments.append(node)
                self._fragments[node.name.value] = node

    def run(self) -> None:
        for operation in self._operations:
            _check_values(operation)
            self._count(operation.selection_set, frozenset())
        for fragment in self._all_fragments:
            _check_values(fragment)
            name = fragment.name.value
            # One that nothing spreads, or of a name that another has, is an error. Validation finds
            # it: that has to be cheap, too.
            if name not in self._spread or self._fragments[name] is not fragment:
                self._spread.add(name)
                self._count(fragment.selection_set, frozenset({name}))

    def _count(self, selection_set: SelectionSetNode, within: frozenset[str]) -> None:
        pending = [_Pending([(selection_set, within)], 1)]
        while pending:
            pending.extend(self._merged(pending.pop()))

    def _merged(self, these: _Pending) -> Iterator[_Pending]:
        """Merge selection sets by response name; yield what is selected below each."""
        counts: dict[str, int] = {}
        below: dict[str, _Pending] = {}
        spread: set[str] = set()
        stack = list(these.sets)
        while stack:
            selection_set, within = stack.pop()
            for node in selection_set.selections:
                self._another()
                match node:
                    case InlineFragmentNode():
                        stack.append((node.selection_set, within))
                    case FragmentSpreadNode():
                        name = node.name.value
                        fragment = self._fragments.get(name)
                        # Unknown and circular fragments are left for validation to name.
                        if fragment is not None and name not in within and name not in spread:
                            spread.add(name)
                            self._spread.add(name)
                            stack.append((fragment.selection_set, within | {name}))
                    case FieldNode():
                        key = self._response_name(node)
                        counts[key] = counts.get(key, 0) + 1
                        _check_repetition(key, counts[key])
                        if node.selection_set is not None:
                            deeper = node.name.value != WRAPPED_TYPE
                            next_one = below.setdefault(key, _Pending([], these.depth + deeper))
                            next_one.sets.append((node.selection_set, within))
        if counts and these.depth > DEPTH_AT_MOST:
            raise _too_deep(these.depth, str(these.depth))
        yield from below.values()

    def _another(self) -> None:
        self._selections += 1
        if self._selections > SELECTIONS_AT_MOST:
            raise _exceeded(
                "selections",
                SELECTIONS_AT_MOST,
                self._selections,
                f"With its fragments spread, the document selects more than {SELECTIONS_AT_MOST:,}"
                " fields",
                "Ask in several requests.",
            )

    def _response_name(self, node: FieldNode) -> str:
        if node.alias is None:
            return node.name.value
        self._aliases += 1
        if self._aliases > ALIASES_AT_MOST:
            raise _exceeded(
                "aliases",
                ALIASES_AT_MOST,
                self._aliases,
                f"The document gives more than {ALIASES_AT_MOST} aliases",
                "Ask for several things by nodes(ids:) or a filter, or in several requests.",
            )
        return node.alias.value


def _too_many_tokens() -> GraphQLError:
    return _exceeded(
        "tokens",
        TOKENS_AT_MOST,
        TOKENS_AT_MOST + 1,
        f"The document has more than {TOKENS_AT_MOST:,} tokens",
        "Ask in several requests, and give long lists as variables.",
    )


def _too_deep(depth: int, spoken: str) -> GraphQLError:
    return _exceeded(
        "depth",
        DEPTH_AT_MOST,
        depth,
        f"The document nests fields {spoken} deep",
        "Begin nearer to what you need: every type can be asked at the root.",
    )


def _check_repetition(key: str, count: int) -> None:
    if count > SAME_NAME_AT_MOST:
        raise _exceeded(
            "sameName",
            SAME_NAME_AT_MOST,
            count,
            f"{key[:80]} is selected more than {SAME_NAME_AT_MOST} times in one place",
            "Once is enough: equal fields are merged.",
        )


def _check_values(definition: OperationDefinitionNode | FragmentDefinitionNode) -> None:
    """Check all literals of a definition, wherever they stand."""
    pending: list[tuple[Node, int]] = [(definition, 0)]
    while pending:
        node, depth = pending.pop()
        if isinstance(node, StringValueNode):
            check_text(node.value)
        elif isinstance(node, ListValueNode | ObjectValueNode):
            _check_value_depth(depth)
            depth += 1
        pending.extend((each, depth) for each in inner_nodes(node))


def inner_nodes(node: Node) -> Iterator[Node]:
    """Return the nodes right within a node."""
    for name in node.keys:
        inner = getattr(node, name, None)
        if isinstance(inner, Node):
            yield inner
        elif isinstance(inner, tuple | list):
            yield from inner
