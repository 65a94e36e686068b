"""The spaCy factories of kgraph's components and of its tokenizer; the entry points name them.

spaCy imports this module at every `spacy.blank()`, so nothing but spaCy is imported at its top.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from spacy.language import Language
from spacy.tokenizer import Tokenizer
from spacy.util import registry


@registry.tokenizers("kgraph.Tokenizer.v1")  # type: ignore[untyped-decorator]  # spaCy's registry has no types
def tokenizer() -> Callable[[Language], Tokenizer]:
    """Make every punctuation mark a token of its own."""
    from kgraph.extract.segmentation import build_tokenizer

    return build_tokenizer


@Language.factory("kgraph_sentences", assigns=["token.is_sent_start", "doc.sents"])
def sentences(nlp: Language, name: str) -> Any:
    """Split the text into sentences."""
    from kgraph.extract.segmentation import SentenceSplitter

    return SentenceSplitter()


@Language.factory(
    "kgraph_model", default_config={"path": None}, assigns=["doc._.kgraph_candidates"]
)
def model(nlp: Language, name: str, path: str | None) -> Any:
    """Find mentions with the trained model."""
    from kgraph.extract.model_extractor import ModelExtractor, read_model

    return ModelExtractor(read_model(path))


@Language.factory(
    "kgraph_lexicon",
    default_config={"path": None, "extra": [], "score": 0.45},
    assigns=["doc._.kgraph_candidates"],
)
def lexicon(nlp: Language, name: str, path: str | None, extra: list[str], score: float) -> Any:
    """Find the names of a lexicon and their variants."""
    from kgraph.extract.lexicon import read_lexicon
    from kgraph.extract.lexicon_matcher import LexiconMatcher

    return LexiconMatcher(read_lexicon(path, extra), score=score)


@Language.factory(
    "kgraph_abbreviations",
    default_config={"score": 0.75},
    requires=["doc._.kgraph_candidates", "doc.sents"],
    assigns=["doc._.kgraph_candidates"],
)
def abbreviations(nlp: Language, name: str, score: float) -> Any:
    """Find each occurrence of the short forms that the text defines."""
    from kgraph.extract.abbreviations import AbbreviationFinder

    return AbbreviationFinder(score=score)


@Language.factory(
    "kgraph_patterns",
    default_config={"score": 0.6},
    requires=["doc.sents"],
    assigns=["doc._.kgraph_candidates"],
)
def patterns(nlp: Language, name: str, score: float) -> Any:
    """Find named systems and datasets by the words around them."""
    from kgraph.extract.patterns import PatternFinder

    return PatternFinder(score=score)


@Language.factory(
    "kgraph_scorer",
    default_config={"path": None},
    requires=["doc._.kgraph_candidates"],
    assigns=["doc._.kgraph_candidates"],
)
def scorer(nlp: Language, name: str, path: str | None) -> Any:
    """Score each candidate by what all extractors say about it and about its like in the text."""
    from kgraph.extract.model_extractor import WEIGHTS
    from kgraph.extract.scorer import CandidateScorer, Scorer

    return CandidateScorer(Scorer.from_disk(path or WEIGHTS))


@Language.factory(
    "kgraph",
    default_config={"config": None, "overwrite_ents": False},
    assigns=["doc.ents", "doc.sents", "token.is_sent_start", "doc._.kgraph_mentions"],
)
def mention_finder(nlp: Language, name: str, config: str | None, overwrite_ents: bool) -> Any:
    """Find mentions in any English pipeline, with kgraph's own pipeline inside."""
    from kgraph.config import load_settings
    from kgraph.extract.mention_finder import MentionFinder
    from kgraph.extract.spans import build_nlp

    settings = load_settings(config)
    return MentionFinder(
        build_nlp(settings), labels=tuple(settings.labels), overwrite_ents=overwrite_ents
    )


@Language.factory(
    "kgraph_ents",
    default_config={"labels": {}, "score": 1.0},
    requires=["doc.ents"],
    assigns=["doc._.kgraph_candidates"],
)
def ents(nlp: Language, name: str, labels: dict[str, str], score: float) -> Any:
    """Propose what another component put into `doc.ents`."""
    from kgraph.extract.ents import EntityProposer

    return EntityProposer(name, labels=labels, score=score)


@Language.factory(
    "kgraph_mentions",
    default_config={"threshold": 0.42},
    requires=["doc._.kgraph_candidates"],
    assigns=["doc.ents", "doc._.kgraph_mentions"],
)
def mentions(nlp: Language, name: str, threshold: float) -> Any:
    """Choose the mentions among overlapping candidates."""
    from kgraph.extract.choice import MentionChooser, guessed_labels

    return MentionChooser(threshold=threshold, guessed=guessed_labels(nlp))
