"""A small course under git: two modules behind a fact, a table of models, a film, a lab, one deck."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import needs
import pytest

from build.compare.content_part import recorded
from build.files.course import Course as ACourse
from build.files.course import course_in
from build.files.places import THEME
from build.pipeline import build_book
from build.render.powerpoint.write import write
from build.theme.choose import load_theme
from engine.ledger import Ledger, Record, read_ledger, write_ledger
from engine.provenance import discover

FILES = {
    "course.toml": 'facts = "engine/facts"\nledger = "engine/facts.json"\ntheme = "deck_specs/theme.toml"\n',
    "engine/__init__.py": "",
    "engine/facts/__init__.py": "",
    "engine/shape.py": 'HEADS = 8\nTABLE = "models.yaml"\n',
    "engine/formula.py": """from engine.shape import HEADS


def size(heads, *, width=64):
    if heads < 1:
        raise ValueError("1 head at least")
    return 2 * heads * width * HEADS
""",
    "engine/data/models.yaml": """small:
  source: "A paper"
  n_heads: 32
  n_kv_heads: 32
big:
  like: small
  n_heads: 64
other:
  n_heads: 4
""",
    "engine/facts/all.py": '''from engine.fact import Settings, computed, measured
from engine.formula import size
from engine.presets import preset
from engine.units import Bytes, Count, Seconds, Table

SET = Settings(model="m", dtype="fp32", threads=1)


@computed()
def cache() -> Bytes:
    """The cache of one request."""
    return Bytes(size(preset("small").n_kv_heads))


@computed()
def cache_big() -> Bytes:
    """The cache of the big model."""
    return Bytes(size(preset("big").n_kv_heads))


@computed()
def apart() -> Count:
    """A number that hangs on nothing."""
    return Count(3)


@measured(claim=lambda t: t["step"] > 0, settings=SET, repeats=3)
def decode() -> Table:
    """One step of decoding."""
    return Table(step=Seconds(0.25), speedup=Ratio(4))
''',
    "animations/loop.py": "class Loop(FilmScene):\n    decode: Table\n    cache: Bytes\n",
    "labs/ch01/size.py": 'LAB = Lab(facts=("cache",))\n',
    "deck_specs/theme.toml": '[color]\nnavy = "#1A365D"\n',
    "deck_specs/ch01.md": """---
course: A course
title: A deck
footer: One
---

# A deck

## Slide 1: Memory - What the cache takes

Extended Annotations (2):
1. **Cache.** One request takes {{ cache | kB }}.
2. **Step.** A step takes {{ decode.step | ms }} on one machine.

Wisdom: "Count before you build."

## Slide 2: More memory - A cache of {{ cache | kB }}

Visual: bars(cache, cache_big, labels="small; big", unit="kB")

Extended Annotations (2):
1. **Again.** It takes {{ cache | B }}.
2. **Apart.** There are {{ apart | n }} things.

Wisdom: "Twice is enough."

## Slide 3: Film - Round and round

Animation Asset: loop

Stages: One; Two

Wisdom: "Look twice."

## Slide 4: Practice - Try it

[Hands-on Anchor: CH1-LAB-01 | Asset: ch01/size.py | Objective: Count it. | Pre-req: None]

Checklist:
- Run it.

Wisdom: "Do it."
""",
}


@dataclass(frozen=True)
class Course:
    """A repository whose facts are recorded by hand: nothing in it is ever run."""

    root: Path

    @property
    def course(self) -> ACourse:
        return course_in(self.root)

    def git(self, *words: str) -> None:
        identity = ["-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", str(self.root), *identity, *words], check=True, capture_output=True)

    def change(self, path: str, old: str, new: str) -> None:
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def renumber(self, numbers: Mapping[int, int]) -> None:
        """Give slides other numbers, and put them in their order."""
        path = self.root / "deck_specs" / "ch01.md"
        head, *slides = path.read_text(encoding="utf-8").split("## Slide ")
        named = {int(slide.partition(":")[0]): slide.partition(":")[2].strip() for slide in slides}
        placed = sorted((numbers.get(number, number), text) for number, text in named.items())
        path.write_text(head + "".join(f"## Slide {number}: {text}\n\n" for number, text in placed), encoding="utf-8")

    @staticmethod
    def steps(step: float, speedup: float) -> dict[str, Any]:
        """A value of `decode`."""
        return {"step": {"unit": "Seconds", "value": step}, "speedup": {"unit": "Ratio", "value": speedup}}

    def record(self, **values: Any) -> None:
        """Write these values down as what the source as it stands gives; all others stay."""
        path = self.root / "engine" / "facts.json"
        before = read_ledger(path)
        records = {name: _record(fact, values.get(name), before) for name, fact in discover(self.course.home).items()}
        write_ledger(Ledger(records), path)

    def build(self, path: Path) -> Path:
        """The deck of the tree as it stands, as `make deck` would build it."""
        theme, ledger = load_theme(THEME), read_ledger(self.root / "engine" / "facts.json")
        spec = self.root / "deck_specs" / "ch01.md"
        outcome = build_book(spec, theme, ledger, clips=self.root / "none", course=self.course)
        outcome = recorded(outcome, ledger, course=self.course, theme=None, folder=self.root / "dist")
        assert outcome.book is not None
        write(outcome.book, theme, path)
        return path

    def amend(self, name: str, **fields: Any) -> None:
        """Change a record itself."""
        path = self.root / "engine" / "facts.json"
        ledger = read_ledger(path)
        records = {**ledger, name: Record(name=name, **(ledger[name].to_json() | fields))}
        write_ledger(Ledger(records), path)


def _record(fact: Any, value: Any, before: Ledger) -> Record:
    was = before.get(fact.name)
    fields: dict[str, Any] = {"machine": {}, "settings": {}, "versions": {}, "day": "2026-01-02"}
    if fact.kind == "measured":
        fields |= {"machine": {"cpu": "A", "cores": 2}, "settings": {"dtype": "fp32", "threads": 1}}
        fields |= {"versions": {"torch": "2.6"}}
    if was is not None:
        fields = {name: getattr(was, name) for name in fields}
    held = value if value is not None else was.value if was else None
    assert held is not None
    return Record(
        name=fact.name, kind=fact.kind, says=fact.says, unit=fact.unit, value=held, digest=fact.digest,
        defined=fact.defined, **fields,
    )  # fmt: skip


@pytest.fixture(scope="session")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Course:
    if shutil.which("git") is None:
        pytest.skip(needs.GIT)
    course = Course(tmp_path_factory.mktemp("course"))
    for name, text in FILES.items():
        (course.root / name).parent.mkdir(parents=True, exist_ok=True)
        (course.root / name).write_text(text, encoding="utf-8")
    course.record(cache=32768, cache_big=32768, apart=3, decode=course.steps(0.25, 4.0))
    course.git("init", "-q", "-b", "main")
    course.git("add", ".")
    course.git("commit", "-q", "-m", "first")
    return course


@pytest.fixture
def course(committed: Course, tmp_path: Path) -> Course:
    """The course with one commit, to be changed by a test."""
    return Course(Path(shutil.copytree(committed.root, tmp_path / "course")))
