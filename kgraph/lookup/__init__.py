"""Find the paper, the entity or the build that a user means."""
