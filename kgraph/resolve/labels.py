"""One name with two labels: an error of the extractor, most often, and sometimes two things."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from kgraph.names.heads import entity_key
from kgraph.resolve.naming import Named
from kgraph.types import LABELS, Label


def settle_labels(named: Sequence[Named], *, min_share: float, min_papers: int) -> list[Named]:
    """Give each name the label that most of its mentions speak for, unless another is as well founded.

    A label weighs the sum of its mentions' scores. Beside the heaviest, a label is kept where it
    has at least `min_share` (0 to 1) of the name's weight and at least `min_papers` papers: there
    the contexts truly differ.
    """
    weights: dict[str, dict[Label, float]] = defaultdict(lambda: defaultdict(float))
    papers: dict[tuple[str, Label], set[str]] = defaultdict(set)
    for one in named:
        key = entity_key(one.label, one.name)
        weights[key][one.label] += one.span.score
        papers[key, one.label].add(one.span.paper)
    settled: dict[tuple[str, Label], Label] = {}
    for key, of_label in weights.items():
        heaviest = _heaviest(of_label)
        total = sum(of_label.values())
        for label, weight in of_label.items():
            founded = weight >= min_share * total and len(papers[key, label]) >= min_papers
            settled[key, label] = label if founded else heaviest
    return [_settle(one, settled[entity_key(one.label, one.name), one.label]) for one in named]


def _heaviest(weights: Mapping[Label, float]) -> Label:
    return max(weights, key=lambda label: (round(weights[label], 6), -LABELS.index(label)))


def _settle(one: Named, label: Label) -> Named:
    return one if one.label == label else one._replace(label=label, rule="label")
