"""What several tests share: a small graph made by hand, the graph of the sample corpus, and where things lie."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pytest

import kgraph
from kgraph.config import Settings
from kgraph.types import KnowledgeGraph, Reading

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "kgraph" / "data" / "sample.jsonl"
SHARED = ROOT.parent / "shared"

hypothesis.settings.register_profile(
    "kgraph", deadline=None
)  # how long an example takes is the machine's affair
hypothesis.settings.load_profile("kgraph")


def needs_shared(folder: str) -> pytest.MarkDecorator:
    """Skip a test where the listings and annotations beside the checkout are missing."""
    return pytest.mark.skipif(not (SHARED / folder).exists(), reason=f"needs ../shared/{folder}")


@pytest.fixture(scope="session")
def settings() -> Settings:
    return kgraph.load_settings()


@pytest.fixture(scope="session")
def sample_reading() -> Reading:
    return kgraph.read_papers(SAMPLE)


@pytest.fixture(scope="session")
def sample(sample_reading: Reading, settings: Settings) -> KnowledgeGraph:
    return kgraph.build(sample_reading, settings=settings)


def untraced() -> dict[str, str]:
    """Return an environment without coverage: a signal within its lock would wait for that lock for ever."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COV")}
