"""The components through spaCy: tokens, sentences, lexicon, abbreviations and patterns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import pytest
import spacy
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc
from threadpoolctl import threadpool_limits

from kgraph.errors import ConfigError
from kgraph.extract.abbreviations import AbbreviationFinder
from kgraph.extract.candidates import Candidate, add_candidates, read_candidates
from kgraph.extract.choice import MentionChooser, cover
from kgraph.extract.lexicon import Entry, read_lexicon
from kgraph.extract.lexicon_matcher import LexiconMatcher
from kgraph.extract.model_extractor import ModelExtractor, read_model
from kgraph.extract.patterns import PatternFinder, find_names
from kgraph.extract.segmentation import SentenceSplitter, build_tokenizer
from kgraph.extract.tokens import read_tokens
from kgraph.names.short_forms import find_definitions
from kgraph.types import LABELS

ENTRIES = (
    Entry("Concept", "neural tangent kernel", ("NTK",)),
    Entry("Method", "kernel", ()),
    Entry("Method", "segment anything model", ("SAM",)),
    Entry("Dataset", "CIFAR-10", ()),
    Entry("Dataset", "GLUE", ()),
    Entry("Method", "hypernetwork", ("hyper network",)),
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = spacy.blank("en")
    nlp.tokenizer = build_tokenizer(nlp)
    return nlp


def prepared(nlp: Language, text: str) -> Doc:
    return SentenceSplitter()(nlp.make_doc(text))


def found(nlp: Language, text: str) -> list[tuple[str, str]]:
    doc = LexiconMatcher(ENTRIES, score=0.8)(prepared(nlp, text))
    return [(doc[c.start : c.end].text, c.name) for c in read_candidates(doc)]


def test_the_names_that_a_user_adds_have_an_extractor_of_their_own(nlp: Language) -> None:
    entries = (Entry("Task", "knot tying", own=True), Entry("Method", "kernel"))
    doc = LexiconMatcher(entries, score=0.8)(prepared(nlp, "A kernel for knot tying."))
    assert [(c.name, c.source) for c in read_candidates(doc)] == [
        ("kernel", "lexicon"),
        ("knot tying", "own lexicon"),
    ]


def test_every_mark_is_a_token(nlp: Language) -> None:
    text = "ResNet-50/101's GPT-3.5 (e.g., 10,000)."
    assert [token.text for token in nlp.make_doc(text)] == [
        "ResNet", "-", "50", "/", "101", "'", "s", "GPT", "-", "3.5",
        "(", "e.g.", ",", "10,000", ")", ".",
    ]  # fmt: skip


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text())
def test_tokens_give_the_text_back(nlp: Language, text: str) -> None:
    assert "".join(token.text_with_ws for token in nlp.make_doc(text)) == text


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("We win. They lose!", ["We win.", "They lose!"]),
        (
            "Smith et al. show it, cf. Fig. 3. It holds.",
            ["Smith et al. show it, cf. Fig. 3.", "It holds."],
        ),
        ("It costs 3.5 units (e.g. Joules). Done.", ["It costs 3.5 units (e.g. Joules).", "Done."]),
        ("A Title\n\nwe start here.", ["A Title", "we start here."]),
        ('He said "stop." Then left.', ['He said "stop."', "Then left."]),
        ("Is it so? yes.", ["Is it so? yes."]),
    ],
)
def test_sentences_end_where_readers_end_them(
    nlp: Language, text: str, sentences: list[str]
) -> None:
    assert [sentence.text.strip() for sentence in prepared(nlp, text).sents] == sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Neural Tangent Kernels rule", [("Neural Tangent Kernels", "neural tangent kernel")]),
        ("a neural-tangent kernel", [("neural-tangent kernel", "neural tangent kernel")]),
        ("the kernel of NTKs", [("kernel", "kernel"), ("NTKs", "neural tangent kernel")]),
        ("on CIFAR10 and CIFAR-10.", [("CIFAR10", "CIFAR-10"), ("CIFAR-10", "CIFAR-10")]),
        ("Sam met sam and SAM", [("SAM", "segment anything model")]),
        ("we glue GLUE", [("GLUE", "GLUE")]),
        (
            "Hyper-networks, hypernetworks",
            [("Hyper-networks", "hypernetwork"), ("hypernetworks", "hypernetwork")],
        ),
        ("neural, tangent kernel", [("kernel", "kernel")]),
        ("neural tangent\n\nkernel", [("kernel", "kernel")]),
        ("CIFAR-100 and CIFAR-10.5", []),
        ("It is neural. Tangent kernel.", [("kernel", "kernel")]),
        ("nothing here", []),
        ("", []),
    ],
)
def test_names_are_found_in_their_variants(
    nlp: Language, text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(nlp, text) == expected


def test_the_lexicon_is_large_clean_and_read_as_it_is() -> None:
    entries = read_lexicon()
    assert len(entries) >= 2000
    assert {entry.label for entry in entries} == set(LABELS)
    assert len({(entry.label, entry.name.casefold()) for entry in entries}) == len(entries)


@pytest.mark.parametrize("row", [",name,", "Method,,", "Method,---,"])
def test_a_wrong_line_of_a_lexicon_is_named(tmp_path: Path, row: str) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(f"label,name,aliases\nMethod,good one,\n{row}\n")
    with pytest.raises(ConfigError, match=r"mine\.csv:3: needs a label and a name"):
        read_lexicon(path)


def test_a_label_that_is_not_configured_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("label,name\nGene,BRCA1\nThing,name\n")
    assert {entry.label for entry in read_lexicon(path)} == {"Gene", "Thing"}
    message = r"mine\.csv:3: 'Thing' is not among the labels of the configuration: Gene, Disease\."
    with pytest.raises(ConfigError, match=message):
        read_lexicon(path, labels=("Gene", "Disease"))


def test_a_missing_lexicon_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"mine\.csv: the lexicon cannot be read"):
        read_lexicon(tmp_path / "mine.csv")


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("the neural tangent kernel (NTK) is", "NTK", "neural tangent kernel"),
        ("Graph neural networks (GNNs) are", "GNNs", "Graph neural networks"),
        ("the NTK (neural tangent kernel) is", "NTK", "neural tangent kernel"),
        ("a long short-term memory (LSTM) cell", "LSTM", "long short-term memory"),
        (
            "We use Proximal Policy Optimization (PPO, for short).",
            "PPO",
            "Proximal Policy Optimization",
        ),
        ("a Convolutional Neural Network (ConvNet) is", "ConvNet", "Convolutional Neural Network"),
        ("the area under the curve (AUC) is", "AUC", "area under the curve"),
        ("Mean of Average Errors (MAE)", "MAE", "Mean of Average Errors"),
        ("the results (see Table 3) are", None, None),
        ("our method (ABC) is", None, None),
        ("(NTK)", None, None),
    ],
)
def test_definitions_are_found_in_either_order(
    text: str, short: str | None, long: str | None
) -> None:
    expected = [] if short is None else [(short, long)]
    assert [
        (text[d.short_start : d.short_end], text[d.long_start : d.long_end])
        for d in find_definitions(text)
    ] == (expected)


@given(st.text(alphabet="aAbB ()-,s3\n", max_size=80))
def test_definitions_never_overlap_or_leave_the_text(text: str) -> None:
    for d in find_definitions(text):
        assert 0 <= d.short_start < d.short_end <= len(text)
        assert 0 <= d.long_start < d.long_end <= len(text)
        assert d.short_end <= d.long_start or d.long_end <= d.short_start


def test_a_short_form_has_the_name_that_the_lexicon_gives_its_long_form(nlp: Language) -> None:
    doc = prepared(nlp, "Neural Tangent Kernels (NTKs)")
    add_candidates(doc, [Candidate(0, 3, "Method", "Neural Tangent Kernels", 0.9, "model")])
    doc = AbbreviationFinder(score=0.7)(LexiconMatcher(ENTRIES, score=0.5)(doc))
    short = [(c.label, c.name) for c in read_candidates(doc) if c.source == "abbreviation"]
    assert short == [("Method", "neural tangent kernel")]


def test_a_short_form_is_found_everywhere_under_its_long_name(nlp: Language) -> None:
    text = "Deep tangent kernels (DTKs) are kernels. A DTK is fixed. DTKX is not."
    doc = AbbreviationFinder(score=0.7)(LexiconMatcher(ENTRIES, score=0.8)(prepared(nlp, text)))
    short = [
        (doc[c.start : c.end].text, c.name)
        for c in read_candidates(doc)
        if c.source == "abbreviation"
    ]
    assert short == [
        ("Deep tangent kernels", "Deep tangent kernels"),
        ("DTKs", "Deep tangent kernels"),
        ("DTK", "Deep tangent kernels"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We propose HyperFoo, a method.", {"HyperFoo": "Method"}),
        ("FooNet: A Network\n\nText.", {"FooNet": "Method"}),
        ("FooBench: A benchmark for x\n\nText.", {"FooBench": "Dataset"}),
        ("results on the FooBar dataset", {"FooBar": "Dataset"}),
        ("results on the Penn Treebank corpus", {"Penn Treebank": "Dataset"}),
        ("the FooNet-v2 architecture", {}),
        ("the FooNet-V2 architecture", {"FooNet-V2": "Method"}),
        ("We propose a method. However: it fails.", {}),
    ],
)
def test_names_are_given_away_by_their_context(
    nlp: Language, text: str, expected: dict[str, str]
) -> None:
    names = find_names(read_tokens(nlp.make_doc(text)))
    assert {text[start:end]: label for (start, end), label in names.items()} == expected


def test_a_name_that_was_given_away_is_found_everywhere(nlp: Language) -> None:
    doc = PatternFinder(score=0.6)(
        prepared(nlp, "We propose FooNet. On x, FooNet wins; FooNet-2 and aFooNet do not.")
    )
    assert [doc[c.start : c.end].text for c in read_candidates(doc)] == ["FooNet", "FooNet"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We test on the GLUE dataset and a Hindi SAM dataset.", ["GLUE"]),
        ("SAM: A Dataset of Seas\n\nSAM is large.", ["SAM", "SAM"]),
    ],
)
def test_what_the_lexicon_has_as_something_else_does_not_name_a_dataset(
    nlp: Language, text: str, names: list[str]
) -> None:
    doc = LexiconMatcher(ENTRIES, score=0.8)(prepared(nlp, text))
    doc = PatternFinder(score=0.6)(doc)
    patterns = [c for c in read_candidates(doc) if (c.source, c.label) == ("pattern", "Dataset")]
    assert [c.name for c in patterns] == names


def chosen(nlp: Language, text: str, *names: str, label: str = "Dataset") -> list[str]:
    """Return which names are chosen if each occurrence of each is proposed with a label."""
    doc = prepared(nlp, text)
    candidates = [
        Candidate(span.start, span.end, label, name, 0.9, "model")  # type: ignore[arg-type]
        for name in names
        for match in re.finditer(re.escape(name), text)
        for span in [doc.char_span(*match.span())]
        if span
    ]
    return [ent.text for ent in MentionChooser(threshold=0.4)(add_candidates(doc, candidates)).ents]


def test_languages_and_websites_are_not_chosen_as_datasets(nlp: Language) -> None:
    text = "Kaggle has CIFAR-10 data. WMT14 English-German and Tamil-English are hard."
    names = ("Kaggle", "CIFAR-10", "WMT14 English-German", "Tamil-English")
    assert chosen(nlp, text, *names) == ["CIFAR-10", "WMT14 English-German"]
    assert chosen(nlp, text, "Tamil-English", label="Task") == ["Tamil-English"]


def test_the_names_of_teams_are_not_chosen(nlp: Language) -> None:
    text = "Our team, FooLab, won with BarNet. FooLab used a team kernel."
    assert chosen(nlp, text, "FooLab", "BarNet", "kernel", label="Method") == ["BarNet", "kernel"]


def test_the_cover_with_the_best_expected_f1_is_chosen(nlp: Language) -> None:
    doc = prepared(nlp, "one two three four five")
    candidates = [
        Candidate(0, 2, "Task", "long", 0.7, "model"),
        Candidate(0, 1, "Method", "a", 0.6, "model"),
        Candidate(1, 2, "Method", "b", 0.6, "model"),
        Candidate(2, 4, "Method", "c", 0.9, "model"),
        Candidate(3, 5, "Method", "d", 0.8, "model"),
        Candidate(4, 5, "Metric", "unlikely", 0.4, "model"),
    ]
    doc = MentionChooser(threshold=0.4)(add_candidates(doc, candidates))
    assert [(ent.text, ent.label_) for ent in doc.ents] == [
        ("one", "Method"),
        ("two", "Method"),
        ("three four", "Method"),
    ]


def test_the_likeliest_source_decides_and_the_text_names(nlp: Language) -> None:
    candidates = [
        Candidate(0, 1, "Method", "NTK", 0.9, "model"),
        Candidate(0, 1, "Concept", "neural tangent kernel", 0.6, "lexicon", "lexicon"),
        Candidate(0, 1, "Concept", "nice tall kettle", 0.5, "abbreviation", "abbreviation"),
    ]
    doc = MentionChooser(threshold=0.4)(add_candidates(prepared(nlp, "NTK rules"), candidates))
    assert [(ent.label_, ent.kb_id_, ent.id_) for ent in doc.ents] == [
        ("Method", "nice tall kettle", "model")
    ]


CANDIDATES = st.lists(
    st.builds(
        lambda start, length, score: Candidate(
            start, start + length, "Method", "x", score, "model"
        ),
        st.integers(0, 6), st.integers(1, 3), st.sampled_from([0.3, 0.45, 0.6, 0.75, 0.9]),
    ),
    max_size=7,
)  # fmt: skip


@given(CANDIDATES)
def test_no_cover_is_better(candidates: list[Candidate]) -> None:
    def flat(some: Sequence[Candidate]) -> bool:
        return all(a.end <= b.start or b.end <= a.start for a, b in combinations(some, 2))

    def worth(some: Sequence[Candidate]) -> float:
        return sum(c.score - 0.4 for c in some)

    chosen = cover(candidates, 0.4)
    every = (
        some
        for n in range(len(candidates) + 1)
        for some in combinations(candidates, n)
        if flat(some)
    )
    assert flat(chosen)
    assert worth(chosen) == pytest.approx(max(map(worth, every)))


def test_the_model_proposes_what_it_was_trained_to_find(nlp: Language) -> None:
    text = "We train ResNet-50 on ImageNet for image classification and report top-1 accuracy."
    doc = MentionChooser(threshold=0.4)(ModelExtractor(read_model())(prepared(nlp, text)))
    assert {("ImageNet", "Dataset"), ("image classification", "Task")} <= {
        (e.text, e.label_) for e in doc.ents
    }


def test_a_batch_gives_what_single_texts_give(nlp: Language) -> None:
    texts = ["We study grokking.", "", "Transformers, CNNs and GANs. " * 40, "NTK \n\n theory"]
    extractor = ModelExtractor(read_model())
    single = [read_candidates(extractor(prepared(nlp, text))) for text in texts]
    batch = [
        read_candidates(doc)
        for doc in extractor.pipe([prepared(nlp, text) for text in texts], batch_size=3)
    ]
    assert [[c[:3] for c in candidates] for candidates in single] == [
        [c[:3] for c in candidates] for candidates in batch
    ]
    assert [c.score for candidates in single for c in candidates] == pytest.approx(
        [c.score for candidates in batch for c in candidates], abs=1e-3
    )


def test_the_number_of_processors_changes_no_bit(nlp: Language) -> None:
    doc = prepared(nlp, "Grokking of MLPs\n\nWe train multilayer perceptrons (MLPs) on MNIST.")
    candidates = []
    for threads in (1, 2, 4):
        with threadpool_limits(threads, "blas"):
            candidates.append(read_model().candidates([doc]))
    assert candidates[0] == candidates[1] == candidates[2] != [[]]


def test_the_weights_survive_disk_and_bytes(nlp: Language, tmp_path: Path) -> None:
    extractor = ModelExtractor(read_model())
    extractor.to_disk(tmp_path)
    text = "We study grokking of Transformers."
    expected = read_candidates(extractor(prepared(nlp, text)))
    again = (
        ModelExtractor(read_model(tmp_path)).from_bytes(extractor.to_bytes()).from_disk(tmp_path)
    )
    assert read_candidates(again(prepared(nlp, text))) == expected != []
    with pytest.raises(ConfigError, match="holds no model"):
        read_model(tmp_path / "nowhere")


def test_a_component_reads_a_batch_before_the_next_one_begins(nlp: Language) -> None:
    docs = (prepared(nlp, text) for text in ("NTK", "a kernel", "SAM"))
    read = LexiconMatcher(ENTRIES, score=0.8).pipe(docs, batch_size=2)
    first = next(read)
    assert [c.name for c in read_candidates(first)] == ["neural tangent kernel"]
    assert len(list(docs)) == 1
    assert [doc.text for doc in read] == ["a kernel"]
