"""kgraph turns paper abstracts into a knowledge graph with evidence on every link.

Names are loaded when they are first used, so `import kgraph` is instant.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kgraph._version import __version__

if TYPE_CHECKING:
    from kgraph.analyse.centrality import centrality, top_entities
    from kgraph.analyse.why import find_evidence, find_paper, why
    from kgraph.config import Settings, load_settings
    from kgraph.errors import KgraphError
    from kgraph.export.graphml import write_graphml
    from kgraph.export.html import write_html
    from kgraph.export.rdf import to_rdflib, write_jsonld, write_ntriples, write_turtle
    from kgraph.export.tables import read_tables, write_tables
    from kgraph.graph.networks import entity_graph, mention_graph, paper_graph
    from kgraph.pipeline import build, build_folder
    from kgraph.read.papers import read_papers
    from kgraph.sparql.run import query
    from kgraph.types import Entity, KnowledgeGraph, Mention, Paper, PaperLink

_HOME = {
    "Entity": "kgraph.types",
    "KgraphError": "kgraph.errors",
    "KnowledgeGraph": "kgraph.types",
    "Mention": "kgraph.types",
    "Paper": "kgraph.types",
    "PaperLink": "kgraph.types",
    "Settings": "kgraph.config",
    "build": "kgraph.pipeline",
    "build_folder": "kgraph.pipeline",
    "centrality": "kgraph.analyse.centrality",
    "entity_graph": "kgraph.graph.networks",
    "find_evidence": "kgraph.analyse.why",
    "find_paper": "kgraph.analyse.why",
    "load_settings": "kgraph.config",
    "mention_graph": "kgraph.graph.networks",
    "paper_graph": "kgraph.graph.networks",
    "query": "kgraph.sparql.run",
    "read_papers": "kgraph.read.papers",
    "read_tables": "kgraph.export.tables",
    "to_rdflib": "kgraph.export.rdf",
    "top_entities": "kgraph.analyse.centrality",
    "why": "kgraph.analyse.why",
    "write_graphml": "kgraph.export.graphml",
    "write_html": "kgraph.export.html",
    "write_jsonld": "kgraph.export.rdf",
    "write_ntriples": "kgraph.export.rdf",
    "write_tables": "kgraph.export.tables",
    "write_turtle": "kgraph.export.rdf",
}

__all__ = [
    "Entity",
    "KgraphError",
    "KnowledgeGraph",
    "Mention",
    "Paper",
    "PaperLink",
    "Settings",
    "__version__",
    "build",
    "build_folder",
    "centrality",
    "entity_graph",
    "find_evidence",
    "find_paper",
    "load_settings",
    "mention_graph",
    "paper_graph",
    "query",
    "read_papers",
    "read_tables",
    "to_rdflib",
    "top_entities",
    "why",
    "write_graphml",
    "write_html",
    "write_jsonld",
    "write_ntriples",
    "write_tables",
    "write_turtle",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'kgraph' has no attribute '{name}'")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
