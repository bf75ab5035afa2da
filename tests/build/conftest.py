"""A small course to read specs against: some facts, two source files, one lab."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import chromium
import pytest

from build.files.course import Course, course_in
from engine.ledger import Ledger, Record

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DECODE = '''"""Two loops."""


def generate(model, ids, steps):
    """Docstring of
    two lines."""

    for _ in range(steps):
        ids = model(ids)
    return ids


class Cache:
    """What is kept."""

    @property
    def length(self):
        "One-line docstring."
        return 4

    async def wait(self):
        return self


def long():
    "More lines than a slide holds."
''' + "".join(f"    a{i} = {i}\n" for i in range(15))  # fmt: skip
DECODE += f"\n\ndef wide():\n    return '{'x' * 60}'\n"

FACTS = """def not_recorded_yet():
    return 1
"""


@pytest.fixture(scope="session")
def started() -> Iterator[chromium.Started]:
    with chromium.started() as one:
        yield one


@pytest.fixture(scope="module")
def browser(started: chromium.Started) -> Iterator[Browser]:
    with started.at_hand() as browser:
        yield browser


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course that brings its own engine."""
    root = tmp_path_factory.mktemp("course")
    files = {
        "course.toml": 'facts = "engine/facts"\nledger = "engine/facts.json"\n',
        "Makefile": "",
        "engine/decode.py": DECODE,
        "engine/broken.py": "def x(:\n",
        "engine/facts/late.py": FACTS,
        "labs/ch01/run.py": "print(1)\n",
        "labs/ch01/note.py": "# %%\n",
        "secret.py": "def x():\n    return 1\n",
        "build/spec/deck.py": "class Deck:\n    pass\n",
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return course_in(root)


def _measured(name: str, threads: int, cpu: str) -> Record:
    return Record(
        name=name,
        kind="measured",
        says="",
        unit="Table",
        value={
            "plain": {"unit": "TokensPerSecond", "value": 21.3},
            "cached": {"unit": "TokensPerSecond", "value": 96.4},
        },
        samples={"plain": [20.0, 21.3, 22.0], "cached": [90.0, 96.4, 99.0]},
        settings={"threads": threads, "prompt": "Hello, I am", "new_tokens": 2000},
        machine={"cpu": cpu, "cores": 2},
        digest="",
        defined="engine/facts/speed.py:7",
        day="2026-01-02",
    )


@pytest.fixture(scope="session")
def facts() -> Ledger:
    """A ledger with one fact of each shape."""
    cache = Record(
        name="cache_4k",
        kind="computed",
        says="",
        unit="Bytes",
        value=2**29,
        digest="",
        defined="engine/facts/cache.py:15",
        day="",
    )
    curve = Record(
        name="curve",
        kind="computed",
        says="",
        unit="Series",
        value={
            "x_label": "tokens",
            "x": [1024, 4096],
            "unit": "Bytes",
            "lines": {"MHA": [1e9, 4e9], "GQA": [1e8, 4e8]},
        },
        digest="",
        defined="engine/facts/cache.py:30",
        day="",
    )
    weights = Record(
        name="weights",
        kind="computed",
        says="",
        unit="Matrix",
        value={"rows": ["The", "cat"], "columns": ["The", "cat"], "values": [[1, 0], [0.402, 0.598]]},
        digest="",
        defined="engine/facts/weights.py:9",
        day="",
    )
    heads = Record(name="model_heads", kind="published", says="", unit="Count", value=32, digest="", defined="", day="")
    records = [
        cache,
        curve,
        weights,
        heads,
        _measured("speed", 1, "A"),
        _measured("speed_two_threads", 2, "A"),
        _measured("speed_elsewhere", 1, "B"),
    ]
    return Ledger({record.name: record for record in records})
