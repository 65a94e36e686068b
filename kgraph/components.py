"""What the spaCy entry points name: the factories of kgraph's pipeline components and its tokenizer.

spaCy imports this module at every `spacy.blank()`, so it imports nothing but spaCy at its top.
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
    from kgraph.extract.tokenizer import build_tokenizer

    return build_tokenizer


@Language.factory("kgraph_sentences", assigns=["token.is_sent_start", "doc.sents"])
def sentences(nlp: Language, name: str) -> Any:
    """Part the text into sentences."""
    from kgraph.extract.sentences import split_sentences

    return split_sentences


@Language.factory("kgraph_model", default_config={"path": None}, assigns=["doc.spans"])
def model(nlp: Language, name: str, path: str | None) -> Any:
    """Find mentions with the trained model."""
    from kgraph.extract.trained import TrainedExtractor, read_model

    return TrainedExtractor(read_model(path))


@Language.factory(
    "kgraph_lexicon",
    default_config={"path": None, "extra": [], "score": 0.45},
    assigns=["doc.spans"],
)
def lexicon(nlp: Language, name: str, path: str | None, extra: list[str], score: float) -> Any:
    """Find the names of a lexicon and their variants."""
    from kgraph.extract.lexicon import LexiconMatcher, read_lexicon

    return LexiconMatcher(read_lexicon(path, extra), score=score)


@Language.factory(
    "kgraph_abbreviations",
    default_config={"score": 0.75},
    requires=["doc.spans", "doc.sents"],
    assigns=["doc.spans"],
)
def abbreviations(nlp: Language, name: str, score: float) -> Any:
    """Find the short forms that the text defines, and every place where they are used."""
    from kgraph.extract.abbreviations import AbbreviationFinder

    return AbbreviationFinder(score=score)


@Language.factory(
    "kgraph_patterns", default_config={"score": 0.6}, requires=["doc.sents"], assigns=["doc.spans"]
)
def patterns(nlp: Language, name: str, score: float) -> Any:
    """Find named systems and datasets by the words around them."""
    from kgraph.extract.patterns import PatternFinder

    return PatternFinder(score=score)


@Language.factory(
    "kgraph_mentions",
    default_config={"threshold": 0.37},
    requires=["doc.spans"],
    assigns=["doc.ents"],
)
def mentions(nlp: Language, name: str, threshold: float) -> Any:
    """Choose the mentions among overlapping candidates."""
    from kgraph.extract.candidates import MentionChooser

    return MentionChooser(threshold=threshold)
