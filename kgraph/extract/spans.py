"""Papers in, spans out: run the pipeline over titles and abstracts, whatever fails in one paper."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
import spacy
from spacy.attrs import IDX, LENGTH, SENT_START
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry

from kgraph.config import Settings
from kgraph.errors import ConfigError
from kgraph.extract.candidates import GROUP
from kgraph.extract.lexicon import Entry, read_lexicon
from kgraph.extract.workers import iter_parallel
from kgraph.types import Field, Label, Paper, Problem, Source, Span

# Between title and abstract: a blank line ends a sentence, and no mention can cross it.
_GAP = "\n\n"
# What spaCy and its components raise for options that do not fit.
_FAILURES = (ValueError, ImportError, KeyError, OSError, AttributeError, TypeError)
_SENTENCES = {"doc.sents", "token.is_sent_start"}


class Extraction(NamedTuple):
    """The result for one paper: its spans, sorted by field and offset, or why it has none."""

    spans: tuple[Span, ...]
    problem: Problem | None = None


def build_nlp(settings: Settings) -> Language:
    """Build the spaCy pipeline of the settings.

    Raises:
        ConfigError: A component is unknown, missing, or its options do not fit.
    """
    config = {"nlp": settings.nlp, "components": settings.components}
    try:
        nlp = spacy.util.load_model_from_config(config, auto_fill=True)
    except _FAILURES as error:
        raise ConfigError(
            f"the pipeline of the configuration cannot be built: {_reason(error)}. "
            "Check [nlp] and [components]."
        ) from error
    for name, options in settings.initialize.components.items():
        _initialize(nlp, name, options)
    _check_pipeline(nlp)
    _check_labels(nlp, settings.labels)
    return nlp


def _initialize(nlp: Language, name: str, options: dict[str, Any]) -> None:
    """Let a component read what its section of `[initialize.components]` names."""
    section = f"[initialize.components.{name}]"
    if name not in nlp.pipe_names:
        raise ConfigError(
            f"{section}: nlp.pipeline has no '{name}'. Add it, or remove the section."
        )
    component: Any = nlp.get_pipe(name)
    if not hasattr(component, "initialize"):
        raise ConfigError(f"{section}: '{name}' reads nothing. Remove the section.")
    try:
        read = registry.resolve({name: options})[name]
        component.initialize(tuple, nlp=nlp, **read)  # an empty tuple: no examples to learn from
    except _FAILURES as error:
        raise ConfigError(f"{section}: {_reason(error)}. Check what it names.") from error


def _reason(error: Exception) -> str:
    """Return the message of an error of spaCy as one line without a full stop."""
    text = _one_line(error).removesuffix(".")
    return f"{text} is missing" if isinstance(error, KeyError) and " " not in text else text


def _check_pipeline(nlp: Language) -> None:
    """Refuse a pipeline that sets no sentences or whose last component chooses no mentions."""
    metas = [nlp.get_pipe_meta(name) for name in nlp.pipe_names]
    pipeline = f"nlp.pipeline = {nlp.pipe_names}"
    if not any(_SENTENCES.intersection(meta.assigns) for meta in metas):
        raise ConfigError(
            f"{pipeline}: no component splits the text into sentences. Put 'sentences' first."
        )
    factories = {meta.factory for meta in metas}
    if "kgraph_scorer" in factories and "kgraph_model" not in factories:
        raise ConfigError(
            f"{pipeline}: the scorer has no model whose candidates it scores. Take it out as well."
        )
    if metas[-1].factory != "kgraph_mentions":
        raise ConfigError(
            f"{pipeline}: the last component does not choose the mentions. Put 'mentions' last."
        )


def _check_labels(nlp: Language, labels: Collection[Label]) -> None:
    """Refuse a component that is known to propose labels which are not configured."""
    for name, proposed in nlp.pipe_labels.items():
        unknown = [label for label in proposed if label not in labels]
        if unknown and _proposes_its_labels(nlp, name):
            raise ConfigError(
                f"components.{name}: proposes {', '.join(unknown)}, but the labels of the "
                f"configuration are {', '.join(labels)}. Take '{name}' out of nlp.pipeline, "
                "give it other labels, or add a section [labels.NAME] for each."
            )


def _proposes_its_labels(nlp: Language, name: str) -> bool:
    """Return whether a component proposes all its labels: kgraph's, or a ruler of the group."""
    is_own = nlp.get_pipe_meta(name).factory.startswith("kgraph_")
    return is_own or getattr(nlp.get_pipe(name), "key", "") == GROUP


def settings_lexicon(settings: Settings) -> tuple[Entry, ...]:
    """Read the lexicon of the settings; () if no component of the pipeline has one.

    Raises:
        ConfigError: One of its files cannot be read, or has an invalid line or an unknown label.
    """
    for name in settings.nlp["pipeline"]:
        options: dict[str, Any] = dict(settings.components.get(name, {}))
        if options.get("factory") == "kgraph_lexicon":
            extra = options.get("extra") or ()
            return read_lexicon(options.get("path"), extra, labels=settings.labels)
    return ()


def join_text(title: str, abstract: str) -> str:
    """Return a title and an abstract as the one text that the pipeline reads."""
    return title + _GAP + abstract


def field_offset(title: str, field: Field) -> int:
    """Return where a field begins in the joined text."""
    return 0 if field == "title" else len(title) + len(_GAP)


def extract(papers: Iterable[Paper], settings: Settings) -> Generator[Extraction, None, None]:
    """Yield what is found in each paper, in the papers' order.

    Args:
        papers: The papers to read.
        settings: `extract.workers` processes work; the result is the same for any number.

    Raises:
        ConfigError: The pipeline cannot be built.
        BuildError: A worker process died.
    """
    batches = _iter_batches(papers, settings.nlp["batch_size"])
    if settings.extract.workers > 1:
        return iter_parallel(Extractor, settings, batches)
    extractor = Extractor(settings)
    return (extraction for batch in batches for extraction in extractor(batch))


def _iter_batches(papers: Iterable[Paper], size: int) -> Iterator[tuple[Paper, ...]]:
    stream = iter(papers)
    return iter(lambda: tuple(islice(stream, size)), ())


class Extractor:
    """The pipeline of the settings, applied to one batch of papers at a time.

    The last bits of the model's numbers depend on what else is in a batch. One process and several
    therefore cut the papers into the same batches.
    """

    def __init__(self, settings: Settings) -> None:
        self._nlp = build_nlp(settings)
        self._min_score = settings.extract.min_score
        self._labels = settings.labels

    def __call__(self, papers: Sequence[Paper]) -> list[Extraction]:
        """Return what is found in each paper."""
        texts = [join_text(paper.title, paper.abstract) for paper in papers]
        try:
            docs = self._nlp.pipe(texts, batch_size=len(texts))
            return [self._extract(doc, paper) for doc, paper in zip(docs, papers, strict=True)]
        except Exception:  # noqa: BLE001  # any component may fail on any text: find the paper
            return [self._extract_alone(paper) for paper in papers]

    def _extract_alone(self, paper: Paper) -> Extraction:
        try:
            return self._extract(self._nlp(join_text(paper.title, paper.abstract)), paper)
        except Exception as error:  # noqa: BLE001  # no paper may end a build
            return Extraction((), _problem(paper, error))

    def _extract(self, doc: Doc, paper: Paper) -> Extraction:
        spans = _iter_spans(doc, paper, self._labels)
        return Extraction(tuple(span for span in spans if span.score >= self._min_score))


def _problem(paper: Paper, error: Exception) -> Problem:
    return Problem(
        source=paper.sources[0] if paper.sources else Source(paper.id, 1),
        level="problem",
        code="extraction-failed",
        detail=f"paper {paper.id}: {type(error).__name__}: {_one_line(error)}",
        decision="kept without mentions",
    )


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _iter_spans(doc: Doc, paper: Paper, labels: Collection[Label]) -> Iterator[Span]:
    starts, ends, sentences = _read_offsets(doc)
    for mention in doc._.kgraph_mentions:
        if mention.label not in labels:
            raise ValueError(
                f"{mention.source} proposed a span with the label {mention.label!r}; "
                f"the labels are {', '.join(labels)}. Add a section [labels.{mention.label}]"
            )
        start, end = starts[mention.start], ends[mention.end - 1]
        field: Field = "title" if start < len(paper.title) else "abstract"
        offset, text = field_offset(paper.title, field), paper.text(field)
        if not offset <= start < end <= offset + len(text):
            raise ValueError(
                f"a component proposed the tokens {mention.start} to {mention.end} "
                "as a span, which is empty or not within the title or the abstract"
            )
        first = sentences[bisect_right(sentences, mention.start) - 1]
        last = sentences[bisect_right(sentences, mention.end - 1)]
        yield Span(
            paper=paper.id,
            field=field,
            start=start - offset,
            end=end - offset,
            text=text[start - offset : end - offset],
            label=mention.label,
            name=mention.name,
            score=mention.score,
            source=mention.source,
            sentence_start=starts[first] - offset,
            sentence_end=len(text[: ends[last - 1] - offset].rstrip()),
            named_by=mention.named_by,
        )


def _read_offsets(doc: Doc) -> tuple[list[int], list[int], list[int]]:
    """Return where tokens begin and end, and the first token of each sentence.

    The last number of the sentences is that of the tokens.
    """
    columns = doc.to_array([IDX, LENGTH, SENT_START]).astype(np.int64)
    starts, lengths, flags = columns.T
    sentences = sorted({0, *np.flatnonzero(flags == 1).tolist(), len(doc)})
    return starts.tolist(), (starts + lengths).tolist(), sentences
