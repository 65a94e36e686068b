"""Papers in, spans out: run the spaCy pipeline over titles and abstracts, in one process or several."""

from __future__ import annotations

import signal
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice
from multiprocessing import get_context
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kgraph.config import Settings
from kgraph.errors import BuildError, ConfigError
from kgraph.extract.candidates import read_candidates, read_names
from kgraph.extract.lexicon import Entry, read_lexicon
from kgraph.types import Field, Paper, Span

# Between title and abstract: a blank line, which ends a sentence and which no mention can cross.
_GAP = "\n\n"
_SENTENCES = {"doc.sents", "token.is_sent_start"}


def build_nlp(settings: Settings) -> Language:
    """Build the spaCy pipeline of the settings.

    Raises:
        ConfigError: A component is unknown, missing, or its options do not fit.
    """
    config = {"nlp": settings.nlp, "components": settings.components}
    try:
        nlp = spacy.util.load_model_from_config(config, auto_fill=True)
    except (ValueError, ImportError) as error:
        reason = " ".join(str(error).split())
        raise ConfigError(
            f"the pipeline of the configuration cannot be built: {reason} Check [nlp] and [components]."
        ) from error
    _check_pipeline(nlp)
    return nlp


def _check_pipeline(nlp: Language) -> None:
    """Refuse a pipeline whose Docs have no sentences or no mentions to read."""
    metas = [nlp.get_pipe_meta(name) for name in nlp.pipe_names]
    given = f"nlp.pipeline = {nlp.pipe_names}"
    if not any(_SENTENCES.intersection(meta.assigns) for meta in metas):
        raise ConfigError(
            f"{given}: no component parts the text into sentences. Put 'sentences' first."
        )
    if not any(meta.factory == "kgraph_mentions" for meta in metas):
        raise ConfigError(f"{given}: no component chooses the mentions. Put 'mentions' last.")


def settings_lexicon(settings: Settings) -> tuple[Entry, ...]:
    """Read the lexicon that the pipeline of the settings finds names of; none where it finds none.

    Raises:
        ConfigError: A file of it cannot be read or does not fit.
    """
    for component in settings.components.values():
        options: dict[str, Any] = dict(component)
        if options.get("factory") == "kgraph_lexicon":
            return read_lexicon(options.get("path"), options.get("extra") or ())
    return ()


def iter_spans(
    papers: Iterable[Paper], settings: Settings
) -> Generator[tuple[Span, ...], None, None]:
    """Yield the spans of each paper, in the papers' order and sorted by field and offset.

    Args:
        papers: The papers to read.
        settings: `extract.workers` processes work; the result is the same for any number.

    Raises:
        BuildError: A worker process died.
    """
    if settings.extract.workers == 1:
        return _extract(build_nlp(settings), papers, settings.extract.min_score)
    return _iter_parallel(papers, settings)


def _extract(
    nlp: Language, papers: Iterable[Paper], min_score: float
) -> Generator[tuple[Span, ...], None, None]:
    texts = ((paper.title + _GAP + paper.abstract, paper) for paper in papers)
    for doc, paper in nlp.pipe(texts, as_tuples=True):
        yield tuple(span for span in _doc_spans(doc, paper) if span.score >= min_score)


def _doc_spans(doc: Doc, paper: Paper) -> Iterator[Span]:
    candidates = read_candidates(doc)
    scores = {(c.start, c.end, str(c.label), c.source): c.score for c in candidates}
    names = read_names(candidates)
    for ent in doc.ents:
        naming = names.get((ent.start, ent.end))
        field: Field = "title" if ent.start_char < len(paper.title) else "abstract"
        offset = 0 if field == "title" else len(paper.title) + len(_GAP)
        first, last = ent[0].sent, ent[-1].sent  # one sentence, unless the splitter erred
        yield Span(
            paper=paper.id,
            field=field,
            start=ent.start_char - offset,
            end=ent.end_char - offset,
            text=ent.text,
            label=ent.label_,  # type: ignore[arg-type]  # candidates carry no other labels
            name=ent.kb_id_,
            score=scores[ent.start, ent.end, ent.label_, ent.id_],
            source=ent.id_,
            sentence_start=first.start_char - offset,
            sentence_end=last.start_char - offset + len(last.text.rstrip()),
            named_by=naming.source if naming else "text",  # type: ignore[arg-type]  # only two sources name
        )


_worker: dict[str, Any] = {}


def _start_worker(settings: Settings) -> None:
    _worker["settings"] = settings


def _run_parcel(papers: Sequence[Paper]) -> list[tuple[Span, ...]]:
    # Not built when the worker starts: there an error would end the worker, here it reaches the
    # parent.
    if "nlp" not in _worker:
        _worker["nlp"] = build_nlp(_worker["settings"])
    return list(_extract(_worker["nlp"], papers, _worker["settings"].extract.min_score))


def _iter_parallel(
    papers: Iterable[Paper], settings: Settings
) -> Generator[tuple[Span, ...], None, None]:
    stream = iter(papers)
    # A parcel is one batch, because the last bits of the model's numbers depend on what is in a
    # batch: so the batches, and the bytes, are those of one process.
    parcels = iter(lambda: tuple(islice(stream, settings.nlp["batch_size"])), ())
    pool = ProcessPoolExecutor(
        settings.extract.workers,
        get_context("spawn"),
        initializer=_start_worker,
        initargs=(settings,),
    )
    try:
        with _sigint_blocked():
            found = pool.map(_run_parcel, parcels)
        for spans in found:
            yield from spans
    except BrokenProcessPool as error:
        raise BuildError(
            "a worker process died; run again with fewer workers (--workers 1)."
        ) from error
    finally:
        _stop(pool)


@contextmanager
def _sigint_blocked() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach, as they inherit what is blocked: the parent ends them."""
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End a pool at once, with whatever it is still doing."""
    manager: Any = pool._executor_manager_thread  # a thread, or None before the first parcel
    processes = list((pool._processes or {}).values())  # Python 3.14 has a public way
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join()
    if manager:
        manager.join()  # it closes a pipe that Python would write to at its end
