"""A spec to translate says what its original says, and keeps what somebody has translated."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from build.documents.parse import parse_guide
from build.documents.section_parts import LABELS as OF_GUIDES
from build.files.places import ROOT
from build.findings.diagnostic import Span
from build.parse.deck import parse
from build.parse.source import Source, read_source
from build.questions.labels import LABELS as OF_QUIZZES
from build.questions.parse import parse_quiz
from build.translate.template import Template, make_template

SPEC = """\
---
title: Photosynthesis
hours: {1: 1-2}
---
# Photosynthesis

## What a leaf needs
- Light, `water` and {{ days.length | h }}
- **Chlorophyll**, which is green
  and stays so

| Part | Mass (kg) |
| --- | ---: |
| leaf | {{ mass }} |
| {{ mass }} | 3 |

![A leaf](leaf.svg "From above"){width=40%}

$$a = b$$

```js
// a comment
```

Notes:
Ask first.
<!-- not yet -->
Minutes: 4
"""
TEMPLATE = """\
---
translates: leaf.md
language: de
# en: Photosynthesis
title: Photosynthesis
hours: {1: 1-2}
---
<!-- en: Photosynthesis -->
# Photosynthesis

<!-- en: What a leaf needs -->
## What a leaf needs
<!-- en: Light, `water` and {{ days.length | h }} -->
- Light, `water` and {{ days.length | h }}
<!-- en: **Chlorophyll**, which is green
  and stays so -->
- **Chlorophyll**, which is green
  and stays so

<!-- en: | Part | Mass (kg) | -->
| Part | Mass (kg) |
| --- | ---: |
<!-- en: | leaf | {{ mass }} | -->
| leaf | {{ mass }} |
| {{ mass }} | 3 |

<!-- en: ![A leaf](leaf.svg "From above") -->
![A leaf](leaf.svg "From above"){width=40%}

$$a = b$$

```js
// a comment
```

Notes:
<!-- en: Ask first. -->
Ask first.
<!-- not yet -->
Minutes: 4
"""
BLOCKS = [
    "# A deck", "## One thing", "### Sub (icon: share)", "## Slide 3: Practical - Do it", "## Slide 4: Why - What",
    "Type: practical", "Notes: say this", 'Wisdom: "a b"', "Prompt: paint\nthis\n\nand that",
    "1. **Bold** words\n2. See {{ a | GiB }}", "- one\n- two\n  more of two\n  - three\n\n    below it\n- [ ] four",
    "| A | B |\n| --- | ---: |\n| a `x|y` | {{ a | n }} |", "> quoted\n> goes on", "> [!NOTE]\n> watch out",
    "Term\n: meaning\n: another", "$$\na=b\n$$", "two lines  \nof words\nand more", "Setext\n======",
    "Setext two\n---", "---", "```js\n// <!-- en: x -->\n```", "    indented", "<!-- a note -->", "<!--\nmore\n-->",
    "<!-- en: like one -->", "words <!-- c --> more", "![alt](a.png)", "[^1]: a note\n    goes on",
    "::: columns\n::: column\nleft\n:::\n:::", "::right::", "layout: quote", "- a\n---\nlayout: section\n---",
    "+---+---+\n| a | b |\n+---+---+", "a    b\n---- ----\none  two", 'Visual: bars(a.b, title="T x", highlight=T)',
    "[logo]: https://x.de", "a [logo] b", "{{ code('a.js') }}", "a --> b --&gt; c",
    "Hands-on Anchor: `[Hands-on Anchor: C-LAB-01 | Asset: a.py | Objective: do it | Pre-req: None]`",
    "Central Text:\n- Chip: A\n- Title: B", "Run (Do it):\n```console\n$ a\n```",
    "Results (Row):\n| a | b |\n| - | - |\n| c | d |", "Timeline:\n- 3 Ideas\n- 5-6 Break",
    "## Design System (Do Not Render)", "<v-click>", "<!-- _class: lead -->", "Line 5: lead. text",
]  # fmt: skip
FRONTS = [
    "",
    "---\ntitle: A deck\n---\n",
    "---\nmarp: true\n---\n",
    "---\ntheme: seriph\n---\n",
    "---\ncourse: X\n---\n",
]


def made(spec: str, before: str | None = None, language: str = "de") -> Template:
    earlier = None if before is None else Source("leaf.de.md", before)
    return make_template(Source("leaf.md", spec), "leaf.md", language, before=earlier)


def meaning(value: object) -> object:
    """What a spec says, without where it says it, and in which language."""
    if isinstance(value, Span):
        return None
    if is_dataclass(value) and not isinstance(value, type):
        names = (part.name for part in fields(value) if part.name not in ("source", "path", "language", "translates"))
        return type(value).__name__, {name: meaning(getattr(value, name)) for name in names}
    return [meaning(part) for part in value] if isinstance(value, tuple | list) else value


# ---- the first time ---------------------------------------------------------------------------------
def test_each_sentence_has_its_original_above_and_all_else_is_as_it_was() -> None:
    assert made(SPEC).text == TEMPLATE
    assert (made(SPEC).sentences, made(SPEC).lacking) == (9, 9)


@given(
    st.sampled_from(FRONTS), st.lists(st.tuples(st.sampled_from(BLOCKS), st.sampled_from(["\n", "\n\n"])), min_size=1)
)
@settings(max_examples=60)
def test_a_template_says_what_its_original_says_and_is_the_same_when_it_is_made_again(front, blocks) -> None:
    spec = front + "".join(block + behind for block, behind in blocks)
    assume(front or not spec.startswith("---"))  # a ruler, or front matter without its end
    template = made(spec)
    assert meaning(parse(Source("leaf.md", template.text))[0]) == meaning(parse(Source("leaf.md", spec))[0])
    assert made(spec, template.text).text == template.text
    assert template.lacking == template.sentences


@pytest.mark.parametrize(
    ("name", "read", "labels"),
    [
        ("ch03_attention_mechanics", parse, ()),
        ("ch04_inference_and_attention_alternatives", parse, ()),
        ("module04_inference_and_optimisation", parse, ()),
        ("day1_study_guide", parse_guide, OF_GUIDES),
        ("bank_ch04", parse_quiz, OF_QUIZZES),
    ],
)
def test_the_courses_own_specs_to_translate_say_the_same(name, read, labels) -> None:
    source, _ = read_source(ROOT / "deck_specs" / f"{name}.md")
    template = make_template(source, f"{name}.md", "de", labels=labels)
    translated, found = read(Source(source.path, template.text))
    assert found == []
    assert meaning(translated) == meaning(read(source)[0])
    assert template.lacking == template.sentences > 100


def test_what_makes_a_slides_kind_stays_and_what_a_label_or_an_anchor_says_is_translated() -> None:
    spec = """\
# D
## Slide 1: Practical - Count leaves
Before you start (Look around):
- What this means: green
Hands-on Anchor: `[Hands-on Anchor: L-01 | Asset: a.py | Objective: count them | Pre-req: None]`
## Slide 2: Practical - Go on
Type: practical
"""
    records = [line for line in made(spec).text.split("\n") if line.startswith("<!--")]
    assert records == [
        "<!-- en: D -->",
        "<!-- en: Count leaves -->",
        "<!-- en: Look around -->",
        "<!-- en: green -->",
        "<!-- en: count them -->",
        "<!-- en: Practical - Go on -->",
    ]


# ---- again ------------------------------------------------------------------------------------------
BEFORE = """\
---
translates: leaf.md
language: de
words: {part: Abschnitt}
# en: Leaves
title: Blätter
---

<!-- en: Leaves -->
# Blätter

<!-- en: First -->
## Zuerst
<!-- en: Light is needed here -->
- Hier braucht man Licht
<!-- en=: Chlorophyll -->
- Chlorophyll
<!-- en: It goes away -->
- Es geht weg
<!-- en: Open -->
- Open

<!-- en: Second -->
## Danach

Ein Satz nur auf Deutsch
"""
NOW = """\
---
title: Leaves
---

# Leaves

## Second

## First
- Light is needed here, and water
- Chlorophyll
- Open
- A new one
"""
AFTER = """\
---
translates: leaf.md
language: de
# en: Leaves
title: Blätter
words: {part: Abschnitt}
---

<!-- en: Leaves -->
# Blätter

<!-- en: Second -->
## Danach

<!-- en: First -->
## Zuerst
<!-- en: Light is needed here, and water -->
<!-- en was: Light is needed here -->
- Hier braucht man Licht
<!-- en=: Chlorophyll -->
- Chlorophyll
<!-- en: Open -->
- Open
<!-- en: A new one -->
- A new one

<!-- en gone: It goes away
=> Es geht weg -->
<!-- en gone: => Ein Satz nur auf Deutsch -->
"""


def test_made_again_it_keeps_translations_where_their_originals_stand_now_and_drops_none() -> None:
    template = made(NOW, BEFORE)
    assert template.text == AFTER
    assert (template.sentences, template.lacking, template.older, template.gone, template.added) == (8, 2, 1, 1, 1)
    assert made(NOW, AFTER).text == AFTER


def test_a_sentence_that_comes_back_has_its_translation_again() -> None:
    template = made(f"{NOW}- It goes away\n", AFTER)
    assert "<!-- en: It goes away -->\n- Es geht weg\n" in template.text
    assert "gone: It" not in template.text


def test_a_translation_that_was_corrected_is_no_longer_older() -> None:
    corrected = AFTER.replace("<!-- en was: Light is needed here -->\n", "")
    assert made(NOW, corrected).older == 0


@pytest.mark.parametrize(
    ("spec", "language", "message"),
    [
        ("---\ntranslates: b.md\n---\n# A\n", "de", "a translation of b.md; name that"),
        ("---\nlanguage: de\n---\n# A\n", "de", "in 'de' already; name another language"),
        ("% A\n\n# B\n", "de", "pandoc's title block; write it as front matter, 'title: …' between two lines '---'"),
    ],
)
def test_what_has_no_template(spec: str, language: str, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        made(spec, language=language)


def test_nothing_that_is_written_ends_a_record_too_early(tmp_path: Path) -> None:
    spec = "# A\n\n## B\n\na --> b --&gt; c --&amp; d\n"
    text = made(spec).text
    assert "<!-- en: a --&gt; b --&amp;gt; c --&amp;amp; d -->\na --> b --&gt; c --&amp; d\n" in text
    assert made(spec, text.replace("\na -->", "\nÄ -->")).lacking == 2
