"""Languages, their pairs and websites are not datasets; what has another word may be one."""

from __future__ import annotations

import pytest

from kgraph.names.datasets import is_no_dataset


@pytest.mark.parametrize(
    "text",
    [
        *("English-German", "English→Hindi", "Foovian-to-English", "Ancient Greek", "Basque"),
        *("English and French", "Tamil", "English-to-Many", "Amazon Mechanical Turk", "COVID-19"),
        *("Hugging Face", "HuggingFace", "RGB-D"),
    ],
)
def test_what_is_no_dataset(text: str) -> None:
    assert is_no_dataset(text)


@pytest.mark.parametrize(
    "text",
    [
        *("WMT14 English-German", "Hindi-BEIR", "English Wikipedia", "Wikipedia", "CIFAR-10"),
        *("Tamil YouTube comments", "Ancient", "Fashion-MNIST", "Corpus of Spontaneous Japanese"),
    ],
)
def test_what_may_be_one(text: str) -> None:
    assert not is_no_dataset(text)
