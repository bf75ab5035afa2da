"""A deck that shows numbers from before their code changed says so, with what records them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from build.compare.content_part import recorded
from build.files.course import product
from build.files.places import THEME
from build.pipeline import build_book
from build.theme.choose import load_theme
from engine.ledger import Ledger, read_ledger
from engine.provenance import discover

SPEC = """\
# Two slides

## Slide 1: Title - A first slide
Central Text:
- Chip: ONE
- Title: A first slide
- Subtitle: It takes {{ kv_cache_gqa_4k | GB }} and {{ decode_cache.speedup | x }}

Wisdom: "Begin small."

## Slide 2: Concept - A figure
Visual: bars(kv_cache_gqa_4k, kv_cache_mha_4k)
"""

FOUND = [
    (
        "Span(line=7, column=25, end=40)",
        "slide 1 (and 1 more) shows 'kv_cache_gqa_4k'",
        "make facts NAME=kv_cache_gqa_4k",
    ),
    ("Span(line=7, column=56, end=68)", "slide 1 shows 'decode_cache'", "{}NAME=decode_cache"),
]


@pytest.mark.parametrize(("here", "command"), [(False, "make facts "), (True, "make facts FACTS=here ")])
def test_each_stale_fact_is_told_once_where_it_is_first_shown(tmp_path: Path, here: bool, command: str) -> None:
    spec = tmp_path / "two.md"
    spec.write_text(SPEC, encoding="utf-8")
    defined = discover()
    fresh = {name: replace(record, digest=defined[name].digest) for name, record in read_ledger().items()}
    stale = {name: replace(fresh[name], digest="0" * 12) for name in ("kv_cache_gqa_4k", "decode_cache", "gqa_run")}
    for records, expected in ((fresh, []), ({**fresh, **stale}, FOUND)):
        ledger = Ledger(records, here=here)
        outcome = build_book(spec, load_theme(THEME), ledger, clips=tmp_path)
        outcome = recorded(outcome, ledger, course=product(), theme=None, folder=tmp_path)
        found = [found for found in outcome.diagnostics if found.code == "F207"]
        assert [(str(finding.span), finding.severity, finding.message, finding.hint) for finding in found] == [
            (span, "warning", f"{shown} as it was before its code changed", hint.format(command))
            for span, shown, hint in expected
        ]
