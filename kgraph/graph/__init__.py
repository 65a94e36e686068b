"""Entities in, graphs out: links between papers, and networkx views of the knowledge graph."""
