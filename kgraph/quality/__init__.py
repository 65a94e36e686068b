"""Evaluation of extraction and resolution on annotated papers."""
