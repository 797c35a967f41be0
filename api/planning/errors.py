"""Requests that can't be answered as they are, found before anything runs."""

from graphql import GraphQLError


def hidden(attribute: str, what: str) -> GraphQLError:
    """Return the error for asking about an attribute that is hidden from who asks."""
    return GraphQLError(
        f"Your role does not see {attribute}, so you can't {what} by it.",
        extensions={"code": "NOT_ALLOWED"},
    )


def bad_input(message: str, *, code: str = "BAD_USER_INPUT") -> GraphQLError:
    """Return the error for an argument with an impossible value; the message says what to give."""
    return GraphQLError(message, extensions={"code": code})
