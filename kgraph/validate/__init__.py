"""Validate exports: RDF against the ontology, and the files of a build against each other."""
