"""The server: what it answers, what it refuses, and that nothing is left behind."""
