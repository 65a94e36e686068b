"""Settings: defaults, a file's changes, options; whatever does not fit is named."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy

from kgraph import rdf
from kgraph.config import BASE_PATTERN, load_settings
from kgraph.errors import ConfigError
from kgraph.types import DEFAULT_LABELS, LABELS


def test_a_file_changes_the_defaults_and_options_change_the_file(tmp_path: Path) -> None:
    path = tmp_path / "my.cfg"
    path.write_text("[link]\nhub_papers = 7\n\n[extract]\nworkers = 2\n")
    settings = load_settings(path, {"extract": {"workers": 3, "min_score": None}})
    assert (settings.link.hub_papers, settings.link.hub_share) == (
        7,
        load_settings().link.hub_share,
    )
    assert (settings.extract.workers, settings.extract.min_score) == (3, 0.0)


def test_a_file_can_add_to_the_pipeline(tmp_path: Path) -> None:
    path = tmp_path / "my.cfg"
    path.write_text('[components]\n\n[components.lexicon]\npath = "mine.csv"\n')
    assert load_settings(path).components["lexicon"]["path"] == "mine.csv"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[link]\nhub_papers = 0\n", r"link\.hub_papers"),
        ("[link]\nhub_share = 7\n", r"link\.hub_share"),
        ("[link]\nhubs = 1\n", r"link\.hubs"),
        ("[statements]\nmin_score = 2\n", r"statements\.min_score = 2: must be at most 1"),
        ("[linking]\nhub_papers = 1\n", r"linking"),
        ('[export]\nbase_iri = "no iri"\n', r"export\.base_iri"),
        ("[read\n", r"is not a config file"),
        ("[read]\nformat = ???\n", r"my\.cfg"),
        (
            "[link]\nhub_papers = 1\nhub_papers = 2\n",
            r"my\.cfg:3: link\.hub_papers: is set twice",
        ),
        ("[link]\n[link]\n", r"my\.cfg:2: \[link\]: occurs twice"),
        (
            "[link]\nhub_share = ${read.nope}\n",
            r"my\.cfg: .*'read\.nope' which is not a valid option name",
        ),
        (
            "[link]\nhub_papers = many\n",
            r"my\.cfg: link\.hub_papers = 'many': must be a whole number\.$",
        ),
        ("[read]\nstrict = maybe\n", r"read\.strict = 'maybe': must be true or false\.$"),
        (
            '[read]\nformat = "pdf"\n',
            r"read\.format = 'pdf': must be 'listing', .* or 'openreview'\.$",
        ),
        ("[export]\nonly = []\n", r"export\.only = \[\]: must name at least one"),
        ("[nlp]\nbatch_size = 0\n", r"nlp\.batch_size = 0: must be above 0"),
        (
            "[components.lexicon]\nscore = -3\n",
            r"components\.lexicon\.score = -3: must be at least 0",
        ),
        (
            "[components.mentions]\nthreshold = 2\n",
            r"components\.mentions\.threshold = 2: must be at most 1",
        ),
        ("[components]\nx = 1\n", r"components\.x = 1: must be a section"),
        ("[labels.gene]\n", r"labels\.gene = 'gene': must begin with a capital letter"),
        ("[labels.Gene]\nsize = 1\n", r"labels\.Gene\.size = 1: is unknown"),
        ('[labels.Gene]\ncolor = "red"\n', r"labels\.Gene\.color = 'red': must be # and six hexa"),
        ('[labels.Gene]\nshape = "ring"\n', r"labels\.Gene\.shape = 'ring': must be 'circle', 'd"),
        ("[labels]\ndefaults = no\n", r"my\.cfg: labels\.defaults = 'no': must be true or false\."),
        ("[labels]\ndefaults = false\n", r"my\.cfg: labels = {}: must name at least one"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "my.cfg"
    path.write_text(text)
    with pytest.raises(ConfigError, match=message):
        load_settings(path)


def test_the_labels_of_the_config_are_those_of_the_types() -> None:
    assert load_settings().label_definitions == DEFAULT_LABELS


def test_labels_are_added_and_changed_in_the_order_of_the_sections(tmp_path: Path) -> None:
    path = tmp_path / "my.cfg"
    path.write_text(
        '[labels.Zoo]\n[labels.Task]\ncolor = "#000000"\n[labels.Ant]\nshape = "star"\n'
    )
    labels = load_settings(path).label_definitions
    assert [label.name for label in labels] == [*LABELS, "Zoo", "Ant"]
    assert (labels[2].color, labels[2].shape) == ("#000000", DEFAULT_LABELS[2].shape)
    assert (labels[5].shape, labels[6].shape) == ("pentagon", "star")


def test_without_the_defaults_only_the_labels_of_the_file_are_left(tmp_path: Path) -> None:
    path = tmp_path / "my.cfg"
    path.write_text("[labels]\ndefaults = false\n[labels.Zoo]\n[labels.Task]\n")
    assert list(load_settings(path).labels) == ["Zoo", "Task"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"my\.cfg: cannot be read"):
        load_settings(tmp_path / "my.cfg")


def test_a_component_needs_no_header_of_the_section_above(tmp_path: Path) -> None:
    path = tmp_path / "my.cfg"
    path.write_text("[components.lexicon]\nscore = 0.3\n")
    lexicon = load_settings(path).components["lexicon"]
    assert lexicon == {**load_settings().components["lexicon"], "score": 0.3}


def test_a_wrong_option_is_not_blamed_on_the_file(tmp_path: Path) -> None:
    path = tmp_path / "my.cfg"
    path.write_text("[link]\nhub_papers = 7\n")
    with pytest.raises(ConfigError, match=r"^options: extract\.workers = 0: must be above 0\.$"):
        load_settings(path, {"extract": {"workers": 0}})


@pytest.mark.parametrize(
    "base", ["https://w3id.org/kgraph/", "http://x/#", "http://x", "http://x/a b/", "ftp://x/"]
)
def test_one_base_iri_and_one_rule_for_it(base: str) -> None:
    assert load_settings().export.base_iri == rdf.DEFAULT_BASE
    assert rdf.BASE.pattern == BASE_PATTERN
    options = {"export": {"base_iri": base}}
    if rdf.BASE.fullmatch(base):
        assert load_settings(options=options).export.base_iri == base
    else:
        with pytest.raises(ConfigError, match="must be an http"):
            load_settings(options=options)


def test_the_factories_defaults_are_those_of_the_config() -> None:
    nlp = spacy.blank("en")
    for name, options in load_settings().components.items():
        given = {option: value for option, value in options.items() if option != "factory"}
        assert nlp.get_factory_meta(options["factory"]).default_config == given, name
