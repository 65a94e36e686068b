"""The component for the pipelines of others: any tokens, sentences and entities."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

TEXT = "We fit the neural tangent kernel (NTK). NTK-based CIFAR-10x. It wins on Oslo."
CONFIG = """
[nlp]
pipeline = ["sentences","lexicon","abbreviations","mentions"]

[components.lexicon]
path = "{path}"
"""


@pytest.fixture
def config(tmp_path: Path) -> str:
    """A config file without the model, which would only make the tests slow."""
    lexicon = tmp_path / "lexicon.csv"
    lexicon.write_text("label,name\nConcept,neural tangent kernel\nDataset,Oslo\n")
    path = tmp_path / "my.cfg"
    path.write_text(CONFIG.format(path=lexicon))
    return str(path)


def found(doc: Doc) -> list[tuple[str, str, str]]:
    return [(entity.text, entity.label_, entity.kb_id_) for entity in doc.ents]


def with_ruler(label: str, pattern: str) -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": label, "pattern": pattern}])
    return nlp


def test_one_line_finds_labels_names_scores_and_sentences(config: str) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("kgraph", config={"config": config})
    doc = nlp(TEXT)
    assert found(doc) == [
        ("neural tangent kernel", "Concept", "neural tangent kernel"),
        ("NTK", "Concept", "neural tangent kernel"),
        ("NTK", "Concept", "neural tangent kernel"),
        ("Oslo", "Dataset", "Oslo"),
    ]
    assert [sentence[0].text for sentence in doc.sents] == ["We", "NTK", "It"]
    assert [(doc[m.start : m.end].text, m.score) for m in doc._.kgraph_mentions] == [
        ("neural tangent kernel", 0.45), ("NTK", 0.75), ("NTK", 0.75), ("Oslo", 0.45),
    ]  # fmt: skip
    assert nlp.analyze_pipes()["problems"] == {"kgraph": []}
    assert nlp.pipe_labels["kgraph"] == ["Method", "Dataset", "Task", "Metric", "Concept"]


def test_a_mention_becomes_the_tokens_that_it_touches(config: str) -> None:
    nlp = spacy.blank("en")
    nlp.tokenizer = lambda text: Doc(nlp.vocab, text.split(" "))
    nlp.add_pipe("kgraph", config={"config": config})
    assert [text for text, _, _ in found(nlp(TEXT))] == [
        "neural tangent kernel", "(NTK).", "NTK-based", "Oslo."
    ]  # fmt: skip


@pytest.mark.parametrize(("overwrite", "expected"), [(False, "GPE"), (True, "Dataset")])
def test_entities_of_others_stay_unless_they_are_overwritten(
    config: str, overwrite: bool, expected: str
) -> None:
    nlp = with_ruler("GPE", "Oslo")
    nlp.add_pipe("kgraph", config={"config": config, "overwrite_ents": overwrite})
    doc = nlp(TEXT)
    assert [entity.label_ for entity in doc.ents] == ["Concept"] * 3 + [expected]
    assert len(doc._.kgraph_mentions) == 3 + overwrite


def test_sentences_of_others_stay(config: str) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer", config={"punct_chars": ["x"]})
    nlp.add_pipe("kgraph", config={"config": config})
    assert len(list(nlp(TEXT).sents)) == 1


def test_a_batch_a_folder_and_bytes_give_the_same(config: str, tmp_path: Path) -> None:
    nlp = with_ruler("GPE", "Bergen")
    nlp.add_pipe("kgraph", config={"config": config})
    expected = found(nlp(TEXT))
    texts = [TEXT, "", "Nothing.", TEXT]
    assert [found(doc) for doc in nlp.pipe(texts, batch_size=3)] == [expected, [], [], expected]
    nlp.to_disk(tmp_path / "saved")
    assert found(spacy.load(tmp_path / "saved")(TEXT)) == expected
    again = spacy.blank("en").from_config(nlp.config).from_bytes(nlp.to_bytes())
    assert found(again(TEXT)) == expected
