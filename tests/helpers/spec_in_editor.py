"""A small deck with one of everything as an editor has it, and a cursor in it."""

from __future__ import annotations

from build.editor.point import Point, Written
from build.files.course import product

SPEC = product().specs / "small.md"
TEXT = """\
---
title: A small deck
hours: {1: 1-3}
assumes: [CH4-LAB-02]
---
# A small deck

## Slide 1: Title - A small deck
Central Text:
- Chip: ONE
- Subtitle: What it keeps

Wisdom: "Short."

## Slide 2: Sharing - Share the notebook
Visual: heads(llama_heads, title="Sets", unit=GB)

Extended Annotations (2):
### How it works (icon: share)
1. **Sets.** Eight share one, 🦉 and 缓存 too.
2. **Less:** {{ decode_cache.speedup | x }} as fast, {{ kv_cache_gqa_4k | GiB }} kept.

Wisdom: "Share."

## Slide 3: Practical - Run it
Run:
```console
$ python labs/ch04/03_kv-cache/gpt_with_kv_cache.py
```

[Hands-on Anchor: CH9-LAB-1 | Asset: ch04/03_kv-cache/gpt_with_kv_cache.py | Objective: see | Pre-req: CH4-LAB-02]

Wisdom: "Run it."
"""


def cursor(marked: str) -> Point:
    """The place of `‸` in a text, which stands there only for the test."""
    assert marked.count("‸") == 1
    ahead = marked.partition("‸")[0].split("\n")
    return Written(marked.replace("‸", "")).at(len(ahead), len(ahead[-1]) + 1)


def in_deck(line: str, *, instead_of: str = "1. **Sets.** Eight share one, 🦉 and 缓存 too.") -> Point:
    """The small deck with another line in place of one of its lines, and the cursor in that."""
    assert instead_of in TEXT
    return cursor(TEXT.replace(instead_of, line))
