"""The rules of resolution in their order, and one of them: which label a name has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from kgraph.config import Settings
from kgraph.extract.lexicon import Entry
from kgraph.names.heads import entity_key
from kgraph.resolve.acronyms import join_acronyms, join_initials
from kgraph.resolve.definitions import correct_definitions
from kgraph.resolve.expand import expand_names
from kgraph.resolve.naming import Named
from kgraph.resolve.senses import split_senses
from kgraph.resolve.shorten import join_shortened
from kgraph.resolve.variants import join_orders, join_spellings
from kgraph.types import Label, Rule


class Inputs(NamedTuple):
    """What rules use in addition to the names: the settings and the lexicon."""

    settings: Settings
    lexicon: Sequence[Entry]


RULES: Sequence[tuple[Rule, Callable[[Sequence[Named], Inputs], list[Named]]]] = (
    # Before anything uses what the papers define.
    ("lexicon", lambda names, inputs: correct_definitions(names, inputs.lexicon)),
    # A paper's own long forms first: the next rule writes them out within longer names.
    ("initials", lambda names, _: join_initials(names)),
    ("expanded", lambda names, inputs: expand_names(names, inputs.lexicon)),
    # Names are complete now, so papers can be compared by the names that they share.
    ("acronym", lambda names, inputs: join_acronyms(names, inputs.settings.link)),
    ("shortened", lambda names, inputs: join_shortened(names, inputs.lexicon)),
    ("spelling", lambda names, _: join_spellings(names)),
    ("order", lambda names, _: join_orders(names)),
    # Late, because a label is chosen among all mentions of a name.
    ("label", lambda names, inputs: settle_labels(names, inputs.settings)),
    # Last, because a sense needs enough mentions under one label.
    ("sense", lambda names, _: split_senses(names)),
)
"""Each rule by its name in `aliases.csv`, with the function that applies it to all names."""


def apply_rules(
    names: Sequence[Named], settings: Settings, lexicon: Sequence[Entry]
) -> list[Named]:
    """Apply all rules in order."""
    inputs, resolved = Inputs(settings, lexicon), list(names)
    for _, apply in RULES:
        resolved = apply(resolved, inputs)
    return resolved


def settle_labels(names: Sequence[Named], settings: Settings) -> list[Named]:
    """Give each name the label with the most weight, unless another is well supported too.

    One name with two labels is usually an error of the extractor, and sometimes two things. The
    weight of a label is the sum of its mentions' scores.

    Args:
        names: The names of all papers.
        settings: A lighter label is kept from the share `resolve.label_share` of the name's weight,
            and if at least `resolve.label_papers` papers use it; of two that weigh the same, the
            first of `labels` is the heavier.
    """
    options, order = settings.resolve, list(settings.labels)
    weights, papers = _weigh_labels(names)
    settled: dict[tuple[str, Label], Label] = {}
    for key, of_label in weights.items():
        heaviest = _heaviest(of_label, order)
        total = sum(of_label.values())
        for label, weight in of_label.items():
            is_kept = weight >= options.label_share * total and (
                len(papers[key, label]) >= options.label_papers
            )
            settled[key, label] = label if is_kept else heaviest
    return [_settle(item, settled[entity_key(item.label, item.name), item.label]) for item in names]


def _weigh_labels(
    names: Sequence[Named],
) -> tuple[Mapping[str, Mapping[Label, float]], Mapping[tuple[str, Label], set[str]]]:
    """Return the weight of each label of a key, and the papers that use the two together."""
    weights: dict[str, dict[Label, float]] = defaultdict(lambda: defaultdict(float))
    papers: dict[tuple[str, Label], set[str]] = defaultdict(set)
    for item in names:
        key = entity_key(item.label, item.name)
        weights[key][item.label] += item.span.score
        papers[key, item.label].add(item.span.paper)
    return weights, papers


def _heaviest(weights: Mapping[Label, float], order: Sequence[Label]) -> Label:
    return max(weights, key=lambda label: (round(weights[label], 6), -order.index(label)))


def _settle(item: Named, label: Label) -> Named:
    return item if item.label == label else item._replace(label=label, rule="label")
