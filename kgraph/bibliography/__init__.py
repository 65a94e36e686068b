"""Authors and venues: what different papers call the same."""
