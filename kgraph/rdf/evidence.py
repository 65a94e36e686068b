"""What an export says about mentions: the evidence, in terms of NIF or also of Web Annotations."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kgraph.rdf.names import iri_order, iter_groups, mention_local
from kgraph.rdf.syntax import Description, Properties, Renderer, Term, some
from kgraph.types import Mention

_TARGET, _POSITION, _QUOTE = ".target", ".position", ".quote"
# Code points before and after a quotation, which help to find it again in a changed text.
_AROUND = 32


def iter_evidence(renderer: Renderer[Term]) -> Iterator[Description[Term]]:
    """Describe every mention in the order of their IRIs.

    With `evidence="oa"` the parts of its annotation follow each mention, because their IRIs extend
    the mention's.
    """
    parts: dict[str, Callable[[Renderer[Term], Mention], Properties[Term]]] = {
        "": _describe_mention
    }
    if renderer.options.evidence == "oa":
        parts = {
            "": _annotate,
            _TARGET: _describe_target,
            _POSITION: _describe_position,
            _QUOTE: _describe_quote,
        }
    for group in iter_groups(renderer.kg.papers, "."):
        named = [
            (mention_local(mention), mention)
            for paper in group
            for mention in renderer.kg.mentions_of(paper)
        ]
        for name, part, mention in sorted(
            ((f"{name}{part}", part, mention) for name, mention in named for part in parts),
            key=lambda item: iri_order(item[0]),
        ):
            yield renderer.syntax.name(f"mention:{name}"), parts[part](renderer, mention)


def _describe_mention(renderer: Renderer[Term], mention: Mention) -> Properties[Term]:
    names = renderer.names
    return [
        (names["rdf:type"], [names["kg:Mention"]]),
        (names["nif:anchorOf"], [renderer.syntax.string(mention.text)]),
        (names["nif:beginIndex"], [renderer.integer(mention.start)]),
        (names["nif:endIndex"], [renderer.integer(mention.end)]),
        (names["prov:wasGeneratedBy"], [renderer.runs[mention.source]]),
        (names["kg:confidence"], [renderer.decimal(mention.score)]),
        (names["kg:inPaper"], [renderer.papers[mention.paper]]),
        (names["kg:inProperty"], [names[f"dct:{mention.field}"]]),
        (names["kg:ofEntity"], [renderer.entities[mention.entity]]),
        (names["kg:sentenceBegin"], [renderer.integer(mention.sentence_start)]),
        (names["kg:sentenceEnd"], [renderer.integer(mention.sentence_end)]),
    ]


def _annotate(renderer: Renderer[Term], mention: Mention) -> Properties[Term]:
    """Describe a mention as an annotation as well: its target identifies the entity."""
    names = renderer.names
    (kind, classes), *rest = _describe_mention(renderer, mention)
    return [
        (kind, [*classes, names["oa:Annotation"]]),
        *rest,
        (names["oa:hasBody"], [renderer.entities[mention.entity]]),
        (names["oa:hasTarget"], [_part(renderer, mention, _TARGET)]),
        (names["oa:motivatedBy"], [names["oa:identifying"]]),
    ]


def _describe_target(renderer: Renderer[Term], mention: Mention) -> Properties[Term]:
    names = renderer.names
    return [
        (names["rdf:type"], [names["oa:SpecificResource"]]),
        (names["oa:hasSource"], [renderer.papers[mention.paper]]),
        (names["oa:hasSelector"], [_part(renderer, mention, part) for part in (_POSITION, _QUOTE)]),
    ]


def _describe_position(renderer: Renderer[Term], mention: Mention) -> Properties[Term]:
    names = renderer.names
    return [
        (names["rdf:type"], [names["oa:TextPositionSelector"]]),
        (names["oa:start"], [renderer.integer(mention.start)]),
        (names["oa:end"], [renderer.integer(mention.end)]),
    ]


def _describe_quote(renderer: Renderer[Term], mention: Mention) -> Properties[Term]:
    """Describe the quotation, with some text around it if the export contains that text."""
    names, string = renderer.names, renderer.syntax.string
    shown = renderer.options.abstracts or mention.field == "title"
    text = renderer.kg.papers[mention.paper].text(mention.field) if shown else ""
    before = text[max(0, mention.start - _AROUND) : mention.start]
    after = text[mention.end : mention.end + _AROUND]
    return [
        (names["rdf:type"], [names["oa:TextQuoteSelector"]]),
        (names["oa:exact"], [string(mention.text)]),
        (names["oa:prefix"], some(string, before)),
        (names["oa:suffix"], some(string, after)),
    ]


def _part(renderer: Renderer[Term], mention: Mention, part: str) -> Term:
    return renderer.syntax.name(f"mention:{mention_local(mention)}{part}")
