"""The lexicon as a table: the one that comes with kgraph, a user's changes, and refusals."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from kgraph.errors import ConfigError
from kgraph.extract.lexicon import PREFIXES, Entry, read_lexicon

BASE = """label,name,aliases,ids,broader
Method,neural network,neural net,cso:neural_network,
Method,graph neural network,GNN|graph net,,neural network
Method,graph attention network,GAT,,graph neural network
Concept,kernel,kernel function,,
Concept,neural tangent kernel,NTK,,kernel
"""


@pytest.fixture(scope="module")
def shipped() -> tuple[Entry, ...]:
    return read_lexicon()


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return written(tmp_path / "base.csv", BASE)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def with_extra(base: Path, text: str) -> dict[str, Entry]:
    extra = written(base.parent / "mine.csv", text)
    return {entry.name: entry for entry in read_lexicon(base, [extra])}


def test_what_the_user_adds_is_their_own(base: Path) -> None:
    entries = with_extra(base, "label,name,aliases\nMethod,GNN,\nTask,knot tying,\n")
    own = {name for name, entry in entries.items() if entry.own}
    assert own == {"GNN", "knot tying"}


def test_the_shipped_lexicon_has_its_hierarchy(shipped: tuple[Entry, ...]) -> None:
    names = {(entry.label, entry.name) for entry in shipped}
    pairs = Counter(entry.label for entry in shipped for _ in entry.broader)
    assert pairs.total() >= 500
    assert all(count >= 100 for count in pairs.values())
    assert all(broader in names for entry in shipped for broader in entry.broader)
    of = {entry.name: entry.broader for entry in shipped}
    assert ("Method", "neural network") in of["convolutional neural network"]
    assert ("Concept", "generalization") in of["grokking"]


def test_the_shipped_hierarchy_has_direct_parents_only(shipped: tuple[Entry, ...]) -> None:
    broader = {(entry.label, entry.name): set(entry.broader) for entry in shipped}
    above: dict[object, set[object]] = {}

    def climb(name: object) -> set[object]:
        if name not in above:
            direct = broader[name]  # type: ignore[index]  # a name is a pair
            above[name] = set().union(direct, *(climb(parent) for parent in direct))
        return above[name]

    for name, direct in broader.items():
        assert name not in climb(name)
        assert not any(parent in climb(other) for parent in direct for other in direct), name


def test_the_shipped_ids_are_well_formed_and_of_one_thing_each(shipped: tuple[Entry, ...]) -> None:
    ids = [id_ for entry in shipped for id_ in entry.ids]
    assert len(ids) >= 400
    assert len(set(ids)) == len(ids)
    assert all(
        re.fullmatch(r"https://cso\.kmi\.open\.ac\.uk/topics/[a-z0-9._()-]+", id_) for id_ in ids
    )


def test_ids_are_iris_and_broader_things_have_labels(base: Path) -> None:
    entries = {entry.name: entry for entry in read_lexicon(base)}
    assert entries["neural network"].ids == (f"{PREFIXES['cso']}neural_network",)
    assert entries["graph neural network"] == Entry(
        "Method", "graph neural network", ("GNN", "graph net"), (), (("Method", "neural network"),)
    )
    assert entries["kernel"] == Entry("Concept", "kernel", ("kernel function",))


def test_a_broader_thing_may_have_another_label(tmp_path: Path) -> None:
    path = written(
        tmp_path / "some.csv",
        "label,name,broader\nTask,kernel,\nConcept,kernel,\nMethod,N:M sparsity,\n"
        "Concept,NTK,kernel\nMetric,alignment,kernel\nMetric,distance,Concept: kernel\n"
        "Task,pruning,N:M sparsity\n",
    )
    of = {entry.name: entry.broader for entry in read_lexicon(path)}
    assert of["NTK"] == (("Concept", "kernel"),)
    assert of["alignment"] == (("Task", "kernel"),)
    assert of["distance"] == (("Concept", "kernel"),)
    assert of["pruning"] == (("Method", "N:M sparsity"),)


def test_a_users_line_with_a_known_name_adds_to_it(base: Path) -> None:
    entries = with_extra(
        base,
        "label,name,aliases,ids,broader\n"
        "Method,Neural Networks,NN|neural net,wikidata:Q192776,kernel\n",
    )
    assert "neural network" not in entries
    joined = entries["Neural Networks"]
    assert joined.aliases == ("NN", "neural net")
    assert joined.ids == (f"{PREFIXES['wikidata']}Q192776", f"{PREFIXES['cso']}neural_network")
    assert joined.broader == (("Concept", "kernel"),)
    assert entries["graph neural network"].broader == (("Method", "Neural Networks"),)
    assert len(entries) == 5


def test_a_users_label_counts(base: Path) -> None:
    entries = with_extra(base, "label,name\nMethod,kernel\n")
    assert entries["kernel"] == Entry("Method", "kernel", ("kernel function",), own=True)
    assert entries["neural tangent kernel"].broader == (("Method", "kernel"),)


def test_two_users_lines_may_have_one_name_and_two_labels(base: Path) -> None:
    extra = written(
        base.parent / "mine.csv", "label,name,aliases\nMethod,kernel,CUDA kernel\nConcept,kernel,\n"
    )
    kernels = {
        entry.label: entry.aliases
        for entry in read_lexicon(base, [extra])
        if entry.name == "kernel"
    }
    assert kernels == {"Method": ("CUDA kernel",), "Concept": ("kernel function",)}


def test_a_known_name_may_become_an_alias(base: Path) -> None:
    entries = with_extra(base, "label,name,aliases\nMethod,graph network,graph neural network\n")
    assert entries["graph network"] == Entry(
        "Method",
        "graph network",
        ("graph neural network", "GNN", "graph net"),
        (),
        (("Method", "neural network"),),
        own=True,
    )
    assert entries["graph attention network"].broader == (("Method", "graph network"),)


def test_an_alias_goes_to_the_users_line(base: Path) -> None:
    entries = with_extra(base, "label,name,aliases\nTask,node labelling task,NTK\nDataset,gnn,\n")
    assert entries["neural tangent kernel"].aliases == ()
    assert entries["node labelling task"].aliases == ("NTK",)
    # A short name with capitals is matched as it is written: the dataset is not the network.
    assert entries["graph neural network"].aliases == ("GNN", "graph net")


def test_joining_a_thing_with_what_is_broader_leaves_it_under_the_rest(base: Path) -> None:
    entries = with_extra(
        base,
        "label,name,aliases\nMethod,graph network,graph neural network|graph attention network\n",
    )
    assert entries["graph network"].broader == (("Method", "neural network"),)


def test_the_last_file_has_the_last_word(base: Path) -> None:
    first = written(
        base.parent / "first.csv", "label,name,broader\nTask,kernel,\nTask,my task,kernel\n"
    )
    last = written(
        base.parent / "last.csv", "label,name,broader\nMetric,kernel,my task|neural network\n"
    )
    with pytest.raises(
        ConfigError, match=r"last\.csv:2: nothing is broader than itself: '.+' > '.+' > '.+'"
    ):
        read_lexicon(base, [first, last])
    written(last, "label,name,broader\nMetric,kernel,neural network\n")
    entries = {entry.name: entry for entry in read_lexicon(base, [first, last])}
    assert entries["kernel"].label == "Metric"
    assert entries["my task"].broader == (("Metric", "kernel"),)


def test_a_user_adds_to_the_shipped_lexicon(tmp_path: Path, shipped: tuple[Entry, ...]) -> None:
    mine = written(
        tmp_path / "mine.csv",
        "label,name,aliases,broader\n"
        "Method,FrobNet,frobnicating net,convolutional neural network\n",
    )
    entries = read_lexicon(extra=[mine])
    assert set(entries) - set(shipped) == {
        Entry(
            "Method",
            "FrobNet",
            ("frobnicating net",),
            (),
            (("Method", "convolutional neural network"),),
            own=True,
        )
    }
    assert len(entries) == len(shipped) + 1


@pytest.mark.parametrize(
    ("row", "error"),
    [
        (
            "Method,a,,q:1,",
            r"mine\.csv:3: the id 'q:1' is not known\. "
            r"Write cso: and a topic, or wikidata: and a Q",
        ),
        ("Method,a,,wikidata:192776,", r"mine\.csv:3: the id 'wikidata:192776' is not known"),
        ("Method,a,,cso:two words,", r"mine\.csv:3: the id 'cso:two words' is not known"),
        ("Method,a,,Q5,", r"mine\.csv:3: the id 'Q5' is not known"),
        (
            "Method,a,,,nothing",
            r"mine\.csv:3: 'nothing' is not a name in the lexicon\. "
            r"Add a line for it, or take it out",
        ),
        (
            "Method,a,,,Concept:neural network",
            r"mine\.csv:3: 'Concept:neural network' is not a name",
        ),
        (
            "Method,a,,,GAT",
            r"mine\.csv:3: 'GAT' is not a name in the lexicon\. Write 'graph attention network'",
        ),
        ("Method,a,,,a", r"mine\.csv:3: nothing is broader than itself: 'a' > 'a'"),
        (
            "Method,neural network,,,graph attention network",
            r"mine\.csv:3: nothing is broader than itself: .*'neural network'.*"
            r"Take one step out of 'broader'",
        ),
    ],
)
def test_a_wrong_line_is_named_with_a_remedy(base: Path, row: str, error: str) -> None:
    with pytest.raises(ConfigError, match=error):
        with_extra(base, f"label,name,aliases,ids,broader\nMethod,fine,,,kernel\n{row}\n")
