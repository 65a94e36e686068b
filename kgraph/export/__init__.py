"""The knowledge graph as files for other tools: tables, GraphML, VOSviewer, the report."""
