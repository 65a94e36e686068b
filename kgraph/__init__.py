"""kgraph turns paper abstracts into a knowledge graph with evidence on every link.

Names are loaded when they are first used, so `import kgraph` is instant.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from kgraph._version import __version__

if TYPE_CHECKING:
    from kgraph.analyse.bridges import (
        find_bridges,
        find_paper_communities,
        name_paper_communities,
        paper_community_stability,
    )
    from kgraph.analyse.centrality import centrality, top_entities, top_papers
    from kgraph.analyse.diff import diff
    from kgraph.analyse.gaps import find_gaps
    from kgraph.analyse.partition import community_stability, find_communities
    from kgraph.analyse.path import find_path
    from kgraph.analyse.ranks import bootstrap_ranks, compare_with_chance
    from kgraph.analyse.similar import similar_papers
    from kgraph.analyse.trends import find_trends
    from kgraph.analyse.view import View
    from kgraph.analyse.why import find_evidence, find_paper, why
    from kgraph.config import Settings, load_settings
    from kgraph.errors import KgraphError
    from kgraph.explorer.page import write_html
    from kgraph.export.graphml import write_graphml
    from kgraph.export.parquet import write_parquet
    from kgraph.export.tables import read_tables, write_tables
    from kgraph.export.vosviewer import write_vosviewer
    from kgraph.graph.backbone import backbone, disparity
    from kgraph.graph.networks import entity_graph, mention_graph, paper_graph
    from kgraph.pipeline import build, build_folder
    from kgraph.rdf.vocabulary import RdfOptions
    from kgraph.rdf.write import to_rdflib, write_rdf
    from kgraph.read.papers import read_papers
    from kgraph.sparql.query import list_questions, query
    from kgraph.types import Entity, KnowledgeGraph, Mention, Paper, PaperLink

_HOME = {
    "Entity": "kgraph.types",
    "KgraphError": "kgraph.errors",
    "KnowledgeGraph": "kgraph.types",
    "Mention": "kgraph.types",
    "Paper": "kgraph.types",
    "PaperLink": "kgraph.types",
    "RdfOptions": "kgraph.rdf.vocabulary",
    "Settings": "kgraph.config",
    "View": "kgraph.analyse.view",
    "backbone": "kgraph.graph.backbone",
    "bootstrap_ranks": "kgraph.analyse.ranks",
    "build": "kgraph.pipeline",
    "build_folder": "kgraph.pipeline",
    "centrality": "kgraph.analyse.centrality",
    "community_stability": "kgraph.analyse.partition",
    "compare_with_chance": "kgraph.analyse.ranks",
    "diff": "kgraph.analyse.diff",
    "disparity": "kgraph.graph.backbone",
    "entity_graph": "kgraph.graph.networks",
    "find_bridges": "kgraph.analyse.bridges",
    "find_communities": "kgraph.analyse.partition",
    "find_evidence": "kgraph.analyse.why",
    "find_gaps": "kgraph.analyse.gaps",
    "find_paper": "kgraph.analyse.why",
    "find_paper_communities": "kgraph.analyse.bridges",
    "find_path": "kgraph.analyse.path",
    "find_trends": "kgraph.analyse.trends",
    "list_questions": "kgraph.sparql.query",
    "load_settings": "kgraph.config",
    "mention_graph": "kgraph.graph.networks",
    "name_paper_communities": "kgraph.analyse.bridges",
    "paper_community_stability": "kgraph.analyse.bridges",
    "paper_graph": "kgraph.graph.networks",
    "query": "kgraph.sparql.query",
    "read_papers": "kgraph.read.papers",
    "read_tables": "kgraph.export.tables",
    "similar_papers": "kgraph.analyse.similar",
    "to_rdflib": "kgraph.rdf.write",
    "top_entities": "kgraph.analyse.centrality",
    "top_papers": "kgraph.analyse.centrality",
    "why": "kgraph.analyse.why",
    "write_graphml": "kgraph.export.graphml",
    "write_html": "kgraph.explorer.page",
    "write_parquet": "kgraph.export.parquet",
    "write_rdf": "kgraph.rdf.write",
    "write_tables": "kgraph.export.tables",
    "write_vosviewer": "kgraph.export.vosviewer",
}

__all__ = [
    "Entity",
    "KgraphError",
    "KnowledgeGraph",
    "Mention",
    "Paper",
    "PaperLink",
    "RdfOptions",
    "Settings",
    "View",
    "__version__",
    "backbone",
    "bootstrap_ranks",
    "build",
    "build_folder",
    "centrality",
    "community_stability",
    "compare_with_chance",
    "diff",
    "disparity",
    "entity_graph",
    "find_bridges",
    "find_communities",
    "find_evidence",
    "find_gaps",
    "find_paper",
    "find_paper_communities",
    "find_path",
    "find_trends",
    "list_questions",
    "load_settings",
    "mention_graph",
    "name_paper_communities",
    "paper_community_stability",
    "paper_graph",
    "query",
    "read_papers",
    "read_tables",
    "similar_papers",
    "to_rdflib",
    "top_entities",
    "top_papers",
    "why",
    "write_graphml",
    "write_html",
    "write_parquet",
    "write_rdf",
    "write_tables",
    "write_vosviewer",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'kgraph' has no attribute '{name}'")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
