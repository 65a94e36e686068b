"""Spans in, entities out: which mentions name the same thing, and what it is called."""
