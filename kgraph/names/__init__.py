"""Names: what two spellings of one name have in common, and what is left of a name without its frills."""
