"""Settings of a build: the defaults of config.cfg, overridden by a config file and by options."""

from __future__ import annotations

import configparser
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from confection import Config
from pydantic import BaseModel, ConfigDict, Field, PositiveInt, ValidationError
from pydantic_core import ErrorDetails
from typing_extensions import TypedDict  # pydantic accepts typing.TypedDict only from Python 3.12

from kgraph.errors import ConfigError
from kgraph.types import (
    DEFAULT_LABELS,
    LABEL_PATTERN,
    LABEL_RULE,
    SHAPES,
    EvidenceForm,
    InputFormat,
    Label,
    LabelDefinition,
    Output,
    Shape,
)

DEFAULTS = Path(__file__).with_name("config.cfg")
BASE_PATTERN = r"https?://[A-Za-z0-9.-]+(:[0-9]+)?/([A-Za-z0-9._~-]+/)*([A-Za-z0-9._~-]+#)?"
"""Pattern of a base IRI; `kgraph.rdf` has a copy, because it does not import pydantic."""

# Plain messages for the error types of pydantic.
_MESSAGES = {
    "extra_forbidden": "is unknown; config.cfg and docs/reference.md list all sections and options",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
    "greater_than": "must be above {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "too_short": "must name at least one",
    "model_type": "must be a section with options",
    "dict_type": "must be a section with options",
    "string_type": "must be a text in double quotes",
    "list_type": 'must be a list, such as ["a","b"]',
    "tuple_type": 'must be a list, such as ["a","b"]',
}
_TYPES = {
    "int": "must be a whole number",
    "float": "must be a number",
    "bool": "must be true or false",
}

# Plain messages for the options with a pattern, and for the names of labels.
_PATTERNS = {
    "base_iri": "must be an http(s) address that ends in / or #",
    "color": "must be # and six hexadecimal digits, such as #2f78c4",
    "[key]": LABEL_RULE,
}
# Colours of labels that have none; they differ in lightness too.
_COLORS = (*(label.color for label in DEFAULT_LABELS), "#6a4fbf", "#3b97a8", "#c43c3c")

Options = Mapping[str, Mapping[str, Any]]
"""Values by section and option name."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReadSettings(_Section):
    """`[read]`: how to read the inputs."""

    format: InputFormat | None
    columns: dict[str, str]
    strict: bool | None
    max_chars: PositiveInt


class LabelSettings(_Section):
    """`[labels.NAME]`: how the entities of a label are drawn, and what they are in the RDF."""

    color: str | None = Field(None, pattern="^#[0-9A-Fa-f]{6}$")
    shape: Shape | None = None
    ontology_class: str | None = None

    def define(self, name: Label, number: int) -> LabelDefinition:
        """Return the definition of the label, the `number`th from 0."""
        return LabelDefinition(
            name,
            self.color or _COLORS[number % len(_COLORS)],
            self.shape or SHAPES[number % len(SHAPES)],
            self.ontology_class or "",
        )


class ExtractSettings(_Section):
    """`[extract]`: how to find mentions."""

    # Not in the manifest: the number of processes never changes a build.
    workers: Annotated[PositiveInt, Field(exclude=True)]
    min_score: float = Field(ge=0, le=1)


class ResolveSettings(_Section):
    """`[resolve]`: how to resolve mentions to entities."""

    label_share: float = Field(ge=0, le=1)
    label_papers: int = Field(ge=1)
    aliases: str | None


class StatementSettings(_Section):
    """`[statements]`: which statements are kept, and the user's edits of them."""

    min_score: float = Field(ge=0, le=1)
    tentative: bool
    edits: str | None


class LinkSettings(_Section):
    """`[link]`: which entities link papers, and how many links a paper has."""

    hub_share: float = Field(ge=0, le=1)
    hub_papers: int = Field(ge=1)
    nearest: int = Field(ge=0)
    kept: int = Field(ge=0)
    min_weight: float = Field(ge=0, le=1)

    def is_hub(self, paper_count: int, papers: int) -> bool:
        """Return whether an entity that `paper_count` of all papers mention is a hub."""
        return paper_count > max(self.hub_papers, self.hub_share * papers)


class ExportSettings(_Section):
    """`[export]`: what to write."""

    only: tuple[Output, ...] = Field(min_length=1)
    base_iri: str = Field(pattern=f"^(?:{BASE_PATTERN})$")
    abstracts: bool
    evidence: EvidenceForm
    seed: int = Field(ge=0)


Share = Annotated[float, Field(ge=0, le=1)]
LabelName = Annotated[Label, Field(pattern=f"^{LABEL_PATTERN}$")]


class NlpSettings(TypedDict, total=False):
    """`[nlp]`: spaCy's section; only the options that kgraph reads are checked here."""

    __pydantic_config__ = ConfigDict(extra="allow")  # type: ignore[misc]  # as pydantic documents
    lang: str
    pipeline: list[str]
    batch_size: PositiveInt


class ComponentSettings(TypedDict, total=False):
    """`[components.NAME]`: the options of one component; its factory checks all others."""

    __pydantic_config__ = ConfigDict(extra="allow")  # type: ignore[misc]  # as pydantic documents
    score: Share | None
    threshold: Share | None


class InitializeSettings(_Section):
    """`[initialize]`: spaCy's section; what components read once, such as patterns."""

    components: dict[str, dict[str, Any]]


class Settings(_Section):
    """All settings of a build; `nlp`, `components` and `initialize` are the sections of spaCy."""

    read: ReadSettings
    labels: dict[LabelName, LabelSettings] = Field(min_length=1)
    extract: ExtractSettings
    resolve: ResolveSettings
    statements: StatementSettings
    link: LinkSettings
    export: ExportSettings
    nlp: NlpSettings
    components: dict[str, ComponentSettings]
    initialize: InitializeSettings

    @property
    def label_definitions(self) -> tuple[LabelDefinition, ...]:
        """The labels, in the order of their sections."""
        labels = enumerate(self.labels.items())
        return tuple(label.define(name, number) for number, (name, label) in labels)


def load_settings(path: str | Path | None = None, options: Options | None = None) -> Settings:
    """Load the settings: the defaults, overridden by a config file, overridden by options.

    Args:
        path: A config file with the sections and options to change.
        options: Values by section and option name; None leaves an option as it is.

    Raises:
        ConfigError: The file cannot be read, or has an unknown section or option, or a value is
            invalid.

    Example:
        >>> load_settings(options={"link": {"hub_papers": 7}}).link.hub_papers
        7
    """
    config = Config().from_disk(DEFAULTS, interpolate=False)
    if path is not None:
        config = _merge(config, _read(Path(path)), path)
    options = options or {}
    for section, values in options.items():
        set_values = {name: value for name, value in values.items() if value is not None}
        config = _merge(config, {section: set_values}, "options")
    return _validate(config, path, options)


def _validate(config: Config, path: str | Path | None, options: Options) -> Settings:
    try:
        return Settings.model_validate(dict(config.interpolate()))
    except ValidationError as error:
        raise ConfigError(_explain(error.errors()[0], path, options)) from None
    except ValueError as error:  # raised by confection for an invalid interpolation
        remedy = "Write ${section.option} with an existing option."
        raise ConfigError(f"{path or 'options'}: {_one_line(error)}. {remedy}") from None


def _explain(error: ErrorDetails, path: str | Path | None, options: Options) -> str:
    """Return a plain message for an error of pydantic: source, option, value and rule."""
    section, option, *_ = (*error["loc"], "", "")
    is_option = options.get(str(section), {}).get(str(option)) is not None
    source = "options" if is_option or path is None else path
    place = ".".join(map(str, error["loc"])).removesuffix(".[key]")
    return f"{source}: {place} = {error['input']!r}: {_find_rule(error)}."


def _find_rule(error: ErrorDetails) -> str:
    """Return the rule that a value breaks, in plain words."""
    kind = error["type"]
    if kind == "string_pattern_mismatch":
        return _PATTERNS[str(error["loc"][-1])]
    rule = _TYPES.get(kind.split("_")[0]) or _MESSAGES.get(kind, error["msg"])
    return rule.format_map(error.get("ctx", {}))


def _read(path: Path) -> Config:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return Config().from_str(_missing_parents(text) + text, interpolate=False)
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be read ({error.strerror}). Give the path of a config file."
        ) from error
    except configparser.DuplicateOptionError as error:
        location = f"{path}:{error.lineno}: {error.section}.{error.option}"
        raise ConfigError(f"{location}: is set twice. Remove one of the two lines.") from None
    except configparser.DuplicateSectionError as error:
        location = f"{path}:{error.lineno}: [{error.section}]"
        raise ConfigError(f"{location}: occurs twice. Merge the two sections.") from None
    except (ValueError, configparser.Error) as error:
        remedy = "Write sections in brackets and options as name = value."
        raise ConfigError(f"{path}: is not a config file ({_one_line(error)}). {remedy}") from None


def _missing_parents(text: str) -> str:
    """Return the headers of parent sections that confection requires and a config file lacks.

    `[components.lexicon]` requires `[components]` before it. Raises the errors of configparser.
    """
    parser = configparser.RawConfigParser()
    # Keep the case of option names, as confection does.
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(text)
    sections = [section.split(".") for section in parser.sections()]
    parents = dict.fromkeys(
        ".".join(parts[:depth]) for parts in sections for depth in range(1, len(parts))
    )
    return "".join(f"[{parent}]\n" for parent in parents if not parser.has_section(parent))


def _one_line(error: Exception) -> str:
    text = " ".join(str(error).split()).removeprefix("Config validation error ")
    return text.replace("'<string>'", "the file").removesuffix(".")


def _merge(config: Config, changes: dict[str, Any], source: str | Path) -> Config:
    labels = changes.get("labels", {})
    if not _keeps_labels(labels, source):
        config = Config({**config, "labels": {}})
    # confection puts the sections of the changes first
    order = [name for name in (*config["labels"], *labels) if name != "defaults"]
    try:
        merged = config.merge(changes)
    except ValueError as error:
        raise ConfigError(
            f"the config file does not fit the defaults: {_one_line(error)}."
        ) from None
    merged["labels"] = {name: merged["labels"][name] for name in order}
    return merged


def _keeps_labels(labels: Mapping[str, Any], source: str | Path) -> bool:
    """Return whether the labels before those of a config file are kept: `labels.defaults`."""
    defaults = labels.get("defaults", True)
    if not isinstance(defaults, bool):
        raise ConfigError(f"{source}: labels.defaults = {defaults!r}: must be true or false.")
    return defaults
