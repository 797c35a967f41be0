"""Requests that can't be answered as they are, found before anything runs."""

from graphql import GraphQLError


def bad_input(message: str, *, code: str = "BAD_USER_INPUT") -> GraphQLError:
    """Return the error for an argument with an impossible value; the message says what to give."""
    return GraphQLError(message, extensions={"code": code})
