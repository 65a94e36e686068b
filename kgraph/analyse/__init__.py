"""Graphs in, answers out: what is central, what belongs together, and why two papers are linked."""
