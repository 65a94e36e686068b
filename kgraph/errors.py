"""Exceptions of kgraph; each message says what is wrong, where, and how to fix it."""

from __future__ import annotations


class KgraphError(Exception):
    """Base class of all errors that kgraph raises deliberately; the message addresses the user."""


class InputError(KgraphError):
    """An input file cannot be read or written."""


class InputWarning(UserWarning):
    """Most of an input file, or of its abstracts, was lost."""


class OnlineError(KgraphError):
    """A service on the web cannot be reached, refuses a request, or answers with something else."""


class StrictError(KgraphError):
    """A record has a problem and `strict` is set."""


class ConfigError(KgraphError):
    """The configuration has an unknown section or option, or an invalid value."""


class BuildError(KgraphError):
    """A build cannot be written, or a folder is not a build."""


class NotFoundError(KgraphError):
    """The graph has no such paper, entity, author or venue."""


class QueryError(KgraphError):
    """A SPARQL query is invalid or not allowed."""


class QueryTimeout(KgraphError):  # noqa: N818 - the limit that a query nearly always meets
    """A query was stopped at the limit of its time or its memory."""
