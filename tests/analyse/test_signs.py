"""Signs: sentences that say that one thing raises or lowers another, and sentences that do not."""

from __future__ import annotations

import pytest

from kgraph.analyse.signs import find_sign
from tests.graph.made import graph_of_statements

A, B, LOSS = "method/mixing", "concept/robustness", "metric/test-loss"

RAISES = [
    "We show that mixing significantly improves robustness on all images.",
    "Mixed data matter: mixing leads to better robustness, at no cost.",
    "An increase in mixing leads to an increase in robustness.",
    "Robustness of models aside, robustness is greatly improved by mixing.",
    "As models grow, robustness increases with mixing.",
    "Pruning lowers accuracy, but mixing improves speed and boosts the models' robustness.",
    "With mixing, the noise allows robustness to improve.",
    "It improves robustness.",
]
LOWERS = [
    "Surprisingly, mixing hurts robustness.",
    "mixing improves accuracy but degrades robustness.",
    "Our mixing causes robustness to decrease.",
    "Thus mixing makes robustness worse.",
    "There, mixing causes a severe degradation of robustness.",
    "We find that robustness is reduced by strong mixing.",
]
UNCLEAR = [
    "We study how mixing and robustness are related.",
    "mixing does not improve robustness.",
    "mixing doesn't hurt robustness.",
    "Without mixing improved robustness is rare.",
    "Removing mixing improves robustness.",
    "Lower mixing improves robustness.",
    "Less mixing improves robustness.",
    "robustness is improved by smaller mixing.",
    "We ask whether mixing improves robustness.",
    "mixing reduces the degradation of robustness.",
    "mixing improves robustness estimation.",
    "mixing reduces the error in tests of robustness.",
    "mixing shows that depth improves robustness.",
    "mixing affects depth; width improves robustness.",
    "robustness estimation is improved by mixing.",
    "robustness of models, whose depth is improved by mixing.",
    "Changes that attenuate mixing improve robustness.",
    "robustness is not improved by mixing.",
    "mixing benefits from robustness.",
]


@pytest.mark.parametrize(
    ("sentence", "sign"),
    [
        *((sentence, "raises") for sentence in RAISES),
        *((sentence, "lowers") for sentence in LOWERS),
        *((sentence, None) for sentence in UNCLEAR),
    ],
)
def test_the_words_next_to_the_names_decide(sentence: str, sign: str | None) -> None:
    kg = graph_of_statements([("p", A, "affects", B, sentence)])
    assert find_sign(kg, kg.statements[0]) == sign


@pytest.mark.parametrize(
    ("verb", "sign"),
    [("reduces", "lowers"), ("increases", "raises"), ("improves", None), ("degrades", None)],
)
def test_better_says_nothing_of_what_is_good_when_low(verb: str, sign: str | None) -> None:
    kg = graph_of_statements([("p", A, "affects", LOSS, f"Here, mixing {verb} the test loss.")])
    assert find_sign(kg, kg.statements[0]) == sign
