"""The evidence: each mention in NIF's terms, and on demand as a Web Annotation beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from kgraph.rdf.descriptions import Context, Description, Properties
from kgraph.rdf.names import mention_local
from kgraph.rdf.syntax import Term
from kgraph.types import Field, Mention

_PROPERTY: Final[Mapping[Field, str]] = MappingProxyType(
    {"title": "dct:title", "abstract": "dct:abstract"}
)
_TARGET, _POSITION, _QUOTE = ".target", ".position", ".quote"
_AROUND = (
    32  # code points on either side of a quotation, by which it is found again in a changed text
)


def iter_evidence(context: Context[Term]) -> Iterator[Description[Term]]:
    """Describe every mention, and with `evidence="oa"` the parts of its annotation, in the order of their IRIs."""
    parts: dict[str, Callable[[Context[Term], Mention], Properties[Term]]] = {"": _describe_mention}
    if context.options.evidence == "oa":
        parts = {
            "": _annotate,
            _TARGET: _describe_target,
            _POSITION: _describe_position,
            _QUOTE: _describe_quote,
        }
    for group in _iter_groups(context.kg.papers):
        named = [
            (mention_local(mention), mention)
            for paper in group
            for mention in context.kg.mentions_of(paper)
        ]
        for name, part, mention in sorted(
            (f"{name}{part}>", part, mention) for name, mention in named for part in parts
        ):
            yield context.syntax.name(f"mention:{name[:-1]}"), parts[part](context, mention)


def _iter_groups(paper_ids: Iterable[str]) -> Iterator[list[str]]:
    """Part papers so that the IRIs of one group's mentions stand before the next's: `a` and `a.b` are in one."""
    group: list[str] = []
    for paper_id in sorted(paper_ids, key=lambda paper_id: paper_id + "."):
        if group and not paper_id.startswith(group[0] + "."):
            yield group
            group = []
        group.append(paper_id)
    if group:
        yield group


def _describe_mention(context: Context[Term], mention: Mention) -> Properties[Term]:
    names = context.names
    return [
        (names["rdf:type"], [names["kg:Mention"]]),
        (names["nif:anchorOf"], [context.syntax.string(mention.text)]),
        (names["nif:beginIndex"], [context.integer(mention.start)]),
        (names["nif:endIndex"], [context.integer(mention.end)]),
        (names["prov:wasGeneratedBy"], [context.runs[mention.source]]),
        (names["kg:confidence"], [context.decimal(mention.score)]),
        (names["kg:inPaper"], [context.papers[mention.paper]]),
        (names["kg:inProperty"], [names[_PROPERTY[mention.field]]]),
        (names["kg:ofEntity"], [context.entities[mention.entity]]),
        (names["kg:sentenceBegin"], [context.integer(mention.sentence_start)]),
        (names["kg:sentenceEnd"], [context.integer(mention.sentence_end)]),
    ]


def _annotate(context: Context[Term], mention: Mention) -> Properties[Term]:
    """Describe a mention that is an annotation, too: the paper, at the target, is said to name the entity."""
    names = context.names
    (kind, classes), *rest = _describe_mention(context, mention)
    return [
        (kind, [*classes, names["oa:Annotation"]]),
        *rest,
        (names["oa:hasBody"], [context.entities[mention.entity]]),
        (names["oa:hasTarget"], [_part(context, mention, _TARGET)]),
        (names["oa:motivatedBy"], [names["oa:identifying"]]),
    ]


def _describe_target(context: Context[Term], mention: Mention) -> Properties[Term]:
    names = context.names
    return [
        (names["rdf:type"], [names["oa:SpecificResource"]]),
        (names["oa:hasSource"], [context.papers[mention.paper]]),
        (names["oa:hasSelector"], [_part(context, mention, part) for part in (_POSITION, _QUOTE)]),
    ]


def _describe_position(context: Context[Term], mention: Mention) -> Properties[Term]:
    names = context.names
    return [
        (names["rdf:type"], [names["oa:TextPositionSelector"]]),
        (names["oa:start"], [context.integer(mention.start)]),
        (names["oa:end"], [context.integer(mention.end)]),
    ]


def _describe_quote(context: Context[Term], mention: Mention) -> Properties[Term]:
    """Describe the quotation and, unless the export leaves that text out, a few words before and after it."""
    names, string = context.names, context.syntax.string
    shown = context.options.abstracts or mention.field == "title"
    text = context.kg.papers[mention.paper].text(mention.field) if shown else ""
    before, after = (
        text[max(0, mention.start - _AROUND) : mention.start],
        text[mention.end : mention.end + _AROUND],
    )
    return [
        (names["rdf:type"], [names["oa:TextQuoteSelector"]]),
        (names["oa:exact"], [string(mention.text)]),
        (names["oa:prefix"], [string(before)] if before else []),
        (names["oa:suffix"], [string(after)] if after else []),
    ]


def _part(context: Context[Term], mention: Mention, part: str) -> Term:
    return context.syntax.name(f"mention:{mention_local(mention)}{part}")
