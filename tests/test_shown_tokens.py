"""What slides and films draw as tokens are tokens: each word is exactly one of GPT-2's."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from build.parse.deck import parse
from build.parse.source import read_source
from engine.tokenizer import gpt2_tokenizer

ROOT = Path(__file__).resolve().parents[1]
SPECS = sorted(path for path in (ROOT / "deck_specs").glob("*.md") if path.name != "README.md")


def on_slides() -> Iterator[tuple[str, str]]:
    """Where tokens are drawn, and their words."""
    for spec in SPECS:
        deck, _ = parse(read_source(spec)[0])
        for slide in deck.slides:
            shown = dict(slide.visual.parameters).get("tokens") if slide.visual else None
            if shown:
                yield f"{spec.stem} {slide.number}", shown


def in_the_film() -> str:
    """The prompt of the film and what it goes on with."""
    tree = ast.parse((ROOT / "animations" / "kv_cache_loop.py").read_text(encoding="utf-8"))
    named = {
        target.id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return " ".join((*named["PROMPT"], *named["ANSWER"]))


@cache
def shown() -> dict[str, str]:
    return {**dict(on_slides()), "film": in_the_film()}


def test_there_are_tokens_to_look_at() -> None:
    assert len(shown()) > 3


def test_each_word_that_is_drawn_as_a_token_is_one() -> None:
    tokens = gpt2_tokenizer()
    read = {
        where: [tokens.decode([number]).strip() for number in tokens.encode(text)] for where, text in shown().items()
    }
    assert read == {where: text.split() for where, text in shown().items()}
