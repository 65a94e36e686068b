"""One file for each format: how to recognise it, and how to read its records."""
