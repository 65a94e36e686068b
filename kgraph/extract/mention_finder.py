"""The component for the pipelines of others: kgraph's whole pipeline in one, on any tokens."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from kgraph.extract.candidates import Candidate
from kgraph.extract.component import Component
from kgraph.extract.segmentation import set_sentences
from kgraph.types import Label

_EXCLUDED = ("vocab",)  # the pipeline around this one keeps the strings


class MentionFinder(Component):
    """Find the mentions in the Docs of any English pipeline.

    kgraph's own pipeline reads the text with its own tokenizer. Each mention is then given to the
    tokens of the Doc that it touches: "CIFAR" in the token "CIFAR-based" becomes all of it.

    Args:
        pipeline: kgraph's own pipeline.
        labels: The labels that it can give.
        overwrite_ents: Whether a mention replaces the entities of other components that it
            overlaps; otherwise they stay, and the mention is left out.
    """

    def __init__(
        self, pipeline: Language, *, labels: tuple[Label, ...], overwrite_ents: bool
    ) -> None:
        self.labels = labels
        self._pipeline = pipeline
        self._overwrite_ents = overwrite_ents

    def __call__(self, doc: Doc) -> Doc:
        """Set the entities and, if it has none, the sentences of a Doc, and return it."""
        return self._annotate(doc, self._pipeline(doc.text))

    def annotate(self, docs: Sequence[Doc]) -> Sequence[Doc]:
        """Annotate a batch of Docs, which the model reads at once."""
        found = self._pipeline.pipe([doc.text for doc in docs], batch_size=len(docs))
        return list(map(self._annotate, docs, found))

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write kgraph's pipeline to a folder, for `Language.to_disk`."""
        self._pipeline.to_disk(path, exclude=_EXCLUDED)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> MentionFinder:
        """Read kgraph's pipeline from a folder, for `spacy.load`."""
        self._pipeline.from_disk(path, exclude=_EXCLUDED)
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return kgraph's pipeline as bytes, for `Language.to_bytes`."""
        return self._pipeline.to_bytes(exclude=_EXCLUDED)

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> MentionFinder:
        """Read kgraph's pipeline from bytes, for `Language.from_bytes`."""
        self._pipeline.from_bytes(data, exclude=_EXCLUDED)
        return self

    def _annotate(self, doc: Doc, found: Doc) -> Doc:
        """Copy the mentions and the sentences of a Doc with the same text and other tokens."""
        starts = [token.idx for token in doc]
        if not doc.has_annotation("SENT_START"):
            set_sentences(doc, [bisect_right(starts, s.start_char) - 1 for s in found.sents])
        ours = _place(doc, starts, found)
        first, second = (ours, doc.ents) if self._overwrite_ents else (doc.ents, ours)
        entities = _without_overlap([*first, *second])
        doc.ents = entities
        doc._.kgraph_mentions = tuple(sorted(ours[e] for e in entities if e in ours))
        return doc


def _place(doc: Doc, starts: Sequence[int], found: Doc) -> dict[Span, Candidate]:
    """Return the mentions by their spans in another Doc with the same text, the likeliest first.

    `starts` is where the tokens of the other Doc begin.
    """
    placed: dict[Span, Candidate] = {}
    for m in sorted(found._.kgraph_mentions, key=lambda mention: -mention.score):
        text = found[m.start : m.end]
        start, end = bisect_right(starts, text.start_char) - 1, bisect_left(starts, text.end_char)
        span = Span(doc, start, end, label=m.label, kb_id=m.name, span_id=m.source)
        placed.setdefault(span, m._replace(start=start, end=end))
    return placed


def _without_overlap(spans: Iterable[Span]) -> list[Span]:
    """Leave out each span that overlaps one before it."""
    kept: list[Span] = []
    taken: set[int] = set()
    for span in spans:
        if taken.isdisjoint(range(span.start, span.end)):
            kept.append(span)
            taken.update(range(span.start, span.end))
    return kept
