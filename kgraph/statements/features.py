"""Features: the words, sentences, mentions and pairs of papers as the network reads them.

Training reads the same features from here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from kgraph.extract.crf import Array
from kgraph.statements.refusal import CUES, is_refused
from kgraph.types import LABELS, SUBJECT_SCORE, Mention, Paper

TAGS = 1 + 2 * len(LABELS)
"""Tags of words: outside every mention, and for each label the first and a further word."""
SENTENCE_FEATURES, ENTITY_FEATURES, PAIR_FEATURES = 5, len(LABELS) + 6, 7
"""Numbers of features."""

_TOKEN = re.compile(r"([^\W_]+|\S)")
_OTHER = LABELS.index("Concept")  # what another label is read as
_REACH = 6  # mentions from the first of a pair to the second
_FAR, _MANY = 30, 5  # words, and mentions, between two mentions; the most that is read


class Document(NamedTuple):
    """A paper with its mentions, at least one, and how much it is about each entity.

    The mentions are those in the title first, in the order of the text.
    """

    paper: Paper
    mentions: Sequence[Mention]
    about: Mapping[str, float]


class DocumentBatch(NamedTuple):
    """Documents as arrays: D documents, T words, S sentences, M mentions, E entities, P pairs.

    Args:
        lengths: The number of words of each document, (D,).
        words: The distinct words and marks in lower case, sorted.
        word: The number in `words` of each word of the documents, (T,).
        tag: The tag of each, (T,).
        about: How much the paper is about the entity that a word mentions, and whether it is a
            subject, (T, 2).
        sentences: The first word, and the word after the last, of each title and of each sentence
            of an abstract with a mention, (S, 2).
        sentence_features: What is known of each, (S, SENTENCE_FEATURES).
        mentions: The first word, the word after the last, the entity, the sentence and the title
            of each mention, (M, 5).
        entities: Number of the document and id of each entity.
        entity_features: What is known of each, (E, ENTITY_FEATURES).
        refused: Whether the clause of a mention denies something or only supposes it, (M,).
        pairs: The first and the second mention of each pair, (P, 2). A sentence has both.
        pair_features: What is known of each, (P, PAIR_FEATURES).
        relations: The subject and the object of each relation that pairs may state, (R, 2).
        relation: The relation of each pair from its first mention to its second, then of each from
            the second to the first, (2 * P,).
    """

    lengths: Array
    words: Sequence[str]
    word: Array
    tag: Array
    about: Array
    sentences: Array
    sentence_features: Array
    mentions: Array
    entities: Sequence[tuple[int, str]]
    entity_features: Array
    refused: Array
    pairs: Array
    pair_features: Array
    relations: Array
    relation: Array


class _Text:
    """The words of documents, and their offsets in all titles and abstracts one after the other."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        fields = [text for paper in papers for text in (paper.title, paper.abstract)]
        parts = _TOKEN.split("\n".join(fields))  # a space, a word, a space, a word …
        words = [part.lower() for part in parts[1::2]]
        self.words = sorted(set(words))
        number = {word: i for i, word in enumerate(self.words)}
        self.word = np.array([number[word] for word in words])
        ends = np.cumsum([len(part) for part in parts])
        self._starts, self._ends = ends[:-1:2], ends[1::2]
        starts = np.array([0, *accumulate(len(field) + 1 for field in fields)])
        self.titles, self.abstracts = starts[:-1:2], starts[1::2]
        self.ends = self.abstracts + [len(paper.abstract.rstrip()) for paper in papers]
        self.lengths = np.diff(np.searchsorted(self._starts, starts[::2]))

    def find(self, starts: Array, ends: Array) -> Array:
        """Return the first word, and the word after the last, of slices, (n, 2)."""
        first = np.searchsorted(self._ends, starts, side="right")
        after = np.searchsorted(self._starts, ends, side="left")
        first = np.minimum(first, len(self.word) - 1)  # of an empty title at the end
        return np.stack([first, np.maximum(after, first + 1)], axis=1)


def read_batch(documents: Sequence[Document]) -> DocumentBatch:
    """Return the features of documents."""
    text = _Text([document.paper for document in documents])
    entity: dict[tuple[int, str], int] = {}
    rows = [
        (
            number,
            m.field == "abstract",
            m.start,
            m.end,
            m.sentence_start,
            m.sentence_end,
            entity.setdefault((number, m.entity), len(entity)),
            LABELS.index(m.label) if m.label in LABELS else _OTHER,
        )
        for number, document in enumerate(documents)
        for m in document.mentions
    ]
    document, in_abstract, start, end, first, last, of_entity, label = np.array(rows).T
    shift = np.where(in_abstract, text.abstracts[document], text.titles[document])
    sentences, sentence, features = _read_sentences(
        text, document, np.where(in_abstract, first, 0) + shift, last + shift
    )
    title = np.searchsorted(sentences[0], text.titles)[document]
    ranges = text.find(*sentences)
    places = text.find(start + shift, end + shift)
    mentions = np.column_stack([places, of_entity, sentence, title])
    about = np.array([documents[number].about.get(id_, 0.0) for number, id_ in entity])
    tag, word_about = _read_words(len(text.word), mentions, label, about)
    pairs = _find_pairs(of_entity, sentence)
    left, right = of_entity[pairs].T
    ends = np.concatenate([left * len(entity) + right, right * len(entity) + left])
    relations, relation = np.unique(ends, return_inverse=True)
    return DocumentBatch(
        lengths=text.lengths,
        words=text.words,
        word=text.word,
        tag=tag,
        about=word_about,
        sentences=ranges,
        sentence_features=features,
        mentions=mentions,
        entities=list(entity),
        entity_features=_read_entities(mentions, label, about, np.array([n for n, _ in entity])),
        refused=_find_refused(documents, text, mentions, ranges),
        pairs=pairs,
        pair_features=_read_pairs(mentions, pairs),
        relations=np.column_stack(np.divmod(relations, len(entity))),
        relation=relation,
    )


def expand(first: Array, after: Array) -> Array:
    """Return the numbers of ranges, one range after the other; an empty range has none.

    >>> expand(np.array([5, 2, 7]), np.array([7, 3, 7]))
    array([5, 6, 2])
    """
    length = np.maximum(after - first, 0)
    starts = np.cumsum(length) - length
    return np.asarray(np.arange(length.sum()) + np.repeat(first - starts, length))


def _read_sentences(
    text: _Text, document: Array, starts: Array, ends: Array
) -> tuple[tuple[Array, Array], Array, Array]:
    """Return where sentences start and end, the sentence of each mention, and their features."""
    starts = np.concatenate([text.titles, starts])
    ends = np.concatenate([text.abstracts - 1, ends])
    first, row, sentence = np.unique(starts, return_index=True, return_inverse=True)
    last = ends[row]
    of = np.concatenate([np.arange(len(text.titles)), document])[row]
    begin, end = text.abstracts[of], text.ends[of]
    length = np.maximum(end - begin, 1)
    is_title = first < begin
    place = np.column_stack([first - begin, last - begin]) / length[:, None]
    columns = [is_title, first == begin, (last >= end) & ~is_title, place * ~is_title[:, None]]
    features = np.column_stack(columns).astype(np.float32)
    return (first, last), sentence[len(text.titles) :], features


def _read_words(size: int, mentions: Array, label: Array, about: Array) -> tuple[Array, Array]:
    tag, word_about = np.zeros(size, int), np.zeros((size, 2), np.float32)
    first, after, entity = mentions[:, 0], mentions[:, 1], mentions[:, 2]
    row, word = np.repeat(np.arange(len(mentions)), after - first), expand(first, after)
    tag[word] = 2 + 2 * label[row]
    tag[first] = 1 + 2 * label
    word_about[word, 0] = about[entity[row]]
    word_about[word, 1] = about[entity[row]] >= SUBJECT_SCORE
    return tag, word_about


def _read_entities(mentions: Array, label: Array, about: Array, document: Array) -> Array:
    """Return label, how much the paper is about it, mentions, whether in the title, and rank."""
    entity, sentence, title = mentions[:, 2], mentions[:, 3], mentions[:, 4]
    labels = np.zeros((len(about), len(LABELS)))
    labels[entity, label] = 1
    titled = np.isin(np.arange(len(about)), entity[sentence == title])
    order = np.lexsort([-about, document])
    rank = np.empty(len(about), int)
    rank[order] = np.arange(len(about)) - np.searchsorted(document, document)[order]
    log_count = np.log(np.bincount(entity))
    columns = [labels, about, about >= SUBJECT_SCORE, log_count, titled, rank == 0, rank / 10]
    return np.column_stack(columns).astype(np.float32)


def _find_refused(
    documents: Sequence[Document], text: _Text, mentions: Array, sentences: Array
) -> Array:
    """Return whether each mention is refused; only those after a cue in their sentence are read."""
    cue = np.array([word in CUES for word in text.words])[text.word]
    before = np.concatenate([[0], np.cumsum(cue)])
    after_cue = before[mentions[:, 0]] > before[sentences[mentions[:, 3], 0]]
    found = ((each.paper, m) for each in documents for m in each.mentions)
    return np.array(
        [
            maybe and is_refused(paper.text(m.field)[m.sentence_start : m.start])
            for maybe, (paper, m) in zip(after_cue.tolist(), found, strict=True)
        ]
    )


def _find_pairs(entity: Array, sentence: Array) -> Array:
    """Return the pairs of mentions of two entities in one sentence, the first mention first."""
    pairs = []
    for reach in range(1, _REACH + 1):
        first = np.arange(max(len(entity) - reach, 0))
        second = first + reach
        fit = (sentence[first] == sentence[second]) & (entity[first] != entity[second])
        pairs.append(np.column_stack([first[fit], second[fit]]))
    found = np.concatenate(pairs)
    return found[np.lexsort(found.T[::-1])]


def _read_pairs(mentions: Array, pairs: Array) -> Array:
    """Return how far the mentions are apart, in words and mentions, and whether in the title."""
    first, second = pairs.T
    gap = np.maximum(mentions[second, 0] - mentions[first, 1], 0)
    between = second - first - 1
    columns = [
        gap == 0, gap == 1, gap == 2, np.minimum(gap, _FAR) / 10,
        between == 0, np.minimum(between, _MANY) / 3, mentions[first, 3] == mentions[first, 4],
    ]  # fmt: skip
    return np.column_stack(columns).astype(np.float32)
