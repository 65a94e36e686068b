"""The values of kgraph: papers, spans, mentions, entities, links and the knowledge graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from textwrap import shorten
from typing import Literal, TypeAlias, TypeVar, get_args
from urllib.parse import quote, urlsplit

from kgraph.bibliography.authors import ORCID, author_ids
from kgraph.bibliography.venues import find_venue
from kgraph.errors import InputError
from kgraph.identity import paper_id
from kgraph.records import Card, Records, RecordsById, to_html

T = TypeVar("T")

_REPR_WIDTH = 60  # characters of a title in a representation
_FEW = 3  # entities of a label in a card

Label: TypeAlias = str
"""What a mention or an entity is: the name of one of the labels of the configuration."""

LABEL_PATTERN = "[A-Z][A-Za-z0-9]*"
"""The pattern of a label: it becomes part of ids and IRIs."""
LABEL_RULE = "must begin with a capital letter, and have only letters A to Z and digits"
"""`LABEL_PATTERN` in words."""

Shape = Literal["circle", "diamond", "triangle", "wedge", "hexagon", "pentagon", "star"]
"""The shapes that entities of a label can have on the map; a wedge is a triangle on its point."""

Field = Literal["title", "abstract"]
"""Which text of a paper an offset counts in."""

InputFormat = Literal[
    "listing", "text", "markdown", "csv", "json", "parquet",
    "bibtex", "ris", "endnote", "endnote-xml", "medline", "wos",
    "arxiv-atom", "arxiv-oai", "arxiv-json", "pubmed", "dblp", "acl",
    "openalex", "semantic-scholar", "crossref", "csl", "zotero", "huggingface", "openreview",
]  # fmt: skip
"""The formats that are read; `kgraph.read.formats` has the reader of each."""

ServiceName = Literal["arxiv", "openalex", "semantic-scholar", "crossref", "huggingface"]
"""The services that records of papers can be found in."""

SearchName = Literal["arxiv", "openalex", "huggingface"]
"""The services that papers can be fetched from."""

Output = Literal["html", "rdf", "graphml", "vosviewer", "tables", "parquet", "report"]
"""What a build can write."""

NetworkMeasure = Literal[
    "betweenness", "closeness", "degree", "eigenvector", "pagerank", "strength"
]
"""How central a node of a graph is, by the measure's usual name."""

Measure = Literal["prominence", NetworkMeasure]
"""What entities can be ranked by."""

Rule = Literal[
    "text", "lexicon", "abbreviation", "expanded", "initials", "acronym", "undecided",
    "shortened", "spelling", "order", "label", "sense", "unknown",
]  # fmt: skip
"""The rule that decided the entity of a surface; see `Alias`."""

NamedBy = Literal["text", "lexicon", "abbreviation"]
"""What gives a span its name: its own text, the lexicon, or a definition in the paper."""

Edit = Literal["force", "forbid", "rename", "relabel", "drop"]
"""The edits that a user can make in the alias table."""

OwnPredicate = Literal[
    "proposes", "studies", "addresses", "uses", "evaluates-on", "measures-by", "compares-with"
]
"""What a paper states about itself and an entity."""

EntityPredicate = Literal[
    "used-for", "part-of", "is-a", "improves-over", "affects", "evaluated-on", "based-on"
]
"""What a paper states about two entities, from subject to object."""

Predicate = Literal[OwnPredicate, EntityPredicate]
"""What a paper states."""

StatementRule = Literal["mention", "sentence", "edit"]
"""What proposed a statement; see `Statement`."""

EvidenceForm = Literal["nif", "oa"]
"""How the RDF describes a mention: flat, in NIF's terms, or additionally as a Web Annotation."""

RdfFormat = Literal["turtle", "ntriples", "jsonld"]
"""The file formats of RDF that are written."""

SHAPES: tuple[Shape, ...] = get_args(Shape)
FIELDS: tuple[Field, ...] = get_args(Field)
OUTPUTS: tuple[Output, ...] = get_args(Output)
NETWORK_MEASURES: tuple[NetworkMeasure, ...] = get_args(NetworkMeasure)
MEASURES: tuple[Measure, ...] = get_args(Measure)
EDITS: tuple[Edit, ...] = get_args(Edit)
OWN_PREDICATES: tuple[OwnPredicate, ...] = get_args(OwnPredicate)
ENTITY_PREDICATES: tuple[EntityPredicate, ...] = get_args(EntityPredicate)
PREDICATES: tuple[Predicate, ...] = (*OWN_PREDICATES, *ENTITY_PREDICATES)


@dataclass(frozen=True, slots=True)
class LabelDefinition:
    """A label: its name, how its entities are drawn, and what they are in the RDF.

    `color` is `#rrggbb` on a light ground. `ontology_class` is the IRI of the class of its
    entities; if it is empty, `kgraph.rdf.classes` derives one from the name.
    """

    name: Label
    color: str
    shape: Shape
    ontology_class: str = ""


DEFAULT_LABELS = (
    LabelDefinition("Method", "#2f78c4", "circle"),
    LabelDefinition("Dataset", "#d9731a", "diamond"),
    LabelDefinition("Task", "#16906b", "triangle"),
    LabelDefinition("Metric", "#b3447f", "wedge"),
    LabelDefinition("Concept", "#a58600", "hexagon"),
)
"""The labels of config.cfg, which the model proposes."""

LABELS = tuple(label.name for label in DEFAULT_LABELS)


def is_web_address(url: str) -> bool:
    """Return whether an address is http or https: a `javascript:` address would run if clicked."""
    try:
        return urlsplit(url).scheme in ("http", "https")
    except ValueError:
        return False


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Where a record was read: a file, named relative to the input, and its first line (from 1)."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class Author:
    """An author as a paper names them: the name, given names first, and the ORCID or ''.

    Raises:
        InputError: The ORCID is not one.
    """

    name: str
    orcid: str = ""

    def __post_init__(self) -> None:
        if self.orcid and not ORCID.fullmatch(self.orcid):
            raise InputError(
                f"{self.orcid!r} is not an ORCID. Give it as 0000-0002-1825-0097, or leave it out."
            )

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Paper(Card):
    """One paper: the texts in which offsets count, its metadata and its sources.

    `id` is a function of the paper alone (arXiv id, otherwise DOI, otherwise title) and is derived
    if it is not given; `record_id` is its id in the input. Names of authors can be given as text.

    Raises:
        InputError: The title is missing.

    Example:
        >>> Paper(title="Wide Networks", authors=["Ada Lovelace"]).id
        't-90b7e2b4e3ff1f0e'
    """

    id: str = ""
    title: str = ""
    abstract: str = ""
    year: int | None = None
    authors: tuple[Author, ...] = ()
    venue: str = ""
    url: str = ""
    arxiv_id: str = ""
    doi: str = ""
    record_id: str = ""
    sources: tuple[Source, ...] = ()
    keywords: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Derive the id if it is missing, and make authors of names."""
        if not self.title:
            raise InputError(f"the paper {self.id!r} has no title. Give it as Paper(title=…).")
        given: Iterable[Author | str] = self.authors
        authors = (Author(item) if isinstance(item, str) else item for item in given)
        object.__setattr__(self, "authors", tuple(authors))
        object.__setattr__(self, "keywords", tuple(self.keywords))
        if not self.id:
            object.__setattr__(self, "id", paper_id(self.title, self.arxiv_id, self.doi))

    def __repr__(self) -> str:
        return f"<Paper {self.id}: {shorten(self.title, _REPR_WIDTH, placeholder='…')!r}>"

    def text(self, field: Field) -> str:
        """Return the title or the abstract."""
        return self.title if field == "title" else self.abstract

    @property
    def addresses(self) -> dict[str, str]:
        """The web addresses where the paper can be read, by name: arXiv, DOI and Source.

        Source is the address in the record, if it is a web address and not one of the others.
        """
        addresses = {}
        if self.arxiv_id:
            addresses["arXiv"] = f"https://arxiv.org/abs/{quote(self.arxiv_id)}"
        if self.doi:
            addresses["DOI"] = f"https://doi.org/{quote(self.doi)}"
        if is_web_address(self.url) and self.url not in addresses.values():
            addresses["Source"] = self.url
        return addresses


Level = Literal["note", "problem", "error"]
"""What a problem cost: nothing, something of a record or a file, or most of a file."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A problem with a record, a file or a paper, and the decision taken about it.

    At level `note` nothing was lost (a duplicate became a further source). At level `problem`
    something was dropped, changed or guessed, which fails a strict run. At level `error` a file, or
    most of its papers or abstracts, was lost, which fails every run unless it is told otherwise.
    """

    source: Source
    level: Level
    code: str
    detail: str
    decision: str

    def __str__(self) -> str:
        return f"{self.source}: {self.level}: {self.code}: {self.detail}; {self.decision}"


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file that was read: its name, its SHA-256 in hexadecimal and its number of records."""

    name: str
    sha256: str
    format: InputFormat
    records: int


@dataclass(frozen=True, slots=True)
class Reading:
    """The result of reading inputs. Iterating yields the papers, sorted by id."""

    papers: Records[Paper]
    problems: Records[Problem]
    files: Records[InputFile]

    def __post_init__(self) -> None:
        """Make records of other sequences."""
        for field in fields(self):
            object.__setattr__(self, field.name, Records(getattr(self, field.name)))

    def __repr__(self) -> str:
        return (
            f"<Reading: {len(self.papers):,} papers of {len(self.files)} files, "
            f"{len(self.problems)} problems and notes>"
        )

    def _repr_html_(self) -> str:
        """Return the first papers as HTML."""
        return self.papers._repr_html_()

    def __iter__(self) -> Iterator[Paper]:
        return iter(self.papers)

    def __len__(self) -> int:
        return len(self.papers)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A chosen candidate in a paper, before it is resolved to an entity.

    `start` and `end` are half-open Unicode code points in the field, and `text` is exactly that
    slice; `sentence_start` and `sentence_end` bound the sentence around it in the same field.
    `name` is the canonical name in the lexicon, the long form of an abbreviation, or the text
    itself, and `named_by` says which of the three. `score` is a calibrated probability from 0 to 1,
    `source` is the extractor.
    """

    paper: str
    field: Field
    start: int
    end: int
    text: str
    label: Label
    name: str
    score: float
    source: str
    sentence_start: int
    sentence_end: int
    named_by: NamedBy = "text"


@dataclass(frozen=True, slots=True, order=True)
class Mention(Card):
    """One occurrence of an entity in a paper: a `Span` resolved to an entity id."""

    paper: str
    field: Field
    start: int
    end: int
    text: str
    label: Label
    entity: str
    score: float
    source: str
    sentence_start: int
    sentence_end: int


SUBJECT_SCORE = 0.5
"""The score from which on an entity is a subject of a paper."""


@dataclass(frozen=True, slots=True, order=True)
class About(Card):
    """How much a paper is about an entity that it mentions, by their ids.

    `score` is the calibrated probability that it is, from 0 to 1, rounded to four decimals.
    """

    paper: str
    entity: str
    score: float


@dataclass(frozen=True, slots=True, order=True)
class Statement(Card):
    """What a sentence of a paper states about the paper itself, or about two entities.

    `subject` and `object` are ids of entities; `subject` is empty if it is the paper itself. The
    offsets bound the sentence in the field. `score` is the calibrated probability that the sentence
    states this, from 0 to 1, to four decimals. `rule` says what proposed the statement: a "mention"
    of the object (for the paper's own statements), a "sentence" that mentions both entities, or an
    "edit". A `tentative` statement has a predicate that is right too rarely to be kept by default.

    No other statement of a graph has the same `key`.
    """

    paper: str
    subject: str
    predicate: Predicate
    object: str
    field: Field
    sentence_start: int
    sentence_end: int
    score: float
    rule: StatementRule
    tentative: bool = False

    @property
    def key(self) -> tuple[str, str, Predicate, str]:
        """The paper, subject, predicate and object."""
        return self.paper, self.subject, self.predicate, self.object


@dataclass(frozen=True, slots=True)
class Entity(Card):
    """A thing that papers name.

    `id` is `label/slug`, a function of the label and the key alone. `aliases` are its other
    surfaces and `abbreviations` those of them that are a short form of its name; both sorted. `idf`
    is its specificity, ln((1 + papers in the graph) / `paper_count`), in nats, above 0. `broader`
    are the ids of the entities of the graph that it is directly under, `close_matches` the IRIs of
    the same thing elsewhere. A `hub` is in too many papers to link any.
    """

    id: str
    name: str
    label: Label
    aliases: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    paper_count: int = 0
    idf: float = 0.0
    broader: tuple[str, ...] = ()
    close_matches: tuple[str, ...] = ()
    hub: bool = False

    def __repr__(self) -> str:
        return f"<Entity {self.id}: {self.name!r}, {self.paper_count} papers>"


@dataclass(frozen=True, slots=True)
class Person(Card):
    """An author of one or several papers.

    `id` is `author/` with the ORCID, otherwise with a slug of the name; `name` is the most frequent
    spelling. `papers` are the ids of the papers, sorted.
    """

    id: str
    name: str
    orcid: str
    paper_count: int
    papers: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Person {self.id}: {self.name!r}, {self.paper_count} papers>"


@dataclass(frozen=True, slots=True)
class Venue(Card):
    """A journal, a conference or another place where papers appeared, in any of its years.

    `id` is `venue/slug`, a function of the name alone. `papers` are the ids of the papers, sorted;
    the years are those of the first and the last of them, None if no paper has a year.
    """

    id: str
    name: str
    paper_count: int
    papers: tuple[str, ...]
    first_year: int | None
    last_year: int | None

    def __repr__(self) -> str:
        return f"<Venue {self.id}: {self.name!r}, {self.paper_count} papers>"


@dataclass(frozen=True, slots=True, order=True)
class Alias:
    """One row of the alias table: a surface, the entity that the rules give it, and the edit.

    `rule` is the rule that decided: the surface's own "text", the "lexicon", an "abbreviation" that
    the paper defines, a short form in it that was "expanded", a name in the paper with these
    "initials", an "acronym" that another paper defines, "undecided" between several long forms, a
    fuller name that it is "shortened" from, a more frequent name of another "spelling" or with its
    words in another "order", another "label" of most mentions of the name, or the "sense" in which
    the paper uses a name with several; "unknown" is an edit that fits no mention. `count` is the
    number of mentions, and `paper` has the first of them.
    """

    surface: str
    entity: str
    name: str
    rule: Rule
    count: int
    paper: str
    edit: Edit | Literal[""] = ""
    value: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Near:
    """Two entities (`a` < `b`) whose names say nearly the same, and how close they are, 0 to 1."""

    a: str
    b: str
    closeness: float


@dataclass(frozen=True, slots=True)
class PaperLink(Card):
    """Two papers (`a` < `b`) that are about the same, see `find_links`.

    `shared` holds the ids of all entities that both mention but hubs, `near` every entity of `a`
    with a near one of `b`, unless both papers mention one of them; what matters most to the link
    comes first. `entities`, `words` and `context` are how similar the papers are by what they are
    about, by their telling words and by their text vectors, 0 to 1, to four decimals; `weight` is
    the mean of the three, weighted by the shares in `kgraph.graph.links`, to six decimals. A `weak`
    link is lighter than `[link] min_weight`: without it, a paper might have none.
    """

    a: str
    b: str
    weight: float
    shared: tuple[str, ...]
    near: tuple[tuple[str, str], ...] = ()
    entities: float = 0.0
    words: float = 0.0
    context: float = 0.0
    weak: bool = False


@dataclass(frozen=True, repr=False)
class KnowledgeGraph:
    """Papers and entities by id, the mentions that tie them together, and the links between papers.

    Everything is sorted: papers, entities and links by id, mentions by paper, field (title first)
    and offset, aliases by entity and surface, `about` by paper and entity, statements by paper,
    subject (the paper itself first), predicate and object. Every mention's paper and entity is a
    key here, every entity has a mention, every link's shared entities are mentioned by both its
    papers, and a statement's entities are mentioned by its paper. `about` has each paper with each
    entity that it mentions; without it, papers have no subjects.
    `problems` has one problem for each paper that extraction failed on, which has no mentions, and
    for each edit of a statement that fits nothing.
    `labels` defines the label of every entity, in the order in which labels are listed.

    The methods answer from indices that are built once, when they are first needed. `len` is the
    number of papers.

    Raises:
        ValueError: An entity has a label that `labels` does not define.
    """

    papers: RecordsById[Paper]
    entities: RecordsById[Entity]
    mentions: Records[Mention]
    links: Records[PaperLink]
    aliases: Records[Alias] = Records()
    problems: Records[Problem] = Records()
    labels: Records[LabelDefinition] = Records(DEFAULT_LABELS)
    about: Records[About] = Records()
    near: Records[Near] = Records()
    statements: Records[Statement] = Records()

    def __post_init__(self) -> None:
        """Make tables and records of other mappings and sequences, and check the labels."""
        for field in fields(self):
            kind = RecordsById if field.name in ("papers", "entities") else Records
            given = getattr(self, field.name)
            object.__setattr__(self, field.name, given if isinstance(given, kind) else kind(given))
        names = [label.name for label in self.labels]
        for entity in self.entities.values():
            if entity.label not in names:
                raise ValueError(
                    f"{entity.id} has the label {entity.label!r}, which is not among the labels "
                    f"{', '.join(names)}. Define it in `labels`."
                )

    def __len__(self) -> int:
        return len(self.papers)

    def __repr__(self) -> str:
        return (
            f"<KnowledgeGraph: {len(self.papers):,} papers, {len(self.entities):,} entities, "
            f"{len(self.mentions):,} mentions, {len(self.links):,} links>"
        )

    def _repr_html_(self) -> str:
        """Return how many entities there are of each label, and the most frequent, as HTML."""
        by_label = _group(self.entities.values(), lambda entity: entity.label)
        rows = {label.name: by_label.get(label.name, ()) for label in self.labels}
        common = (sorted(own, key=lambda e: (-e.paper_count, e.id))[:_FEW] for own in rows.values())
        names = [[f"{entity.name} ({entity.paper_count})" for entity in best] for best in common]
        counts = [len(own) for own in rows.values()]
        columns: dict[str, Sequence[object]] = {
            "label": list(rows),
            "entities": counts,
            "in most papers": names,
        }
        return to_html(repr(self).strip("<>"), columns)

    def show(self, *, height: int = 720) -> Path | None:
        """Show the graph: do what `kgraph.show` does."""
        import kgraph  # noqa: PLC0415  # the page is made in a later layer

        return kgraph.show(self, height=height)

    def mentions_of(self, paper: str) -> tuple[Mention, ...]:
        """Return the mentions in a paper, by its id, in reading order."""
        return self._mentions_of_paper.get(paper, ())

    def mentions_of_entity(self, entity: str) -> tuple[Mention, ...]:
        """Return the mentions of an entity, by its id, in the order of `mentions`."""
        return self._mentions_of_entity.get(entity, ())

    def papers_of(self, entity: str) -> tuple[str, ...]:
        """Return the ids of the papers that mention an entity, sorted."""
        return self._papers_of_entity.get(entity, ())

    def entities_of(self, paper: str) -> tuple[str, ...]:
        """Return the ids of the entities that a paper mentions, sorted."""
        return self._entities_of_paper.get(paper, ())

    def about_of(self, paper: str) -> tuple[About, ...]:
        """Return how much a paper is about each entity, the highest score first, then by id."""
        return self._about_of_paper.get(paper, ())

    def about_score(self, paper: str, entity: str) -> float:
        """Return how much a paper is about an entity, 0 to 1; 0 if it does not mention it."""
        return self._about_score.get((paper, entity), 0.0)

    def subjects_of(self, paper: str) -> tuple[str, ...]:
        """Return the ids of the subjects of a paper, that with the highest score first."""
        return tuple(a.entity for a in self.about_of(paper) if a.score >= SUBJECT_SCORE)

    def statements_of(self, id_: str) -> tuple[Statement, ...]:
        """Return what a paper states, or what is stated about an entity, by its id, sorted."""
        return self._statements_of.get(id_, ())

    def links_of(self, paper: str) -> tuple[PaperLink, ...]:
        """Return the links of a paper, in the order of `links`."""
        return self._links_of_paper.get(paper, ())

    def neighbours_of(self, paper: str) -> tuple[str, ...]:
        """Return the ids of the papers that a paper is linked with, in the order of `links`."""
        return tuple(link.b if link.a == paper else link.a for link in self.links_of(paper))

    def link_between(self, a: str, b: str) -> PaperLink | None:
        """Return the link between two papers, in either order, or None if they are not linked."""
        return self._link_by_pair.get((min(a, b), max(a, b)))

    @cached_property
    def authors(self) -> RecordsById[Person]:
        """The authors of the papers by id, sorted."""
        names: dict[str, Counter[str]] = {}
        papers: dict[str, dict[str, None]] = {}
        for paper in self.papers.values():
            for author, id_ in zip(paper.authors, self.authors_of(paper.id), strict=True):
                names.setdefault(id_, Counter())[author.name] += 1
                papers.setdefault(id_, {})[paper.id] = None
        return RecordsById(
            {
                id_: Person(id_, _commonest(names[id_]), _orcid(id_), len(own), tuple(own))
                for id_, own in sorted(papers.items())
            }
        )

    @cached_property
    def venues(self) -> RecordsById[Venue]:
        """The venues of the papers by id, sorted."""
        papers = _group((p for p in self.papers.values() if p.venue), lambda p: self.venue_of(p.id))
        return RecordsById({id_: _venue(id_, own) for id_, own in sorted(papers.items())})

    def authors_of(self, paper: str) -> tuple[str, ...]:
        """Return the ids of the authors of a paper, in the order in which it names them."""
        return tuple(self._author_ids[a.name, a.orcid] for a in self.papers[paper].authors)

    def venue_of(self, paper: str) -> str:
        """Return the id of the venue of a paper, or ''."""
        name = self.papers[paper].venue
        return find_venue(name).id if name else ""

    @cached_property
    def _author_ids(self) -> Mapping[tuple[str, str], str]:
        return author_ids([(a.name, a.orcid) for a in p.authors] for p in self.papers.values())

    @cached_property
    def hubs(self) -> frozenset[str]:
        """The ids of the hubs: the entities that too many papers mention to link any."""
        return frozenset(entity.id for entity in self.entities.values() if entity.hub)

    @cached_property
    def subjects(self) -> frozenset[tuple[str, str]]:
        """Each paper with each of its subjects, by their ids.

        A subject is an entity whose score in `about` is at least `SUBJECT_SCORE`.
        """
        return frozenset((a.paper, a.entity) for a in self.about if a.score >= SUBJECT_SCORE)

    @cached_property
    def _mentions_of_paper(self) -> Mapping[str, tuple[Mention, ...]]:
        return _group(self.mentions, lambda mention: mention.paper)

    @cached_property
    def _mentions_of_entity(self) -> Mapping[str, tuple[Mention, ...]]:
        return _group(self.mentions, lambda mention: mention.entity)

    @cached_property
    def _papers_of_entity(self) -> Mapping[str, tuple[str, ...]]:
        # Mentions are sorted by paper, so the ids are too.
        return {
            entity: tuple(dict.fromkeys(mention.paper for mention in mentions))
            for entity, mentions in self._mentions_of_entity.items()
        }

    @cached_property
    def _entities_of_paper(self) -> Mapping[str, tuple[str, ...]]:
        return {
            paper: tuple(sorted({mention.entity for mention in mentions}))
            for paper, mentions in self._mentions_of_paper.items()
        }

    @cached_property
    def _about_score(self) -> Mapping[tuple[str, str], float]:
        return {(about.paper, about.entity): about.score for about in self.about}

    @cached_property
    def _about_of_paper(self) -> Mapping[str, tuple[About, ...]]:
        by_score = sorted(self.about, key=lambda about: (-about.score, about.entity))
        return _group(by_score, lambda about: about.paper)

    @cached_property
    def _statements_of(self) -> Mapping[str, tuple[Statement, ...]]:
        statements: dict[str, list[Statement]] = {}
        for statement in self.statements:
            for id_ in {statement.paper, statement.subject, statement.object} - {""}:
                statements.setdefault(id_, []).append(statement)
        return {id_: tuple(own) for id_, own in statements.items()}

    @cached_property
    def _links_of_paper(self) -> Mapping[str, tuple[PaperLink, ...]]:
        links: dict[str, list[PaperLink]] = {}
        for link in self.links:
            links.setdefault(link.a, []).append(link)
            links.setdefault(link.b, []).append(link)
        return {paper: tuple(own) for paper, own in links.items()}

    @cached_property
    def _link_by_pair(self) -> Mapping[tuple[str, str], PaperLink]:
        return {(link.a, link.b): link for link in self.links}


def _orcid(author: str) -> str:
    end = author.removeprefix("author/")
    return end if ORCID.fullmatch(end) else ""


def _commonest(names: Counter[str]) -> str:
    """Return the most frequent name; of several the longest, then the first."""
    return min(names, key=lambda name: (-names[name], -len(name), name))


def _venue(id_: str, papers: Sequence[Paper]) -> Venue:
    names = Counter(find_venue(paper.venue).name for paper in papers)
    years = [paper.year for paper in papers if paper.year is not None]
    ids = tuple(paper.id for paper in papers)
    first, last = min(years, default=None), max(years, default=None)
    return Venue(id_, _commonest(names), len(ids), ids, first, last)


def _group(items: Iterable[T], key: Callable[[T], str]) -> dict[str, tuple[T, ...]]:
    groups: dict[str, list[T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return {name: tuple(group) for name, group in groups.items()}
