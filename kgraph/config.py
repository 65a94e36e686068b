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
from kgraph.types import EvidenceForm, InputFormat, Output

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
    "string_pattern_mismatch": "must be an http(s) address that ends in / or #",
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

Options = Mapping[str, Mapping[str, Any]]
"""Values by section and option name."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ReadSettings(_Section):
    """`[read]`: how to read the inputs."""

    format: InputFormat | None
    strict: bool
    max_chars: PositiveInt


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


class LinkSettings(_Section):
    """`[link]`: which shared entities link two papers."""

    hub_share: float = Field(ge=0, le=1)
    hub_papers: int = Field(ge=1)
    subject_papers: int = Field(ge=0, le=2)

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


class Settings(_Section):
    """All settings of a build; `nlp` and `components` are the sections of spaCy."""

    read: ReadSettings
    extract: ExtractSettings
    resolve: ResolveSettings
    link: LinkSettings
    export: ExportSettings
    nlp: NlpSettings
    components: dict[str, ComponentSettings]


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
        config = _merge(config, _read(Path(path)))
    options = options or {}
    for section, values in options.items():
        set_values = {name: value for name, value in values.items() if value is not None}
        config = config.merge({section: set_values})
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
    rule = _TYPES.get(error["type"].split("_")[0])
    text = rule or _MESSAGES.get(error["type"], error["msg"]).format_map(error.get("ctx", {}))
    return f"{source}: {'.'.join(map(str, error['loc']))} = {error['input']!r}: {text}."


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


def _merge(defaults: Config, changes: Config) -> Config:
    try:
        return defaults.merge(changes)
    except ValueError as error:
        raise ConfigError(
            f"the config file does not fit the defaults: {_one_line(error)}."
        ) from None
