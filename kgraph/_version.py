"""The version of kgraph, in one place."""

__version__ = "0.1.0"
