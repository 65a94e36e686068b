"""Components of spaCy in a build: rules, and a trained named-entity recognizer."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import spacy
from spacy.training import Example

from kgraph.config import Settings, load_settings
from kgraph.errors import ConfigError
from kgraph.extract.spans import build_nlp, extract
from kgraph.types import Paper

PAPER = Paper("p", "Learning from birds", "Kolmogorov Labs built BirdBank on Monday.")


def settings(tmp_path: Path, names: str, sections: str) -> Settings:
    path = tmp_path / "my.cfg"
    path.write_text(f'[nlp]\npipeline = ["sentences",{names},"mentions"]\n{sections}')
    return load_settings(path)


def spans(settings: Settings) -> list[tuple[str, str, float, str]]:
    (extraction,) = extract([PAPER], settings)
    assert extraction.problem is None
    return [(span.text, span.label, span.score, span.source) for span in extraction.spans]


def rules(tmp_path: Path, label: str) -> str:
    """Write rules for an entity ruler, and return the sections that read them."""
    path = tmp_path / "rules.jsonl"
    path.write_text(f'{{"label": "{label}", "pattern": "BirdBank"}}\n')
    return f"""
[components.rules]
factory = "entity_ruler"

[initialize.components.rules.patterns]
@readers = "srsly.read_jsonl.v1"
path = "{path}"
"""


def test_entities_with_the_labels_of_kgraph_are_proposed(tmp_path: Path) -> None:
    sections = rules(tmp_path, "Dataset") + '[components.ents]\nfactory = "kgraph_ents"\n'
    found = spans(settings(tmp_path, '"rules","ents"', sections))
    assert found == [("BirdBank", "Dataset", 1.0, "ents")]


def test_a_label_that_is_not_configured_is_a_problem_of_the_paper(tmp_path: Path) -> None:
    sections = rules(tmp_path, "Bird") + '[components.ents]\nfactory = "kgraph_ents"\n'
    (extraction,) = extract([PAPER], settings(tmp_path, '"rules","ents"', sections))
    assert extraction.problem is not None
    assert "ents proposed a span with the label 'Bird'" in extraction.problem.detail


def test_a_ruler_with_a_label_that_is_not_configured_is_refused(tmp_path: Path) -> None:
    sections = rules(tmp_path, "Bird").replace("entity_ruler", "span_ruler")
    sections = sections.replace("\n\n[init", '\nspans_key = "mentions"\n\n[init')
    with pytest.raises(ConfigError, match=r"components\.rules: proposes Bird, but the labels"):
        build_nlp(settings(tmp_path, '"rules"', sections))


@pytest.mark.parametrize(
    ("names", "section", "message"),
    [
        ('"rules"', "rules.patterns", r"Can't read file: .*none\.jsonl\. Check what it names"),
        ('"abbreviations"', "rules.patterns", r"nlp\.pipeline has no 'rules'\. Add it"),
        ('"rules","abbreviations"', "abbreviations.x", r"'abbreviations' reads nothing\. Remove"),
    ],
)
def test_a_section_that_cannot_be_read_is_named(
    tmp_path: Path, names: str, section: str, message: str
) -> None:
    sections = f"""
[components.rules]
factory = "entity_ruler"

[initialize.components.{section}]
@readers = "srsly.read_jsonl.v1"
path = "{tmp_path}/none.jsonl"
"""
    with pytest.raises(ConfigError, match=rf"\[initialize\.components\.\w+\]: {message}"):
        build_nlp(settings(tmp_path, names, sections))


def test_a_mapped_label_that_is_not_configured_is_refused(tmp_path: Path) -> None:
    sections = '[components.ents]\nfactory = "kgraph_ents"\nlabels = {"ORG":"Company"}\n'
    with pytest.raises(ConfigError, match=r"components\.ents: proposes Company"):
        build_nlp(settings(tmp_path, '"ents"', sections))


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ("[initialize.components.rule]\npatterns = []", "'rule'"),
        ("[initialize.components.sentences]\nx = 1", "initialize"),
        (
            '[initialize.components.rules.patterns]\n@readers = "srsly.read_jsonl.v1"\n'
            'path = "none.jsonl"',
            r"none\.jsonl",
        ),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, section: str, message: str) -> None:
    sections = f'[components.rules]\nfactory = "span_ruler"\nspans_key = "mentions"\n{section}\n'
    with pytest.raises(ConfigError, match=message):
        build_nlp(settings(tmp_path, '"rules"', sections))


@pytest.mark.slow
def test_a_trained_recognizer_takes_part_with_mapped_labels(tmp_path: Path) -> None:
    random.seed(0)
    spacy.util.fix_random_seed(0)
    nlp = spacy.blank("en")
    recognizer = nlp.add_pipe("ner")
    examples = []
    for name in ("Acme Labs", "Hopper Labs", "Turing Labs"):
        text = f"{name} built it on Monday."
        entities = [(0, len(name), "ORG"), (len(text) - 7, len(text) - 1, "DATE")]
        examples.append(Example.from_dict(nlp.make_doc(text), {"entities": entities}))
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(30):
        nlp.update(examples, sgd=optimizer)
    assert set(recognizer.labels) == {"ORG", "DATE"}
    nlp.to_disk(tmp_path / "ner")
    sections = (
        f'[components.ner]\nsource = "{tmp_path / "ner"}"\n'
        '[components.ents]\nfactory = "kgraph_ents"\nlabels = {"ORG":"Method"}\nscore = 0.8\n'
    )
    found = spans(settings(tmp_path, '"ner","ents"', sections))
    assert ("Kolmogorov Labs", "Method", 0.8, "ents") in found
    assert "Monday" not in {text for text, *_ in found}
