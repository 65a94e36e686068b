"""The component that runs the trained model: it proposes mentions with calibrated scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from spacy.tokens import Doc

from kgraph.errors import ConfigError
from kgraph.extract.candidates import Candidate, add_candidates
from kgraph.extract.component import Component
from kgraph.extract.model import MentionModel
from kgraph.extract.tokens import Tokens, read_tokens
from kgraph.types import Label

WEIGHTS = Path(__file__).parent.parent / "data" / "model"
# The last bits of a float depend on the machine; the fourth digit of a score does not.
_DECIMALS = 4


def read_model(path: str | Path | None = None) -> MentionModel:
    """Read the weights of a model.

    Args:
        path: A folder with `model.npz`; None is the model that comes with kgraph.

    Raises:
        ConfigError: The folder has no model, or the model cannot be read.
    """
    try:
        return MentionModel.from_disk(path or WEIGHTS)
    except (OSError, ValueError, KeyError) as error:
        raise ConfigError(
            f"{path or WEIGHTS}: holds no model ({error}). Give a folder with model.npz."
        ) from error


class ModelExtractor(Component):
    """Propose every mention that the model finds possible, with its probability as the score."""

    def __init__(self, model: MentionModel) -> None:
        self._model = model

    @property
    def labels(self) -> tuple[Label, ...]:
        """The labels that the model proposes."""
        return self._model.labels

    def __call__(self, doc: Doc) -> Doc:
        """Add the candidates of one Doc, and return it."""
        return self.annotate([doc])[0]

    def annotate(self, docs: Sequence[Doc]) -> Sequence[Doc]:
        """Add the candidates of a batch, which the model reads at once."""
        return [
            add_candidates(doc, _usable(read_tokens(doc), candidates))
            for doc, candidates in zip(docs, self._model.candidates(docs), strict=True)
        ]

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the weights to a folder, for `Language.to_disk`."""
        self._model.to_disk(path)

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> ModelExtractor:
        """Read the weights from a folder, for `spacy.load`."""
        self._model = read_model(path)
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """Return the weights as bytes, for `Language.to_bytes`."""
        return self._model.to_bytes()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> ModelExtractor:
        """Read the weights from bytes, for `Language.from_bytes`."""
        self._model = MentionModel.from_bytes(data)
        return self


def _usable(tokens: Tokens, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """Yield the candidates without a line break, which is not part of a name, in rounded scores."""
    breaks = {i for i, word in enumerate(tokens.words) if word.isspace() and "\n" in word}
    for candidate in candidates:
        if breaks.isdisjoint(range(candidate.start, candidate.end)):
            yield candidate._replace(score=round(candidate.score, _DECIMALS))
