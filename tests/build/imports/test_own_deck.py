"""A deck that we built, imported again: the same words on each slide, its numbers given, its edits kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copy

import pytest
import yaml
from nine_slides import nine_slides
from pptx import Presentation

from build.compare import content
from build.compare.content_part import as_text
from build.drawing.page import Book, Drawable, Group, NativeTable, Shape, TextBox
from build.files.course import course_of
from build.files.places import ROOT, THEME
from build.imports.imported import Imported
from build.imports.powerpoint.read import read_powerpoint
from build.imports.save import save
from build.pipeline import build_book
from build.render.powerpoint.write import write
from build.theme.choose import load_theme
from engine.ledger import deck_facts

NUMBERED = """\
---
course: A course
title: The cache
footer: "A course · The cache"
hours: {1: 1-4}
---
# The cache

## Slide 1: Title - The cache
Central Text:
- Chip: ONE
- Subtitle: What it keeps
- Promises: Ask; Show

Wisdom: "Ask what is kept."

## Slide 2: Attention - Share the notebook
Visual: bars(kv_cache_gqa_4k, kv_cache_mha_4k, labels="shared; each its own", unit="GB")
Minutes: 4

Extended Annotations (2):
### How sharing works (icon: share)
1. **Shared sets.** Several heads read one set.
### What it saves (icon: scale)
2. **In memory** the cache takes {{ kv_cache_gqa_4k | GB }} of {{ kv_cache_mha_4k | GB }}.

Beginner's Corner:
- What this means: several readers share one notebook.
- Why it matters: more requests fit.
- Common mistake: sharing one set among all heads.

Notes:
Say that {{ kv_cache_gqa_4k | GB }} are little.

Wisdom: "Share what is read."

## Slide 3: Practical - Compare two runs
Before you start:
- Close what else runs.

Run (One after the other):
```console
$ python run.py
# takes a minute
```

Results (What comes out):
| Cache | Size |
| --- | ---: |
| shared | {{ kv_cache_gqa_4k | GB }} |

Wisdom: "Measure alike."

## Slide 4: Session Takeaway - What you can do
Key Takeaways:
1. **Name** what a cache keeps
2. **Count** what it takes

What You Can Now Do (Take it home):
- **Choose** with numbers

Next: **Sharing** in chapter two

Wisdom: "Keep what is asked for."
"""

ORDINARY = """\
---
title: Leaves
author: Kim \\ "Lea"
data:
  cells: {value: 86, unit: billion, source: "Kim, 2020"}
---
# Leaves

How they make sugar

# Light

## {{ cells }} cells

All of them want light.

## What it needs

- **Light** from the sun
  - all day
- Water
- Air

## Sun or shade

### Sun

- Small leaves

### Shade

- Large leaves

Choose by **place**.

## Sizes

| Leaf | Width (mm) |
| --- | ---: |
| oak | 90 |
| **elm** | 60 |

## When it was found

- 1779: Ingenhousz sees that light is needed
- 1845: Mayer names the energy
- 1954: Arnon does it without the cell

## In code

```python title="leaf.py" {2}
def sugar(light):
    return 2 * light
```

- Line 2: **Twice.** Light counts double.

## The law

$$E = m c^2$$

- $E$: energy (J)
- $m$: mass (kg)

## In his words

> Light is life.
>
> — Jan Ingenhousz, Experiments, 1779
"""

KNOWN = re.compile(r"(?:given|computed|measured|published|graded) chip$")
Rebuilt = tuple[Imported, Book, Book, Counter[str]]
Build = Callable[..., tuple[Book, Counter[str]]]


@pytest.fixture(scope="module")
def build() -> Build:
    """Lays out a spec, writes it as a deck where one is named, and counts the rules that it breaks."""
    theme = load_theme(THEME)

    def built(spec: Path, deck: Path | None = None) -> tuple[Book, Counter[str]]:
        outcome = build_book(spec, theme, deck_facts(), clips=spec.parent / "films")
        assert outcome.book
        assert outcome.deck
        assert outcome.ledger
        if deck:
            with pytest.MonkeyPatch.context() as patched:  # an import does not ask what a fact goes through
                patched.setattr(content, "read_facts", lambda home, outputs: ({}, {}))
                record = as_text(content.content_of([outcome.deck], outcome.ledger, course_of(spec)))
            write(replace(outcome.book, spec=spec.name, record=record), theme, deck)
        return outcome.book, Counter(found.code for found in outcome.diagnostics if found.severity == "error")

    return built


@pytest.fixture
def rebuilt(tmp_path: Path, build: Build) -> Callable[[str], Rebuilt]:
    """A deck's import, its pages, those of the import, and the rules that this breaks and the first did not."""

    def again(text: str) -> Rebuilt:
        spec = tmp_path / "talk.md"
        spec.write_text(text, encoding="utf-8")
        first, before = build(spec, tmp_path / "talk.pptx")
        made = read_powerpoint(tmp_path / "talk.pptx")
        second, wrong = build(save(made, tmp_path / "imported", "talk"))
        return made, first, second, wrong - before

    return again


def _words(book: Book) -> list[Counter[str]]:
    """The words of each page, without how its numbers are known."""
    return [Counter(word for text in _texts(page.items) for word in re.findall(r"\w+", text)) for page in book.pages]


def _texts(items: Iterable[Drawable]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Group):
            yield from () if KNOWN.search(item.name) else _texts(item.children)
        elif isinstance(item, TextBox | Shape) and not item.name.endswith("film hint"):
            yield from ("".join(run.text for run in paragraph.runs) for paragraph in item.paragraphs)
        elif isinstance(item, NativeTable):
            cells = (cell for row in item.rows for cell in row)
            yield from ("".join(run.text for run in line.runs) for cell in cells for line in cell.paragraphs)


def test_numbered_slides_come_back_with_the_same_words_and_given_numbers(rebuilt: Callable[[str], Rebuilt]) -> None:
    made, first, again, wrong = rebuilt(NUMBERED)
    assert wrong == Counter()
    assert _words(again) == _words(first)
    source = 'unit: "GB", source: "talk: kv_cache_gqa_4k, computed'
    assert f"  kv_cache_gqa_4k_2: {{value: 0.537, {source}" in made.text
    assert "2. **In memory** the cache takes {{ kv_cache_gqa_4k_2 }} of {{ " in made.text
    assert [page.title for page in again.pages] == [
        "The cache",
        "Share the notebook",
        "Compare two runs",
        "What you can do",
    ]


def test_many_numbers_stand_in_tables_beside_the_spec(
    rebuilt: Callable[[str], Rebuilt], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("build.imports.powerpoint.own_numbers._MOST", 1)
    made, first, again, wrong = rebuilt(NUMBERED)
    assert wrong == Counter()
    assert _words(again) == _words(first)
    table = made.files["data/in-gb.csv"].decode()
    assert table.startswith('number,value,source\nkv_cache_gqa_4k_2,0.537,"talk: kv_cache_gqa_4k, computed')


def test_ordinary_slides_come_back_with_the_same_words(rebuilt: Callable[[str], Rebuilt]) -> None:
    _, first, again, wrong = rebuilt(ORDINARY)
    assert wrong == Counter()
    assert _words(again) == _words(first)


def test_what_somebody_wrote_and_added_by_hand_is_in_the_spec(tmp_path: Path, build: Build) -> None:
    spec, path = tmp_path / "talk.md", tmp_path / "talk.pptx"
    spec.write_text("# Leaves\n\n## Needs\n\n- Light\n- Water\n\n## Ends\n\n- Sugar\n- Air\n", encoding="utf-8")
    build(spec, path)
    deck = Presentation(str(path))
    body = next(shape for shape in deck.slides[1].shapes if shape.has_text_frame and "Light" in shape.text_frame.text)
    body.text_frame.paragraphs[0].runs[0].text = "Much light"
    box = deck.slides[2].shapes.add_textbox(0, 3_000_000, 3_000_000, 500_000)
    box.text_frame.text = "My own line"
    slide = deck.slides.add_slide(deck.slide_layouts[-1])
    slide.shapes.add_textbox(0, 3_000_000, 3_000_000, 500_000).text_frame.text = "A slide of mine that says something"
    deck.save(str(path))
    text = read_powerpoint(path).text
    assert text.endswith(
        "# Leaves\n\n## Needs\n\n- Much light\n- Water\n\n## Ends\n\n- Sugar\n- Air\n\nMy own line\n\n"
        "## 4\n\nA slide of mine that says something\n"
    )


def test_slides_of_a_chapter_come_back_with_the_same_words(tmp_path: Path, rebuilt: Callable[[str], Rebuilt]) -> None:
    copy(ROOT / "deck_specs" / "works.bib", tmp_path)
    made, first, again, wrong = rebuilt(nine_slides())
    assert wrong == Counter()
    assert len(again.pages) == 9
    for before, after in zip(_words(first), _words(again), strict=False):
        lost = before - after - Counter([str(len(first.pages))])
        assert lost == Counter() or "runs" in lost or "al" in lost  # how it was measured, and whose it is, is listed
    told = "slide 10, 'works': a list of works: it stands in the notes of the slide before"
    assert told in map(str, made.left)
    assert "\n\nT. Dao, D. Y. Fu, S. Ermon, " in made.text


# ---- again ------------------------------------------------------------------------------------------
FRONT = """\
---
course: A course
title: The cache
author: "Ann, 12 and Bob-2"
date: "2026-11-30"
language: de
wisdom: optional
reveal: points
hours: {1: 1-2, 2: 3-3}
assumes: [CH1-LAB-01]
words: {hour: Lektion, wise owl: Uhu}
---
"""
SLIDES = "# The cache\n\n## One\n\n- a\n- b\n\n## Two\n\n- c\n- d\n"


def test_the_front_matter_comes_back_key_by_key(tmp_path: Path, build: Build) -> None:
    spec = tmp_path / "talk.md"
    spec.write_text(FRONT + SLIDES, encoding="utf-8")
    build(spec, tmp_path / "talk.pptx")
    text = read_powerpoint(tmp_path / "talk.pptx").text
    assert yaml.safe_load(text.split("---\n")[1]) == yaml.safe_load(FRONT.strip("-\n"))


@pytest.mark.parametrize("spec", [NUMBERED, ORDINARY, FRONT + SLIDES])
def test_an_import_is_built_and_imported_to_the_same_spec(spec: str, tmp_path: Path, build: Build) -> None:
    was, read = tmp_path / "talk.md", []
    was.write_text(spec, encoding="utf-8")
    for number in range(2):
        deck = tmp_path / str(number) / "talk.pptx"
        deck.parent.mkdir()
        build(was, deck)
        read.append(read_powerpoint(deck))
        was = save(read[-1], tmp_path / f"imported {number}", "talk")
    assert read[1].text == read[0].text
    assert read[1].files == read[0].files


MIXED = """\
# Deck

## Both
Reveal: each point

Words first.

- a
  - below
- b

Then `code` and **more**.

## Code

It says:

```javascript
a = 1
  b = 2
```

| Name | What it is |
| --- | --- |
| a | one |

## Sides

::: columns
::: column
Here

- one
:::
::: column
- two
- three
:::
:::

## Alone

```javascript
x = 1
```
"""


def test_slides_of_any_blocks_come_back_as_they_were_written(tmp_path: Path, build: Build) -> None:
    spec = tmp_path / "talk.md"
    spec.write_text(MIXED, encoding="utf-8")
    build(spec, tmp_path / "talk.pptx")
    text = read_powerpoint(tmp_path / "talk.pptx").text
    assert text.partition("---\n\n")[2] == MIXED.replace("```javascript\na = 1", "```\na = 1")  # no slide says which
