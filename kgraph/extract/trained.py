"""The trained model as a spaCy component: it proposes mentions with calibrated scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from spacy.tokens import Doc
from spacy.util import minibatch
from threadpoolctl import ThreadpoolController

from kgraph.errors import ConfigError
from kgraph.extract.candidates import Candidate, add_candidates
from kgraph.extract.model import MentionModel
from kgraph.types import Label

WEIGHTS = Path(__file__).parent.parent / "data" / "model"
SOURCE = "model"
_DECIMALS = 4  # the last bits of a float depend on the machine; a score's fourth digit does not


def read_model(path: str | Path | None = None) -> MentionModel:
    """Read the weights of a model.

    Args:
        path: A folder with `model.npz`; None is the model that comes with kgraph.

    Raises:
        ConfigError: There is no model, or it cannot be read.
    """
    try:
        return MentionModel.from_disk(path or WEIGHTS)
    except (OSError, ValueError, KeyError) as error:
        raise ConfigError(
            f"{path or WEIGHTS}: holds no model ({error}). Give a folder with model.npz."
        ) from error


class TrainedExtractor:
    """Propose every mention that the model gives some chance, with that chance as its score."""

    def __init__(self, model: MentionModel) -> None:
        self._model = model
        self._threads = ThreadpoolController()

    def __call__(self, doc: Doc) -> Doc:
        """Add the candidates of one Doc, and return it."""
        return self._propose([doc])[0]

    def pipe(self, stream: Iterable[Doc], *, batch_size: int) -> Iterator[Doc]:
        """Add candidates to a stream of Docs; those of one batch are read together, like lengths with like."""
        for batch in minibatch(stream, batch_size):  # type: ignore[no-untyped-call]  # spaCy's own
            yield from self._propose(batch)

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the weights to a folder, as `Language.to_disk` asks."""
        self._model.to_disk(path)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> TrainedExtractor:
        """Read the weights from a folder, as `spacy.load` asks."""
        self._model = read_model(path)
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Give the weights as bytes, as `Language.to_bytes` asks."""
        return self._model.to_bytes()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> TrainedExtractor:
        """Take the weights from bytes, as `Language.from_bytes` asks."""
        self._model = MentionModel.from_bytes(data)
        return self

    def _propose(self, docs: list[Doc]) -> list[Doc]:
        # The matrices are small: a second thread only waits, at ten times the cost, and can change
        # the last bits.
        with self._threads.limit(limits=1, user_api="blas"):
            found = self._model.candidates(docs)
        return [
            add_candidates(
                doc, [_candidate(doc, *span) for span in spans if _is_whole(doc, *span[:2])]
            )
            for doc, spans in zip(docs, found, strict=True)
        ]


def _is_whole(doc: Doc, start: int, end: int) -> bool:
    """Tell whether no blank line stands inside: no name runs from the title into the abstract."""
    return not any(doc[i].is_space and "\n" in doc[i].text for i in range(start, end))


def _candidate(doc: Doc, start: int, end: int, label: Label, score: float) -> Candidate:
    name = doc[start:end].text
    return Candidate(start, end, label, name, round(score, _DECIMALS), SOURCE)
