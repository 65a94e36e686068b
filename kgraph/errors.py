"""The errors kgraph raises: each says what is wrong, where, and what to do about it."""

from __future__ import annotations


class KgraphError(Exception):
    """Any failure that kgraph foresees; its message is fit for a user."""


class InputError(KgraphError):
    """An input cannot be read at all."""


class StrictError(KgraphError):
    """A record is odd and `strict` forbids going on."""


class ConfigError(KgraphError):
    """The configuration holds a section, an option or a value that does not fit."""


class BuildError(KgraphError):
    """A build cannot be written, or a folder does not hold one."""


class NotFoundError(KgraphError):
    """A paper or an entity that was asked for is not in the graph."""


class QueryError(KgraphError):
    """A SPARQL query is wrong or asks for something that is not allowed."""
