"""What can go wrong between us and a provider; the messages are for the log."""


class ProviderError(Exception):
    """The provider can't be reached, or answers what can't be trusted."""


class BadTokenError(Exception):
    """A token or a code that proves nothing; the message says why."""
