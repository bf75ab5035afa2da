"""Specs laid out as a build does it: parsed, resolved against a few facts, measured with the real fonts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from build.drawing.page import Book, Drawable, Group, Page
from build.files.course import Course, course_in
from build.files.places import THEME
from build.findings.diagnostic import Diagnostic
from build.layout.book import lay_out
from build.parse.deck import parse
from build.parse.source import source_from
from build.resolve.resolve import resolve
from build.spec.deck import Deck
from build.theme.choose import load_theme
from engine.ledger import Ledger, Record

LayOut = Callable[[str], tuple[Book, list[Diagnostic]]]

LOOPS = '''def plain(model, ids, steps):
    """Read everything again."""
    for _ in range(steps):
        logits = model(ids)  # all tokens
        ids = join(ids, best(logits))
    return ids


def cached(model, ids, steps, cache):
    new = ids
    for _ in range(steps):
        logits = model(new, cache)
        new = best(logits)
        ids = join(ids, new)
    return ids
'''


def measured() -> Record:
    fields = {"plain": ("TokensPerSecond", 20.0), "cached": ("TokensPerSecond", 90.0), "gain": ("Ratio", 4.5)}
    return Record(
        name="speed", kind="measured", says="Two loops over the same prompt.", unit="Table",
        value={name: {"unit": unit, "value": value} for name, (unit, value) in fields.items()},
        samples={name: [value * 0.98, value, value * 1.02] for name, (_, value) in fields.items()},
        settings={"threads": 1, "new_tokens": 200, "seed": 123},
        machine={"cpu": "Abacus(R) 3000 CPU @ 2.0GHz", "cores": 2},
        digest="", defined="engine/facts/speed.py:7", day="2026-01-02",
    )  # fmt: skip


def a_record(name: str, kind: str, unit: str, value: float, source: str = "") -> Record:
    return Record(
        name=name, kind=kind, says=f"What {name} says.", unit=unit, value=value, digest="", source=source,
        defined="engine/facts/cache.py:15", day="2026-01-02",
    )  # fmt: skip


@pytest.fixture(scope="session")
def facts() -> Ledger:
    records = (
        measured(),
        a_record("cache_size", "computed", "Bytes", 2**29),
        a_record("n_layers", "published", "Count", 32, source="the model's own report"),
    )
    return Ledger({record.name: record for record in records})


@pytest.fixture(scope="session")
def root(tmp_path_factory: pytest.TempPathFactory) -> Course:
    folder = tmp_path_factory.mktemp("course")
    (folder / "engine").mkdir()
    (folder / "engine" / "loops.py").write_text(LOOPS, encoding="utf-8")
    return course_in(folder)


@pytest.fixture(scope="session")
def deck_of(facts: Ledger, root: Course) -> Callable[[str], Deck]:
    def read(spec: str) -> Deck:
        source, problems = source_from("deck.md", spec.encode())
        deck, found = parse(source)
        deck, unresolved = resolve(deck, facts, root)
        wrong = [finding for finding in (*problems, *found, *unresolved) if finding.severity == "error"]
        assert not wrong, "\n".join(map(str, wrong))
        return deck

    return read


@pytest.fixture(scope="session")
def laid_out(deck_of: Callable[[str], Deck], facts: Ledger, root: Course) -> LayOut:
    """Lay out a spec; everything before the layout must be in order."""
    return lambda spec: lay_out(deck_of(spec), load_theme(THEME), facts, {}, root)


@pytest.fixture(scope="session")
def kinds(laid_out: LayOut) -> Book:
    """A deck with a slide of every kind, without a finding."""
    spec = Path(__file__).parents[2] / "golden" / "slide_kinds" / "spec.md"
    book, findings = laid_out(spec.read_text(encoding="utf-8"))
    assert not findings, "\n".join(map(str, findings))
    return book


Every = Callable[[Page], list[Drawable]]


@pytest.fixture(scope="session")
def every() -> Every:
    """All drawables of a page, those in groups too."""

    def inside(items: tuple[Drawable, ...]) -> Iterator[Drawable]:
        for item in items:
            yield item
            if isinstance(item, Group):
                yield from inside(item.children)

    return lambda page: list(inside(page.items))
