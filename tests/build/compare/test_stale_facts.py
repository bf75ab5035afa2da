"""A deck that shows numbers from before their code changed says so, with what records them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from build.compare.content_part import recorded
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
- Subtitle: It takes {{ kv_cache_gqa_4k | GB }} and {{ kv_cache_mha_4k | GB }}

Wisdom: "Begin small."

## Slide 2: Concept - A figure
Visual: bars(kv_cache_gqa_4k, kv_cache_mha_4k)
"""


@pytest.mark.parametrize(("here", "command"), [(False, "make facts NAME="), (True, "make facts FACTS=here NAME=")])
def test_each_stale_fact_is_told_once_where_it_is_first_shown(tmp_path: Path, here: bool, command: str) -> None:
    spec = tmp_path / "two.md"
    spec.write_text(SPEC, encoding="utf-8")
    fresh = {name: replace(record, digest=discover()[name].digest) for name, record in read_ledger().items()}
    stale = {name: replace(fresh[name], digest="0" * 12) for name in ("kv_cache_gqa_4k", "decode_cache")}
    for records, shown in ((fresh, []), ({**fresh, **stale}, ["kv_cache_gqa_4k"])):
        ledger = Ledger(records, here=here)
        outcome = build_book(spec, load_theme(THEME), ledger, clips=tmp_path)
        outcome = recorded(outcome, ledger, theme=None, folder=tmp_path)
        assert [str(found) for found in outcome.diagnostics if found.code == "F207"] == [
            f"{spec}:7:25: warning: slide 1 (and 1 more) shows {name!r} as it was before its code changed [F207]\n"
            "     7 | - Subtitle: It takes {{ kv_cache_gqa_4k | GB }} and {{ kv_cache_mha_4k | GB }}\n"
            "       |                         ~~~~~~~~~~~~~~^\n"
            f"  hint: {command}{name}"
            for name in shown
        ]
