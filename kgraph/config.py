"""The settings of a build: the defaults of config.cfg, changed by a file of the user's and by options."""

from __future__ import annotations

import configparser
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from confection import Config
from pydantic import BaseModel, ConfigDict, Field, PositiveInt, ValidationError
from pydantic_core import ErrorDetails
from typing_extensions import TypedDict  # pydantic takes typing's own from Python 3.12 on

from kgraph.errors import ConfigError
from kgraph.types import EvidenceForm, InputFormat, Output

DEFAULTS = Path(__file__).with_name("config.cfg")
BASE_PATTERN = r"https?://[A-Za-z0-9.-]+(:[0-9]+)?/([A-Za-z0-9._~-]+/)*([A-Za-z0-9._~-]+#)?"
"""What a base IRI must be; a test holds it equal to the pattern of `kgraph.rdf`, which imports no pydantic."""

# What pydantic finds, by its name for it, in plain words.
_FAULTS = {
    "extra_forbidden": "there is no such section or option; config.cfg and docs/reference.md list them",
    "literal_error": "must be {expected}",
    "enum": "must be {expected}",
    "greater_than": "must be above {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "too_short": "must name at least one",
    "string_pattern_mismatch": "must be an http(s) address that ends in / or #",
    "model_type": "must be a section with options",
    "dict_type": "must be a section with options",
    "string_type": "must be a text in double quotes",
    "list_type": 'must be a list, as ["a","b"]',
    "tuple_type": 'must be a list, as ["a","b"]',
}
_KINDS = {
    "int": "must be a whole number",
    "float": "must be a number",
    "bool": "must be true or false",
}


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReadSettings(_Section):
    """`[read]`: how inputs are read."""

    format: InputFormat | None
    strict: bool
    max_chars: PositiveInt


class ExtractSettings(_Section):
    """`[extract]`: how mentions are found."""

    workers: Annotated[
        PositiveInt, Field(exclude=True)
    ]  # not in a manifest: it never changes what is built
    min_score: float = Field(ge=0, le=1)


class ResolveSettings(_Section):
    """`[resolve]`: which mentions are of one entity."""

    label_share: float = Field(ge=0, le=1)
    label_papers: int = Field(ge=1)
    aliases: str | None


class LinkSettings(_Section):
    """`[link]`: which shared entities link two papers."""

    hub_share: float = Field(ge=0, le=1)
    hub_papers: int = Field(ge=1)
    lone_about: int = Field(ge=0, le=2)

    def is_hub(self, paper_count: int, papers: int) -> bool:
        """Tell whether an entity in so many of the papers is too common to link any."""
        return paper_count > max(self.hub_papers, self.hub_share * papers)


class ExportSettings(_Section):
    """`[export]`: what is written."""

    only: tuple[Output, ...] = Field(min_length=1)
    base_iri: str = Field(pattern=f"^(?:{BASE_PATTERN})$")
    abstracts: bool
    evidence: EvidenceForm
    seed: int = Field(ge=0)


Share = Annotated[float, Field(ge=0, le=1)]


class NlpSettings(TypedDict, total=False):
    """`[nlp]`: spaCy's own section, of which only what kgraph reads is checked here."""

    __pydantic_config__ = ConfigDict(extra="allow")  # type: ignore[misc]  # pydantic's way to set it on a dict
    lang: str
    pipeline: list[str]
    batch_size: PositiveInt


class ComponentSettings(TypedDict, total=False):
    """`[components.NAME]`: the options of one component, which its factory checks but for these."""

    __pydantic_config__ = ConfigDict(extra="allow")  # type: ignore[misc]  # pydantic's way to set it on a dict
    score: Share | None
    threshold: Share | None


class Settings(_Section):
    """Everything a build depends on beside its input; `nlp` and `components` are spaCy's own sections."""

    read: ReadSettings
    extract: ExtractSettings
    resolve: ResolveSettings
    link: LinkSettings
    export: ExportSettings
    nlp: NlpSettings
    components: dict[str, ComponentSettings]


def load_settings(
    path: str | Path | None = None, options: Mapping[str, Mapping[str, Any]] | None = None
) -> Settings:
    """Load the settings: the defaults, then a file's sections, then options by section and name.

    Raises:
        ConfigError: The file cannot be read, or a section, an option or a value does not fit.
    """
    config = Config().from_disk(DEFAULTS, interpolate=False)
    if path is not None:
        config = _merge(config, _read(Path(path)))
    for section, values in (options or {}).items():
        config = config.merge(
            {section: {name: value for name, value in values.items() if value is not None}}
        )
    try:
        return Settings.model_validate(dict(config.interpolate()))
    except ValidationError as error:
        raise ConfigError(_explain(error.errors()[0], path, options or {})) from None
    except ValueError as error:  # confection's, of an interpolation
        remedy = "Write ${section.option} with an option that there is."
        raise ConfigError(f"{path or 'options'}: {_one_line(error)}. {remedy}") from None


def _explain(
    fault: ErrorDetails, path: str | Path | None, options: Mapping[str, Mapping[str, Any]]
) -> str:
    """Say in plain words what pydantic found: where the value was given, which it is, and what it must be."""
    section, option, *_ = (*fault["loc"], "", "")
    given = options.get(str(section), {}).get(str(option)) is not None
    source = "options" if given or path is None else path
    kind = _KINDS.get(fault["type"].split("_")[0])
    text = kind or _FAULTS.get(fault["type"], fault["msg"]).format_map(fault.get("ctx", {}))
    return f"{source}: {'.'.join(map(str, fault['loc']))} = {fault['input']!r}: {text}."


def _read(path: Path) -> Config:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return Config().from_str(_missing_parents(text) + text, interpolate=False)
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot be read ({error.strerror}). Give the path of a config file."
        ) from error
    except configparser.DuplicateOptionError as error:
        place = f"{path}:{error.lineno}: {error.section}.{error.option}"
        raise ConfigError(f"{place}: is given a second time. Leave one of the two.") from None
    except configparser.DuplicateSectionError as error:
        place = f"{path}:{error.lineno}: [{error.section}]"
        raise ConfigError(
            f"{place}: is begun a second time. Put its options into one section."
        ) from None
    except (ValueError, configparser.Error) as error:
        remedy = "Write sections in brackets and options as name = value."
        raise ConfigError(f"{path}: is not a config file ({_one_line(error)}). {remedy}") from None


def _missing_parents(text: str) -> str:
    """Return the headers that confection wants above a `[components.lexicon]`; a wrong text raises configparser's."""
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[assignment, method-assign]  # options keep their case, as confection's do
    parser.read_string(text)
    sections = [section.split(".") for section in parser.sections()]
    parents = dict.fromkeys(
        ".".join(parts[:depth]) for parts in sections for depth in range(1, len(parts))
    )
    return "".join(f"[{parent}]\n" for parent in parents if not parser.has_section(parent))


def _one_line(error: Exception) -> str:
    text = " ".join(str(error).split())
    return (
        text.removeprefix("Config validation error ")
        .replace("'<string>'", "the file")
        .removesuffix(".")
    )


def _merge(defaults: Config, changes: Config) -> Config:
    try:
        return defaults.merge(changes)
    except ValueError as error:
        raise ConfigError(
            f"the config file does not fit the defaults: {_one_line(error)}."
        ) from None
