"""One path for a number: change it in the engine, and slide, notes, chart and film follow, and nothing else runs."""

import json
import shutil
from pathlib import Path
from typing import Any

import needs
import pytest
from copy_start import Copy, make_alike
from pptx import Presentation

from engine.ledger import read_ledger
from engine.units import Seconds

ROOT = Path(__file__).resolve().parent.parent
SPEC = """---
course: Test
title: One path
footer: One path
hours: {1: 1-1}
---
# One path

## Slide 1: Memory - A cache of {{ kv_cache_gqa_4k | MB }}

Visual: bars(kv_cache_gqa_4k, kv_cache_mha_4k, labels="GQA; MHA", unit=MB)

Extended Annotations (12):
""" + "\n".join(f"{number}. **Lead {number}.** A line." for number in range(1, 12)) + """
12. **The cache** takes {{ kv_cache_gqa_4k | MB }}.

Wisdom: "Count it once."

Notes:
Say that it takes {{ kv_cache_gqa_4k | MB }}.
"""  # fmt: skip


class Checkout:
    """A copy of the rooms with one small spec: what an instructor edits."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for room in ("engine", "build", "animations"):
            shutil.copytree(ROOT / room, root / room, ignore=shutil.ignore_patterns("*.here.json"))
        shutil.copytree(ROOT / "deck_specs", root / "deck_specs", ignore=shutil.ignore_patterns("*.md", "*.yaml"))
        for file in ("coursewright.py", "course.toml"):
            shutil.copy(ROOT / file, root)
        (root / "deck_specs" / "one_path.md").write_text(SPEC, encoding="utf-8")
        self.run = Copy(root).run

    def shown(self) -> dict[str, str]:
        """What the built slide says: its title, all its text, its notes, its chart's data."""
        built = self.run("deck", "deck_specs/one_path.md")
        assert built.returncode == 0, built.stderr
        slide = Presentation(str(self.root / "dist" / "one_path.pptx")).slides[0]
        chart = next(shape.chart for shape in slide.shapes if shape.has_chart)
        return {
            "title": slide.shapes.title.text_frame.text,
            "slide": " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame),
            "notes": slide.notes_slide.notes_text_frame.text,
            "chart": repr(sorted(chart.plots[0].series[0].values)),
        }

    def stale(self) -> set[str]:
        """The facts that the static check calls stale."""
        lines = self.run("check", "deck_specs/one_path.md").stderr.splitlines()
        return {line.split("'")[1] for line in lines if "' is stale" in line}

    def value_of(self, name: str) -> Any:
        """A fact's value as it is recorded."""
        return json.loads((self.root / "engine" / "facts.json").read_text(encoding="utf-8"))["facts"][name]["value"]


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    checkout = Checkout(tmp_path_factory.mktemp("one path") / "rooms")
    shutil.copytree(checkout.root, checkout.root.with_name("as copied"))
    return checkout


@pytest.fixture
def checkout(copied: Checkout) -> Checkout:
    make_alike(copied.root, copied.root.with_name("as copied"))
    return copied


def test_a_change_two_imports_away_reaches_slide_notes_and_chart(checkout: Checkout) -> None:
    before = checkout.shown()
    assert "537 MB" in before["title"]

    dtypes = checkout.root / "engine" / "cost" / "dtypes.py"
    text = dtypes.read_text(encoding="utf-8")
    assert '"bf16": 2' in text
    dtypes.write_text(text.replace('"bf16": 2', '"bf16": 4'), encoding="utf-8")

    stale = checkout.stale()
    assert {"kv_cache_gqa_4k", "kv_cache_mha_4k"} <= stale
    assert "cache_reuse_example" not in stale, "token positions do not depend on the size of a number"

    assert checkout.shown() == before, "a deck never runs a fact by itself"
    ran = checkout.run("facts", "kv_cache_gqa_4k", "kv_cache_mha_4k")
    assert "kv_cache_gqa_4k: 1.07 GB" in ran.stdout + ran.stderr
    after = checkout.shown()
    for place, words in after.items():
        assert "537" not in words, place
    assert "1,074 MB" in after["title"] or "1,070 MB" in after["title"]
    assert after["notes"] != before["notes"]
    assert after["chart"] != before["chart"]


def test_a_comment_makes_nothing_stale(checkout: Checkout) -> None:
    dtypes = checkout.root / "engine" / "cost" / "dtypes.py"
    before = checkout.stale()
    dtypes.write_text("# a remark\n" + dtypes.read_text(encoding="utf-8") + "\n\n", encoding="utf-8")
    assert checkout.stale() == before


def test_the_film_shows_the_new_value(checkout: Checkout, tmp_path: Path) -> None:
    pytest.importorskip("manim", reason=needs.FILMS)
    from told_films import Films

    before = checkout.value_of("tradeoff_latency_by_context")
    dtypes = checkout.root / "engine" / "cost" / "dtypes.py"
    dtypes.write_text(dtypes.read_text(encoding="utf-8").replace('"bf16": 2', '"bf16": 4'), encoding="utf-8")
    assert checkout.run("facts", "tradeoff_latency_by_context").returncode == 0
    film = Films(tmp_path).told("tradeoff_map", read_ledger(checkout.root / "engine" / "facts.json"))
    shown = film.numbers["tradeoff_latency_by_context[MHA][32768]"]
    assert shown == str(Seconds(2 * before["lines"]["MHA"][-1])) == "29.8 ms"
