"""The unlabelled abstracts as arrays of words and categories, without dev and held-out papers."""

from __future__ import annotations

import gzip
import json
import re
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from kgraph.extract.crf import Array
from kgraph.extract.features import read_batch
from kgraph.extract.spans import join_text
from kgraph.train.papers import NLP

ANNOTATED = ("train.jsonl", "more.jsonl")
SOURCES = ("ml-abstracts", "acl-2016-2025")
_SHORTEST = 200  # characters of an abstract
_RARE = 50  # occurrences in the corpus


def title_key(title: str) -> str:
    """Reduce a title to its letters and digits."""
    return re.sub(r"[^a-z0-9]+", "", title.lower())


def banned(shared: Path) -> set[str]:
    """Keys of the titles that must not be used in training."""
    annotations = shared / "annotations"
    kept_back = (annotations / "kept-back.txt").read_text("utf8").splitlines()
    keys = {title_key(line.split("\t")[-1]) for line in kept_back}
    dev = (annotations / "dev.jsonl").read_text("utf8").splitlines()
    return keys | {title_key(json.loads(line)["title"]) for line in dev}


def papers(shared: Path) -> Iterator[tuple[str, str]]:
    """Yield (id, text) of the annotated papers and of every other distinct abstract."""
    seen = banned(shared)
    for name in ANNOTATED:
        for line in (shared / "annotations" / name).read_text("utf8").splitlines():
            row = json.loads(line)
            seen.add(title_key(row["title"]))
            yield row["id"], join_text(row["title"], row["abstract"])
    for source in SOURCES:
        with gzip.open(shared / f"corpora/{source}.jsonl.gz", "rt", encoding="utf8") as lines:
            for line in lines:
                row = json.loads(line)
                key = title_key(row["title"])
                if key in seen or len(row.get("abstract") or "") < _SHORTEST:
                    continue
                seen.add(key)
                yield row["id"], join_text(row["title"], row["abstract"])


def build(shared: Path, out: Path) -> None:
    """Write floret.txt, texts.jsonl, corpus.npz and words.json under `out`."""
    out.mkdir(parents=True, exist_ok=True)
    words: dict[str, int] = {}
    ids, cats, offsets = array("i"), array("b"), [0]
    with (
        (out / "floret.txt").open("w", encoding="utf8") as plain,
        (out / "texts.jsonl").open("w") as texts,
    ):
        for name, text in papers(shared):
            features = read_batch([NLP.make_doc(text)])
            row = [features.words[word] for word in features.word[:, 0].tolist()]
            plain.write(" ".join(word for word in row if not word.isspace()) + "\n")
            texts.write(json.dumps([name, text]) + "\n")
            ids.extend(words.setdefault(word, len(words)) for word in row)
            cats.extend(features.category[:, 0].tolist())
            offsets.append(len(ids))
    np.savez(
        out / "corpus.npz",
        ids=np.frombuffer(ids, dtype=np.int32),
        cats=np.frombuffer(cats, dtype=np.int8),
        offsets=np.array(offsets),
    )
    (out / "words.json").write_text(json.dumps(list(words)))


def read_texts(work: Path) -> list[tuple[str, str]]:
    """Read the id and the text of each abstract, in the order of corpus.npz."""
    lines = (work / "texts.jsonl").read_text("utf8").splitlines()
    return [(row[0], row[1]) for row in map(json.loads, lines)]


def rank_by_words(work: Path, like: Sequence[int]) -> Array:
    """Return the indices of all abstracts, those first whose words are most those of some of them.

    A word counts by the logarithm of its share in those abstracts against its share in all, from 0
    to 3 nats; words that are in the corpus less than 50 times count nothing.
    """
    corpus = np.load(work / "corpus.npz")
    ids, offsets = corpus["ids"], corpus["offsets"]
    words = int(ids.max()) + 1
    there = np.concatenate([ids[offsets[i] : offsets[i + 1]] for i in like])
    shares = [
        (counts + 0.5) / (counts + 0.5).sum()
        for counts in (np.bincount(part, minlength=words) for part in (there, ids))
    ]
    gain = np.log(shares[0] / shares[1]).clip(0, 3)
    gain[np.bincount(ids, minlength=words) < _RARE] = 0
    return np.argsort(-np.add.reduceat(gain[ids], offsets[:-1]) / np.diff(offsets), kind="stable")
