"""The errors that scripts catch."""

from __future__ import annotations


class Error(Exception):
    """Base of all."""

    def __init__(self, message: str = "", context: object = None) -> None:
        super().__init__(message)
        self.message = message
        self.context = context


class UsageError(Error):
    """What was asked for cannot be had."""


class CommError(Error):
    """Never raised here: there is nobody to talk to."""


class AuthenticationError(CommError):
    """Never raised here."""


class ConfigError(Error):
    """Never raised here."""


class WaitTimeoutError(Error):
    """Never raised here."""
