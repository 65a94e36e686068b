"""SPARQL queries of an export."""
