"""What the course's page finds: slides, labs and facts with the slides that name them, as JSON that may stand in it."""

from __future__ import annotations

import json
from pathlib import Path

from build.commands.course_search import index
from build.parse.deck import parse
from build.parse.source import source_from
from build.spec.said import ENGLISH
from build.spec.tool_words import ENGLISH_TOOLS
from engine.ledger import deck_facts

SPEC = """---
course: A course
footer: "A course · Chapter 1 · More"
---
# Deck

## Slide 1: Title - Caches </script> & more
Wisdom: "{{ kv_cache_gqa_4k | GB }} of cache."

## Slide 2: Practical - Try it
Hands-on Anchor: [Hands-on Anchor: LAB-01 | Asset: a.py | Objective: run it | Pre-req: None]
Wisdom: "{{ kv_cache_gqa_4k | GiB }} again."
"""


def test_titles_labs_and_facts_are_found_and_cannot_end_the_script() -> None:
    deck, _ = parse(source_from("one.md", SPEC.encode())[0])
    text = index({Path("one.md"): deck}, {}, {}, deck_facts(), ENGLISH, ENGLISH_TOOLS)
    assert "<" not in text
    assert json.loads(text) == [
        ["slide", "Caches </script> & more", "Chapter 1, slide 1", "#deck-one", ""],
        ["slide", "Try it", "Chapter 1, slide 2", "#deck-one", ""],
        ["lab", "LAB-01: run it", "Chapter 1, slide 2", "#lab-LAB-01", ""],
        [
            "fact",
            "KV cache of Llama 3 8B for one 4,096-token sequence in bf16 (kv_cache_gqa_4k)",
            "Chapter 1, slides 1, 2",
            "#deck-one",
            "537 MB",
        ],
    ]
