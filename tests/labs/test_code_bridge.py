"""Code bridge B shows each design's own lines: a script that has moved on moves the slide's lines with it."""

from __future__ import annotations

from pathlib import Path

from build.files.course import product
from build.parse.deck import parse
from build.parse.source import read_source
from build.resolve.listing import Listings
from build.spec.deck import CodeSlide

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "deck_specs" / "ch04_inference_and_attention_alternatives.md"
MODULE = ROOT / "deck_specs" / "module04_inference_and_optimisation.md"
KEEPS = ("key = block_key(key, ", "block = table.pop()", "block, _ = self._free.popitem(last=False)")
MARKED = ("kv_width = ", "kept = torch.cat(", "hidden |= ", "shares, chosen = ")


def test_the_gold_lines_are_those_that_make_the_designs() -> None:
    source, _ = read_source(SPEC)
    deck, _ = parse(source)
    bridge = deck.slides[26]
    assert isinstance(bridge, CodeSlide)
    shown = [Listings(product()).fill(listing) for listing in bridge.listings]
    lines = [listing.text[place - 1].strip() for listing in shown for place in listing.marked]
    assert [start for start, line in zip(MARKED, lines, strict=True) if not line.startswith(start)] == []
    assert shown[2].text[-1].strip().startswith("room = min(")


def test_the_gold_lines_of_the_block_cache_find_give_back_and_take() -> None:
    source, _ = read_source(MODULE)
    deck, _ = parse(source)
    bridge = next(slide for slide in deck.slides if slide.number == 8)
    assert isinstance(bridge, CodeSlide)
    shown = [Listings(product()).fill(listing) for listing in bridge.listings]
    lines = [listing.text[place - 1].strip() for listing in shown for place in listing.marked]
    assert [start for start, line in zip(KEEPS, lines, strict=True) if not line.startswith(start)] == []
