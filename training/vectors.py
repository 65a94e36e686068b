"""Word vectors: floret, lower case, from the unlabelled abstracts."""

from __future__ import annotations

import json
from pathlib import Path

import floret
import numpy as np
from quantize import quantize

from kgraph.extract.features import LexiconFeature
from kgraph.train.tables import Tables

# Vectors are scaled so that the components of the 20,000 most frequent words have this standard
# deviation.
_SPREAD = 0.5
_FREQUENT = 20_000


def train(work: Path, threads: int) -> None:
    """Train on floret.txt; write vectors.bin and vectors.floret.

    Reproducible with one thread only.
    """
    model = floret.train_unsupervised(
        str(work / "floret.txt"),
        model="cbow",
        mode="floret",
        dim=128,
        bucket=100_000,
        hashCount=2,
        minn=4,
        maxn=5,
        minCount=8,
        epoch=5,
        neg=10,
        thread=threads,
    )
    model.save_model(str(work / "vectors.bin"))
    model.save_floret_vectors(str(work / "vectors.floret"))


def look_up(work: Path) -> None:
    """Write words.npy, the scaled vector of each word of words.json, and scale.json."""
    model = floret.load_model(str(work / "vectors.bin"))
    words = json.loads((work / "words.json").read_text())
    table = np.stack([model.get_word_vector(word) for word in words]).astype(np.float32)
    counts = np.bincount(np.load(work / "corpus.npz")["ids"], minlength=len(words))
    frequent = np.argsort(-counts)[:_FREQUENT]
    scale = float(_SPREAD / table[frequent].std())
    np.save(work / "words.npy", (table * scale).astype(np.float16))
    (work / "scale.json").write_text(json.dumps(scale))


def read(work: Path, lexicon: LexiconFeature) -> Tables:
    """Read vectors.floret as int8, as it is shipped."""
    head, *rows = (work / "vectors.floret").read_text("utf8").splitlines()
    _, _, minn, maxn, hash_count, hash_seed, *_ = head.split()
    table = np.array([row.split()[1:] for row in rows], dtype=np.float32)
    table *= json.loads((work / "scale.json").read_text())
    settings = {
        "minn": int(minn),
        "maxn": int(maxn),
        "hash_count": int(hash_count),
        "hash_seed": int(hash_seed),
    }
    return Tables(*quantize(table), settings, lexicon)
