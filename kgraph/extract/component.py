"""What the components have in common: each reads a batch of Docs before the next one begins."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence

from spacy.tokens import Doc
from spacy.util import minibatch


class Component(ABC):
    """A component of the pipeline.

    Without `pipe`, spaCy would take each Doc through all components before it reads the next one,
    which takes half as much time again.
    """

    @abstractmethod
    def __call__(self, doc: Doc) -> Doc:
        """Annotate a Doc, and return it."""

    def pipe(self, stream: Iterable[Doc], *, batch_size: int) -> Iterator[Doc]:
        """Annotate a stream of Docs, a batch at a time."""
        for docs in minibatch(stream, batch_size):  # type: ignore[no-untyped-call]  # spaCy's own
            yield from self.annotate(docs)

    def annotate(self, docs: Sequence[Doc]) -> Sequence[Doc]:
        """Annotate a batch of Docs, here each by itself, and return them."""
        return [self(doc) for doc in docs]
