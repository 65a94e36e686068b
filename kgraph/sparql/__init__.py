"""Questions put to an export in SPARQL."""
