"""What papers state about themselves and about entities."""
