"""Each label's words arrive in their places."""

from __future__ import annotations

from dataclasses import replace

import pytest

from build.findings.diagnostic import Span
from build.parse.deck import parse
from build.parse.source import source_from
from build.spec.deck import (
    AgendaSlide,
    AnimationSlide,
    CodeSlide,
    ConceptSlide,
    FrontMatter,
    Item,
    PracticalSlide,
    Slide,
    TakeawaySlide,
    TitleSlide,
)


def slide(body: str, heading: str = "Concept - One") -> Slide:
    """The only slide of a deck, which has no findings."""
    source, unreadable = source_from("deck.md", f"# Deck\n## Slide 1: {heading}\n{body}".encode())
    deck, found = parse(source)
    assert [*unreadable, *found] == []
    return deck.slides[0]


def said(item: Item) -> tuple[str, str]:
    return item.lead.plain, item.rest.plain


def test_front_matter_is_read_with_its_hours_and_assumptions() -> None:
    spec = (
        "---\ncourse: C\ntitle: T\nhours: {2: 17–30, 1: 3-16}\nassumes: [A-01, B-02]\n"
        'footer: "a: b"\n---\n# D\n## Slide 17: One\n'
    )
    deck, found = parse(source_from("deck.md", spec.encode())[0])
    assert found == []
    assert (deck.front.course, deck.front.title, deck.front.footer, deck.front.language) == ("C", "T", "a: b", "en-GB")
    assert deck.front.hours == ((1, 3, 16), (2, 17, 30))
    assert deck.front.assumes == ("A-01", "B-02")
    assert [deck.hour_of(number) for number in (2, 16, 17)] == [None, 1, 2]
    assert (deck.heading.plain, deck.slides[0].span.line) == ("D", 9)


@pytest.mark.parametrize("authors", ["Ann, Bob", "[Ann, Bob]", "\n- Ann\n- Bob"])
def test_a_deck_has_several_authors_and_null_says_nothing(authors: str) -> None:
    spec = (
        f"---\nauthor: {authors}\ntitle:\nlanguage: ~\nhours: null\nlogo:\nfooter: 'null'\n---\n# D\n## Slide 1: One\n"
    )
    deck, found = parse(source_from("deck.md", spec.encode())[0])
    assert found == []
    assert replace(deck.front, footer_span=Span()) == FrontMatter(author="Ann, Bob", footer="null")


def test_what_is_right_beside_something_wrong_is_kept() -> None:
    spec = (
        "---\nauthor: [Ann, {a: b}, ~]\nassumes: [A-01, {b: c}]\nhours: {1: 1-1, 2: x, x: y}\ntitle: [x]\n---\n"
        "# D\n## Slide 1: One\n"
    )
    deck, found = parse(source_from("deck.md", spec.encode())[0])
    assert sorted(finding.span.line for finding in found) == [2, 3, 4, 4, 4, 5]
    assert (deck.front.author, deck.front.assumes, deck.front.hours, deck.front.title) == (
        "Ann",
        ("A-01",),
        ((1, 1, 1),),
        "",
    )


@pytest.mark.parametrize(
    ("heading", "body", "kind", "variety"),
    [
        ("Title - A", "", TitleSlide, None),
        ("Agenda - A", "", AgendaSlide, None),
        ("Animation - A", "", AnimationSlide, None),
        ("Practical Walkthrough - A", "", PracticalSlide, "practical"),
        ("Hands-on Appendix B - A", "", PracticalSlide, "appendix"),
        ("Troubleshooting - A", "", PracticalSlide, "troubleshooting"),
        ("Code Bridge A - B", "", CodeSlide, None),
        ("Session Takeaway - A", "", TakeawaySlide, None),
        ("KV cache - A", "", ConceptSlide, None),
        ("A title alone", "Run: \n```\n$ a\n```\n", PracticalSlide, "practical"),
        ("A title alone", "Animation Asset: kv\n", AnimationSlide, None),
        ("From idea to code - A", "Type: code\n", CodeSlide, None),
        ("Practical - A", "Type: Appendix A\n", PracticalSlide, "appendix"),
    ],
)
def test_a_slides_kind_is_its_type_or_its_eyebrow_or_its_labels(
    heading: str, body: str, kind: type, variety: str | None
) -> None:
    made = slide(body, heading)
    assert type(made) is kind
    assert getattr(made, "variety", None) == variety


def test_the_eyebrow_is_what_stands_before_the_first_dash() -> None:
    made = slide("", "From idea to code - Two loops - one idea apart")
    assert (made.eyebrow.plain, made.title.plain) == ("From idea to code", "Two loops - one idea apart")
    assert slide("", "MoE and Active-Parameter Efficiency").eyebrow.plain == ""


def test_annotations_stand_in_their_clusters() -> None:
    made = slide(
        "Extended Annotations (3):\n### How it works (icon: share)\n1. **Lead.** rest\n2. plain\n### Costs\n3. `code`\n"
    )
    assert isinstance(made, ConceptSlide)
    assert [(cluster.name, cluster.icon, [said(item) for item in cluster.items]) for cluster in made.clusters] == [
        ("How it works", "share", [("Lead.", "rest"), ("", "plain")]),
        ("Costs", "", [("", "code")]),
    ]


def test_annotations_without_headings_get_none() -> None:
    made = slide("Annotations:\n1. a\n2. b\n3. c\n")
    assert isinstance(made, ConceptSlide)
    assert [(cluster.name, [item.rest.plain for item in cluster.items]) for cluster in made.clusters] == [
        ("", ["a", "b", "c"])
    ]
    mixed = slide("Annotations:\n1. a\n### Why\n2. b\n")
    assert isinstance(mixed, ConceptSlide)
    assert [cluster.name for cluster in mixed.clusters] == ["", "Why"]


def test_title_text_gives_chip_title_and_promises() -> None:
    body = (
        'Central Text:\n- Title: CH4 BONUS - Inference\n- Subtitle: Sub\n- Tagline: "Keep quality, reduce latency."\n'
    )
    made = slide(body, "Title - Inference")
    assert isinstance(made, TitleSlide)
    assert (made.chip.plain, made.title.plain, made.subtitle.plain) == ("CH4 BONUS", "Inference", "Sub")
    assert [promise.plain for promise in made.promises] == ["Keep quality", "reduce latency"]
    assert made.rest == ()


def test_an_agenda_has_a_column_an_hour() -> None:
    made = slide(
        "Hour 1: What slows us\n1. **Where time goes** compute\n2. Count - the work\n\nHour 2:\n"
        "1. Alternatives\n\nTimeline:\n- 0 Ideas\n",
        "Agenda - A",
    )
    assert isinstance(made, AgendaSlide)
    assert [(column.name, column.heading.plain, [said(item) for item in column.items]) for column in made.columns] == [
        ("Hour 1", "What slows us", [("Where time goes", "compute"), ("Count", "the work")]),
        ("Hour 2", "", [("Alternatives", "")]),
    ]
    assert [text.plain for text in made.timeline] == ["0 Ideas"]


def test_a_practical_has_checklist_commands_and_table() -> None:
    made = slide(
        "Checklist (Before you start):\n- one\n\nRun (Run both, one after the other):\n"
        "```console\n$ python a.py --n 2\n# wait\nls\n```\n"
        "Run order (What to do):\n| step | time |\n|:--|:-:|\n| `a | b` | {{ f | ms }} |\n",
        "Practical - A",
    )
    assert isinstance(made, PracticalSlide)
    assert (made.checklist_heading.plain, [item.plain for item in made.checklist]) == ("Before you start", ["one"])
    assert made.commands_heading.plain == "Run both, one after the other"
    assert [(command.text, command.comment) for command in made.commands] == [
        ("python a.py --n 2", False),
        ("wait", True),
        ("ls", False),
    ]
    assert made.table is not None
    assert (made.table_heading.plain, made.table.align) == ("What to do", ("left", "center"))
    assert [[cell.plain for cell in row] for row in made.table.rows] == [["a | b", "{{ f | ms }}"]]


def test_a_code_bridge_has_listings_notes_and_flow() -> None:
    made = slide(
        "LEFT (60%) - CODE (tight):\n- a note\n\n"
        "{{ code('engine/decode.py::generate', lines='2-3', mark='2', heading='Plain: all', tint='costly') }}\n"
        "{{ code('labs/x.py::f') }}\n\nRIGHT (40%) - FLOW:\n- **Plain** all of it\n",
        "Code - A",
    )
    assert isinstance(made, CodeSlide)
    first, second = made.listings
    assert (first.target, first.lines, first.mark, first.tint, first.heading.plain) == (
        "engine/decode.py::generate",
        "2-3",
        "2",
        "costly",
        "Plain: all",
    )
    assert (second.target, second.tint, second.heading.plain) == ("labs/x.py::f", "new", "")
    assert [said(text) for text in made.code_notes] == [("", "a note")]
    assert [said(item) for item in made.flow] == [("Plain", "all of it")]


def test_an_animation_has_scene_stages_and_cues() -> None:
    made = slide(
        "Animation Asset:\n- `kv_cache_loop`\nStages:\n1. Warm up\n2. Loop\nCues:\n- **The warm-up** All at once\n",
        "Animation - A",
    )
    assert isinstance(made, AnimationSlide)
    assert (made.scene, made.scene_span.line) == ("kv_cache_loop", 4)
    assert [text.plain for text in made.stages] == ["Warm up", "Loop"]
    assert [said(item) for item in made.cues] == [("The warm-up", "All at once")]


@pytest.mark.parametrize(
    ("next_line", "wanted"),
    [
        ('Next: "**The pipeline** Chapter 5 core"', ("The pipeline", "Chapter 5 core")),
        ("Next:\nThe pipeline (Ch5 core).", ("The pipeline", "Ch5 core")),
        ("Next: The pipeline", ("The pipeline", "")),
    ],
)
def test_a_takeaway_has_stations_outcomes_and_what_comes_next(next_line: str, wanted: tuple[str, str]) -> None:
    made = slide(
        "Key Takeaways:\n1. **Find it** with care\n2. Compare all\n\n"
        f"What You Can Now Do (At home):\n- Build one\n\n{next_line}\n",
        "Takeaway - A",
    )
    assert isinstance(made, TakeawaySlide)
    assert [said(item) for item in made.stations] == [("Find it", "with care"), ("Compare", "all")]
    assert (made.outcomes_heading.plain, [said(item) for item in made.outcomes]) == ("At home", [("Build", "one")])
    assert (made.next_title.plain, made.next_detail.plain) == wanted


def test_labels_of_every_slide_are_read_however_they_are_spaced() -> None:
    made = slide(
        "Minutes: 4\nVisual: bars(speed.plain, speed.cached, labels=\"Plain; Cached\", unit=tok_s)\n"
        "Beginner’s Corner:\n- What this means: a\n- **Why it matters:** b\n- Common mistake: c\n"
        "Wisdom:\n“Say *it* once.”\n"
        "Notes: First: a sentence.\n\nSecond\nline.\n- an item\n\nNotes:\nmore\n"
    )  # fmt: skip
    assert made.minutes == 4
    assert made.visual is not None
    assert made.visual.facts == ("speed.plain", "speed.cached")
    assert made.visual.parameters == (("labels", "Plain; Cached"), ("unit", "tok_s"))
    assert made.beginner is not None
    assert [made.beginner.means.plain, made.beginner.matters.plain, made.beginner.mistake.plain] == ["a", "b", "c"]
    assert made.wisdom.plain == "Say it once."
    assert [text.plain for text in made.notes] == ["First: a sentence.", "Second line.", "- an item", "more"]


@pytest.mark.parametrize(
    "body",
    [
        "Hands-on Anchor: `[Hands-on Anchor: L-01 | Asset: a/b; c | Objective: find *it* | Pre-req: M-02, L-08..10]`",
        "Hands-on Anchor:\n"
        "[Hands-on Anchor: L-01 | Assets: a/b;c | objective: find *it*\n"
        "| Prerequisites: M-02; L-08..10]",
    ],
)
def test_an_anchor_is_read_on_one_line_or_wrapped(body: str) -> None:
    anchor = slide(body + "\n", "Practical - A").anchor
    assert anchor is not None
    assert (anchor.id, anchor.assets, anchor.objective.plain) == ("L-01", ("a/b", "c"), "find it")
    assert anchor.prerequisites == ("M-02", "L-08", "L-09", "L-10")


def test_what_must_not_be_shown_is_kept_apart() -> None:
    spec = (
        "# D\n## Design System (Apply to all)\n- pearl\n## 0. Rules (Do Not Render)\n- secret\n"
        "## Reading\nA [paper](https://x.org).\n## Slide 1: One\nPrompt:\nA picture\n"
        "of: things.\n"
    )
    deck, _ = parse(source_from("deck.md", spec.encode())[0])
    assert deck.design_rules == ("Design System (Apply to all)\npearl", "0. Rules (Do Not Render)\nsecret")
    assert [text.plain for text in deck.introduction] == ["Reading", "A paper."]
    assert deck.slides[0].prompt == "A picture\nof: things."
