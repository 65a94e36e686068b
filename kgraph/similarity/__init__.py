"""Similarity: how near texts are in meaning, by vectors of their words."""
