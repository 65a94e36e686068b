"""Graphs in, files out: HTML, RDF, GraphML, tables, the report and the manifest."""
