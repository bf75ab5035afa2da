"""A course of two hours about plants, with a deck to lead to, and what its guide becomes."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.documents.guide import Made, make_guide
from build.files.course import Course, course_in
from build.files.places import THEME
from build.theme.choose import load_theme
from build.theme.tokens import Theme
from engine.ledger import Ledger

DECK = """# Plants
## Slide 1: Practical - Leaves
Hands-on Anchor: `[Hands-on Anchor: CH1-LAB-01 | Asset: leaf.py | Objective: count leaves]`
"""
GUIDE = """---
kind: guide
course: Botany
title: Day 1
author: Ann
---
# Day 1: plants

What a leaf does all day.

## Hour 1: Light & sugar
Minutes: 40

It begins with \\<light>.

### Read, and what to look for
- [ ] [Leaves of *grass*](https://example.org/leaves), 20 min. Look for: the **veins**.

### What a leaf needs (icon: sprout)
Minutes: 30

It keeps {{ cache_4k | GiB }} of `sugar`, as $x^2$ says.

Visual: bars(speed.plain, speed.cached, title="Two leaves", unit=tok_s)

- [ ] Light
- [ ] Water

Key question: Why is it green?
Key question: And not blue?

| Part | What it does |
| --- | ---: |
| membranes | catch light |

1. Open
2. Close
    - slowly

### Go on
Minutes: 10

See: ch01 slide 1, CH1-LAB-01

## Hour 2: Night

### Notes
Own notes (4): What I saw

```python
def leaf() -> int:
    return 1
```

$$E = m c^2$$

See: ch01 slide 1, CH1-LAB-01
"""


def botany_in(folder: Path) -> Course:
    (folder / "course.toml").write_text("")
    (folder / "ch01_plants.md").write_text(DECK)
    (folder / "day1.md").write_text(GUIDE)
    return course_in(folder)


@pytest.fixture
def botany(tmp_path: Path) -> Course:
    """A course to be changed."""
    return botany_in(tmp_path)


@pytest.fixture(scope="session")
def theme() -> Theme:
    return load_theme(THEME)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, theme: Theme, facts: Ledger) -> Made:
    botany = botany_in(tmp_path_factory.mktemp("botany"))
    made, found = make_guide(botany.root / "day1.md", theme, facts, course=botany)
    assert [str(one) for one in found] == []
    assert made
    return made
