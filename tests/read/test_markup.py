"""Markup is removed from texts, and nothing that only looks like it."""

from __future__ import annotations

import pytest

from kgraph.read.markup import plain_text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<jats:title>Abstract</jats:title>\n<jats:p>We study H<jats:sub>2</jats:sub>O.</jats:p>",
         "We study H2O."),
        ("<jats:sec><jats:title>Aims:</jats:title><jats:p>One.</jats:p></jats:sec>", "Aims: One."),
        ("<i>Drosophila</i> &amp;amp; <span class=\"nocase\">SGD</span>", "Drosophila & SGD"),
        ("&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;", "One. Two."),
        ("Abstract\n   We study it.", "We study it."),
        ("ABSTRACT: We study it.", "We study it."),
        ("Abstract interpretation of nets", "Abstract interpretation of nets"),
        ("Nets in short: a summary: all", "Nets in short: a summary: all"),
        ("n < 5 and p > 3, a<b5 and c>d, <think> and </think>, AT&T, &nosuch;",
         "n < 5 and p > 3, a<b5 and c>d, <think> and </think>, AT&T, &nosuch;"),
        ('for <mml:math alttext="x"><mml:mi>x</mml:mi><mml:mo>&gt;</mml:mo><mml:mn>0</mml:mn>'
         '</mml:math><jats:tex-math>$$x > 0$$</jats:tex-math> only', "for x>0 only"),
        ("rate <jats:tex-math>$n^2$</jats:tex-math>", "rate $n^2$"),
        ("one<!-- two -->\n three<br/>four", "one three four"),
        ("", ""),
    ],
)  # fmt: skip
def test_markup_is_removed(text: str, plain: str) -> None:
    assert plain_text(text) == plain
