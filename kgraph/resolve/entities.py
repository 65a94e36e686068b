"""Resolve spans to entities: mentions with the same label and key are of one entity."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from kgraph.config import LinkSettings, Settings
from kgraph.extract.lexicon import Entry
from kgraph.names.heads import entity_key
from kgraph.names.short_forms import short_form
from kgraph.names.spelling import name_key, singular_name
from kgraph.resolve.edits import AliasEdit, apply_edits, read_edits
from kgraph.resolve.hierarchy import Place, place_entities
from kgraph.resolve.naming import Named, read_names
from kgraph.resolve.rules import apply_rules
from kgraph.types import Alias, Entity, Mention, Rule, Span

_BY_DOUBT: Sequence[Rule] = (
    *("undecided", "label", "sense", "acronym", "shortened", "initials", "spelling", "order"),
    *("expanded", "abbreviation", "lexicon", "text"),
)


class Resolution(NamedTuple):
    """Entities by id, mentions by paper, field (title first) and offset, and the alias table."""

    entities: tuple[Entity, ...]
    mentions: tuple[Mention, ...]
    aliases: tuple[Alias, ...]


def resolve(
    spans: Iterable[Span], papers: int, settings: Settings, lexicon: Sequence[Entry] = ()
) -> Resolution:
    """Resolve spans to entities.

    Args:
        spans: The spans of all papers; a span without a letter or digit (`--`) is dropped.
        papers: The number of papers, with or without spans.
        settings: The sections `[resolve]` and `[labels]`, and `[link]` for the hubs.
        lexicon: Gives short forms within names their meaning, and entities their broader entities.

    Raises:
        ConfigError: The file `resolve.aliases` cannot be read, or a line of it is invalid.
    """
    path = settings.resolve.aliases
    edits = read_edits(path, settings.labels) if path else ()
    named = apply_rules(read_names(sorted(spans, key=_span_key)), settings, lexicon)
    by_rules = _by_entity(named)
    names = _names(by_rules)
    result = apply_edits(named, edits)
    kept = [item for item in result.named if item]
    of_entity, shown = by_rules, names
    if edits:
        of_entity = _by_entity(kept)
        shown = _names(of_entity) | result.shown
    places = place_entities(lexicon, of_entity)
    entities = tuple(
        _entity(id_, same, papers, shown[id_], places[id_], settings.link)
        for id_, same in sorted(of_entity.items())
    )
    mentions = sorted((_mention(item) for item in kept), key=_position)
    return Resolution(
        entities, tuple(mentions), _alias_rows(by_rules, names, edits, result.unknown)
    )


def _by_entity(named: Iterable[Named]) -> dict[str, list[Named]]:
    of_entity: dict[str, list[Named]] = defaultdict(list)
    for item in named:
        of_entity[item.entity].append(item)
    return of_entity


def _names(of_entity: Mapping[str, Sequence[Named]]) -> dict[str, str]:
    return {id_: _name(same) for id_, same in of_entity.items()}


def specificity(papers: int, paper_count: int) -> float:
    """Return the specificity of an entity, ln((1 + papers) / paper_count), in nats.

    The smoothed inverse document frequency of Spärck Jones 1972, doi:10.1108/eb026526; rounded to
    six decimals.
    """
    return round(math.log((1 + papers) / paper_count), 6)


def _span_key(span: Span) -> tuple[str, str, int, int, str]:
    """Return a key that is unique in a corpus, because the spans of a paper do not overlap."""
    return (span.paper, span.field, span.start, span.end, span.label)


def _mention(item: Named) -> Mention:
    span = item.span
    return Mention(
        span.paper, span.field, span.start, span.end, span.text, item.label, item.entity,
        span.score, span.source, span.sentence_start, span.sentence_end,
    )  # fmt: skip


def _position(mention: Mention) -> tuple[str, bool, int, int]:
    return (mention.paper, mention.field != "title", mention.start, mention.end)


def _entity(
    identity: str,
    named: Sequence[Named],
    paper_total: int,
    name: str,
    place: Place,
    hubs: LinkSettings,
) -> Entity:
    surfaces = {item.span.text for item in named} - {name}
    key = entity_key(named[0].label, named[0].name)
    papers = {item.span.paper for item in named}
    return Entity(
        id=identity,
        name=name,
        label=named[0].label,
        aliases=tuple(sorted(surfaces)),
        abbreviations=tuple(sorted(s for s in surfaces if short_form(s) and name_key(s) != key)),
        paper_count=len(papers),
        idf=specificity(paper_total, len(papers)),
        broader=place.broader,
        close_matches=place.close_matches,
        hub=hubs.is_hub(len(papers), paper_total),
    )


def _name(named: Sequence[Named]) -> str:
    """Return the name that most papers use, in the singular.

    The name in the lexicon has priority, as it is, then a name in a text without a vague adjective;
    names in titles and at the starts of sentences, with their capitals, count only if there are no
    other names.
    """
    key = entity_key(named[0].label, named[0].name)
    if known := [item for item in named if item.in_lexicon]:
        return _most_used(known, lambda item: item.name)
    plain = [item for item in named if item.rule != "expanded" and name_key(item.name) == key]
    if plain:
        running = [item for item in plain if item.runs_in_text]
        return _most_used(running or plain, lambda item: singular_name(item.name))
    return _most_used(named, lambda item: singular_name(item.span.name))


def _most_used(named: Iterable[Named], name_of: Callable[[Named], str]) -> str:
    """Return the name that most papers use: one of them, however often, counts once."""
    counts = Counter(name for _, name in {(item.span.paper, name_of(item)) for item in named})
    return min(counts, key=lambda name: (-counts[name], name))


def _alias_rows(
    by_rules: Mapping[str, Sequence[Named]],
    names: Mapping[str, str],
    edits: Iterable[AliasEdit],
    unknown: Iterable[Alias],
) -> tuple[Alias, ...]:
    """Return the alias table: the decision for each surface and its edit, by entity and surface."""
    by_row = {(edit.surface, edit.entity): edit for edit in edits}
    lost = {(row.surface, row.entity): row for row in unknown}
    rows = []
    for entity, same in by_rules.items():
        of_surface: dict[str, list[Named]] = defaultdict(list)
        for item in same:
            of_surface[item.span.text].append(item)
        for surface, its in of_surface.items():
            row = _alias(
                Alias(surface, entity, names[entity], "text", len(its), ""),
                its,
                by_row.get((surface, entity)),
            )
            rows.append(replace(row, rule="unknown") if lost.pop((surface, entity), None) else row)
    return tuple(sorted([*rows, *lost.values()], key=lambda row: (row.entity, row.surface)))


def _alias(row: Alias, named: Sequence[Named], edit: AliasEdit | None) -> Alias:
    """Complete a row of the alias table; of several rules it shows the least certain."""
    rule = min((item.rule for item in named), key=_BY_DOUBT.index)
    row = replace(row, rule=rule, paper=min(item.span.paper for item in named))
    return replace(row, edit=edit.edit, value=edit.value) if edit else row
