"""The component that proposes the entities of another spaCy component: `ner`, `entity_ruler`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Doc

from kgraph.extract.candidates import Candidate, add_candidates
from kgraph.extract.component import Component
from kgraph.types import Label


class EntityProposer(Component):
    """Propose each entity in `doc.ents`.

    Its `kb_id_` is the name, or its text if that is empty.

    Args:
        source: The name of this component, which is the extractor of the candidates.
        labels: The label to give to each label of the entities; entities with other labels are left
            out. Without any, the entities have kgraph's labels.
        score: The score of each candidate, from 0 to 1.
    """

    def __init__(self, source: str, *, labels: Mapping[str, Label], score: float) -> None:
        self._source = source
        self._labels = labels
        self._score = score

    @property
    def labels(self) -> tuple[Label, ...]:
        """The labels that it gives, if they are configured."""
        return tuple(dict.fromkeys(self._labels.values()))

    def __call__(self, doc: Doc) -> Doc:
        """Add a candidate for each entity, and return the Doc."""
        return add_candidates(doc, self._find(doc))

    def _find(self, doc: Doc) -> Iterator[Candidate]:
        for entity in doc.ents:
            label = self._labels.get(entity.label_) if self._labels else entity.label_
            if label:
                name = entity.kb_id_ or entity.text
                yield Candidate(entity.start, entity.end, label, name, self._score, self._source)
