"""Signs: whether the words of a statement say that its subject raises or lowers its object.

The rule prefers no sign to a wrong sign: a word with a sign must govern the name of the object.
"""

from __future__ import annotations

import re
from itertools import product
from typing import Literal

from kgraph.analyse.claims import find_names
from kgraph.types import KnowledgeGraph, Mention, Statement

Sign = Literal["raises", "lowers"]

# Words that value their object say nothing clear of an object that is good if it is low.
_SIGN_WORD = re.compile(
    r"""\b(?:
    (?P<better>improv(?:es?|ed|ing|ements?)|enhanc(?:es?|ed|ing|ements?)|strengthen(?:s|ed|ing)?
        |benefit(?:s|ed)?|better)
    |(?P<worse>hurts?|harm(?:s|ed|ing)?|degrad(?:es?|ed|ing|ations?)|impair(?:s|ed|ing|ments?)?
        |deteriorat(?:es?|ed|ing|ions?)|worsen(?:s|ed|ing)?|weaken(?:s|ed|ing)?|worse|poorer)
    |(?P<more>increas(?:es?|ed|ing)|boost(?:s|ed|ing)?|accelerat(?:es?|ed|ing|ions?)
        |amplif(?:y|ies|ied|ying)|rais(?:es?|ed|ing)|exacerbat(?:es?|ed|ing)|higher|faster|greater)
    |(?P<less>reduc(?:es?|ed|ing|tions?)|decreas(?:es?|ed|ing)|lower(?:s|ed|ing)?
        |diminish(?:es|ed|ing)?|mitigat(?:es?|ed|ing)|alleviat(?:es?|ed|ing)
        |suppress(?:es|ed|ing)?|attenuat(?:es?|ed|ing)|prevent(?:s|ed|ing)?|avoid(?:s|ed|ing)?
        |eliminat(?:es?|ed|ing)|slower|fewer)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_RAISING = ("better", "more")
_VALUING = ("better", "worse")
_GOOD_LOW = re.compile(
    r"\b(?:loss(?:es)?|errors?|error rates?|perplexity|latency|costs?|forgetting|over-?fitting"
    r"|risks?|regret|variance|bias(?:es)?|noise|FID|[WCE]ER|R?MSE|MAE|time|runtime|memory"
    r"|complexity|overhead|gap|hallucinations?|toxicity|discrepancy|divergence|collapse)$",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|neither|nor|cannot|without|hardly|rarely|little|fail(?:s|ed|ing)?|lack"
    r"|absence|remov(?:es?|ed|ing|al)|whether|if|unlike|instead|rather|than"
    r"|less|small(?:er)?|low(?!-))\b|n['’]t\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"\b(?:that|because|when)\b|[.;:]", re.IGNORECASE)
_CONJUNCTION = re.compile(r"\b(?:and|but|while|yet|whereas)\b|[,.;:]", re.IGNORECASE)
_CAUSES = re.compile(r"\b(?:caus|mak|lead|allow|help|driv|forc|enabl)\w*\b", re.IGNORECASE)
# The words of a noun phrase before the name in which it ends.
_PHRASE = r"(?:\s+(?!(?:of|in|for|to|by|on|with|from|at)\b)[\w'’-]+,?){0,3}\s*"
_OBJECT = re.compile(_PHRASE)
_OBJECT_OF_NOUN = re.compile(r"\s+(?:of|in)\b" + _PHRASE)
_AGENT = re.compile(r"\s+(?:by|with|through)\b" + _PHRASE)
# What follows a name with which its noun phrase ends, unlike "neural network" in "improves neural
# network training".
_END = re.compile(
    r"\s*(?:$|[^\w\s'’-]|(?:and|or|but|while|whereas|of|in|on|for|by|with|without|to|from|at|over"
    r"|under|across|within|through|via|during|as|than|which|that|when|is|are|was|were|be|can|may|has"
    r"|have|\w+ly)\b)",
    re.IGNORECASE,
)
_COMPLEMENT = re.compile(r"\s+(?:to\s+)?(?:\w+ly\s+)?")
_NOUN = re.compile(r"(?:increase|decrease|boost|\w+ment|\w+ion)s?", re.IGNORECASE)
_MOST_WORDS = 12  # between the names: what is farther apart belongs to different clauses
_WORDS_BEFORE = 3  # a subject, which may reverse the statement, or a participle


def find_sign(kg: KnowledgeGraph, statement: Statement) -> Sign | None:
    """Return whether a statement says that its subject raises or lowers its object.

    The words between the two names decide ("A improves B", "B is reduced by A", "A leads to an
    increase in B"), or those after the object ("A causes B to degrade").

    Returns:
        None if the sentence does not say so clearly: if it has no such word or two, if it negates
        it, or if the word only says that the object becomes better or worse and the object is
        good when it is low, as an error. Also if the sentence does not name both, except that
        the subject may be named before it.
    """
    names = find_names(kg, statement)
    subjects = [name for name in names if name.entity == statement.subject]
    objects = [name for name in names if name.entity == statement.object]
    if not objects:
        return None
    text = kg.papers[statement.paper].text(statement.field)
    start, end = statement.sentence_start, statement.sentence_end
    if not subjects:
        obj = objects[0]
        return _to_sign(_active("", text[start : obj.start], text[obj.end : end]), obj)
    subject, obj = min(product(subjects, objects), key=_distance)
    first, second = sorted((subject, obj), key=lambda name: name.start)
    before, between = text[start : first.start], text[first.end : second.start]
    after = text[second.end : end]
    word = _active(before, between, after) if first is subject else _passive(between, after)
    return _to_sign(word, obj)


def _distance(pair: tuple[Mention, Mention]) -> int:
    a, b = pair
    return max(a.start - b.end, b.start - a.end)


def _active(before: str, between: str, after: str) -> re.Match[str] | None:
    """Return the word with a sign by which a subject governs the object that comes after it."""
    start = " ".join(_CONJUNCTION.split(before)[-1].split()[-_WORDS_BEFORE:])
    less = any(word["less"] or word["worse"] for word in _SIGN_WORD.finditer(start))
    if less or _NEGATION.search(start) or _is_unclear(between):
        return None
    if _CAUSES.search(between) and not _SIGN_WORD.search(between):
        complement = _COMPLEMENT.match(after)
        return _SIGN_WORD.match(after, complement.end()) if complement else None
    word = _last_word(between)
    if word is None or not _END.match(after):
        return None
    rest = between[word.end() :]
    of_noun = _NOUN.fullmatch(word[0]) and _OBJECT_OF_NOUN.fullmatch(rest)
    return word if of_noun or _OBJECT.fullmatch(rest) else None


def _passive(between: str, after: str) -> re.Match[str] | None:
    """Return the word with a sign by which an object is governed that comes before the subject."""
    word = _last_word(between)
    if word is None or _is_unclear(between) or not _AGENT.fullmatch(between, word.end()):
        return None
    verb = between[: word.start()]
    is_near = not verb.strip() or (_END.match(verb) and len(verb.split()) <= _WORDS_BEFORE)
    return word if is_near and _END.match(after) else None


def _is_unclear(between: str) -> bool:
    return bool(_NEGATION.search(between) or _CLAUSE.search(between))


def _last_word(between: str) -> re.Match[str] | None:
    """Return the last word with a sign, unless another may reverse it."""
    words = list(_SIGN_WORD.finditer(between))
    if not words or len(between.split()) > _MOST_WORDS:
        return None
    if len(words) > 1 and not _CONJUNCTION.search(between, words[-2].end(), words[-1].start()):
        return None  # as "reduces the degradation of"
    return words[-1]


def _to_sign(word: re.Match[str] | None, obj: Mention) -> Sign | None:
    if word is None or (word.lastgroup in _VALUING and _GOOD_LOW.search(obj.text)):
        return None
    return "raises" if word.lastgroup in _RAISING else "lowers"
