"""A build's folder served on this machine: the explorer, a SPARQL endpoint and linked data."""
