"""Numbers and code in their places."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from calls import calls

from build.checks.spec import check
from build.files.course import Course, course_in
from build.parse.deck import parse
from build.parse.source import source_from
from build.resolve.listing import Listings
from build.resolve.resolve import resolve
from build.spec.deck import CodeSlide, Deck, Listing, Words
from engine.ledger import Ledger


def filled(body: str, root: Course, ledger: Ledger, heading: str = "Concept - One") -> Deck:
    """A deck of one slide, resolved without a finding."""
    deck, unparsed = parse(source_from("deck.md", f"# D\n## Slide 1: {heading}\n{body}".encode())[0])
    deck, unresolved = resolve(deck, ledger, root)
    assert [*unparsed, *unresolved] == []
    return deck


@pytest.mark.parametrize(
    ("written", "words", "fact"),
    [
        ("{{ cache_4k }}", "537 MB", "cache_4k"),
        ("{{cache_4k|GiB}}", "0.5 GiB", "cache_4k"),
        ("{{ cache_4k | MB(2) }}", "536.87 MB", "cache_4k"),
        ("{{ model_heads | n }}", "32", "model_heads"),
        ("{{ speed.cached | tok_s }}", "96 tokens/s", "speed.cached"),
        ("{{ speed.settings.new_tokens }}", "2,000", "speed.settings.new_tokens"),
        ("{{ speed.settings.new_tokens | n }}", "2,000", "speed.settings.new_tokens"),
        ("{{ speed.settings.prompt }}", "Hello, I am", "speed.settings.prompt"),
        ('{{ curve["GQA"][4096] | GB }}', "0.4 GB", "curve.GQA.4096"),
        ("{{ curve['MHA'][1024] | GB(1) }}", "1 GB", "curve.MHA.1024"),
        ('{{ weights["cat"]["cat"] | of_one(1) }}', "0.6", "weights.cat.cat"),
        ('{{ weights["cat"]["The"] | of_one(2) }}', "0.40", "weights.cat.The"),
    ],
)
def test_an_expression_becomes_words_that_name_their_fact(
    written: str, words: str, fact: str, course: Course, facts: Ledger
) -> None:
    (note,) = filled(f"Notes: a **{written}** b\n", course, facts).slides[0].notes
    assert note.pieces == (Words(text="a "), Words(text=words, bold=True, fact=fact), Words(text=" b"))


def test_expressions_are_filled_in_wherever_words_stand(course: Course, facts: Ledger) -> None:
    body = (
        "Results ({{ model_heads }} heads):\n| {{ model_heads }} |\n|---|\n"
        "| {{ model_heads }} |\n\nWisdom: {{ model_heads }}\n\n"
        "Hands-on Anchor: [Hands-on Anchor: A-01 | Asset: ch01/run.py | Objective: {{ model_heads }}]\n"
        "\nNotes: {{ model_heads }}\n"
    )
    slide = filled(body, course, facts, "Practical - {{ model_heads }}").slides[0]
    assert str(slide).count("fact='model_heads'") == 7
    assert "Expression(" not in str(slide)


def listing(call: str, root: Course, ledger: Ledger) -> Listing:
    slide = filled(f"LEFT (60%) - CODE:\n{{{{ {call} }}}}\n", root, ledger, "Code - One").slides[0]
    assert isinstance(slide, CodeSlide)
    (found,) = slide.listings
    return found


def test_a_listing_is_its_symbols_source_without_the_docstring(course: Course, facts: Ledger) -> None:
    whole = listing("code('engine/decode.py::generate')", course, facts)
    assert whole.text == (
        "def generate(model, ids, steps):",
        "    for _ in range(steps):",
        "        ids = model(ids)",
        "    return ids",
    )
    assert (whole.lines, whole.marked) == ("1-4", ())


def test_lines_are_counted_in_what_is_shown_and_marks_with_them(course: Course, facts: Ledger) -> None:
    part = listing("code('engine/decode.py::generate', lines='2-3', mark='3')", course, facts)
    assert part.text == ("def generate(model, ids, steps):", "    for _ in range(steps):", "        ids = model(ids)")
    assert part.marked == (3,)
    assert listing("code('engine/decode.py::generate', mark='1, 3-4')", course, facts).marked == (1, 3, 4)


def test_a_listing_takes_lines_from_several_places(course: Course, facts: Ledger) -> None:
    whole = listing("code('engine/decode.py::generate')", course, facts)
    parts = listing("code('engine/decode.py::generate', lines='1, 3-4', mark='4')", course, facts)
    assert parts.text == (whole.text[0], *whole.text[2:4])
    assert parts.marked == (3,)
    assert parts.lines == "1-1, 3-4"


def test_a_cut_without_its_def_line_gets_a_head_of_the_parameters_that_are_needed(tmp_path: Path) -> None:
    file = tmp_path / "engine" / "heads.py"
    file.parent.mkdir()
    file.write_text(
        "def many(\n    model,\n    ids: int,\n    n: int = 1,\n    *,\n    key,\n) -> int:\n    'Says.'\n"
        "    first = 1\n    return first\n\n\n"
        "def some(a, *rest):\n    x = 1\n    return x\n\n\n"
        f"def {'long' * 9}(first_argument, second_argument):\n    x = 1\n    return x\n\n\n"
        "class Cache:\n    size = 4\n    room = 8\n\n\n"
        "def one_line(): return 1\n",
        encoding="utf-8",
    )

    def shown(symbol: str, lines: str) -> tuple[str, ...]:
        deck, _ = parse(
            source_from(
                "d.md",
                "# D\n## Slide 1: Code - A\nLEFT - CODE:\n"
                f"{{{{ code('engine/heads.py::{symbol}', lines='{lines}') }}}}\n".encode(),
            )[0]
        )
        (slide,) = deck.slides
        assert isinstance(slide, CodeSlide)
        return Listings(course_in(tmp_path)).fill(slide.listings[0]).text

    assert shown("many", "9") == ("def many(model, ids, key, …):", "    return first")
    assert shown("many", "6-8") == ("    key,", ") -> int:", "    first = 1")
    assert shown("some", "2-3") == ("def some(a, …):", "    x = 1", "    return x")
    assert shown("long" * 9, "3") == (f"def {'long' * 9}(…):", "    return x")
    assert shown("Cache", "3") == ("class Cache:", "    room = 8")
    assert shown("one_line", "1") == ("def one_line(): return 1",)


def test_methods_are_found_by_their_class_and_moved_to_the_margin(course: Course, facts: Ledger) -> None:
    assert listing("code('engine/decode.py::Cache.length')", course, facts).text == (
        "def length(self):",
        "    return 4",
    )
    assert listing("code('engine/decode.py::Cache.wait')", course, facts).text == (
        "async def wait(self):",
        "    return self",
    )


def test_a_link_out_of_the_rooms_is_not_followed(course: Course, facts: Ledger) -> None:
    link = course.root / "labs" / "link.py"
    if not link.exists():
        link.symlink_to(course.root / "secret.py")
    deck, _ = parse(source_from("d.md", b"# D\n## Slide 1: Code - A\nLEFT - CODE:\n{{ code('labs/link.py::x') }}\n")[0])
    _, (finding,) = resolve(deck, facts, course)
    assert finding.code == "F306"


def deck_of(count: int) -> bytes:
    """A deck of as many concept slides, each with what such a slide has."""
    slides = []
    for number in range(1, count + 1):
        notes = "".join(
            f"{i}. **Lead {i}.** Some `code`, and {{{{ cache_4k | GiB }}}} of words to fill a line.\n"
            for i in range(1, 13)
        )
        slides.append(
            f"## Slide {number}: Concept - Title {number}\nVisual: bars(speed.plain, speed.cached)\n\n"
            f"Extended Annotations (12):\n{notes}\n"
            "Beginner's Corner:\n- What this means: a\n- Why it matters: b\n- Common mistake: c\n\n"
            f"Notes:\n{{{{ speed.cached | tok_s }}}} words.\n\n"
            f"Hands-on Anchor: `[Hands-on Anchor: L-{number} | Asset: ch01/run.py | Objective: x | Pre-req: None]`\n"
            '\nWisdom: "W"\n\n'
        )
    return ("# Deck\n\n" + "".join(slides)).encode()


def built(count: int, root: Course, ledger: Ledger) -> None:
    """Parse, check and resolve a deck of as many slides."""
    deck, _ = parse(source_from("deck.md", deck_of(count))[0])
    check(deck, course=root, ledger=ledger)
    deck, found = resolve(deck, ledger, root)
    assert (len(deck.slides), found) == (count, [])


def test_every_slide_more_takes_as_much_work_as_the_one_before(course: Course, facts: Ledger) -> None:
    built(5, course, facts)
    few, more, many = (calls(lambda count=count: built(count, course, facts)) for count in (30, 60, 120))
    assert many - more == pytest.approx(2 * (more - few), rel=0.01)


@pytest.mark.timing
def test_a_thousand_slides_take_little_more_a_slide_than_thirty(course: Course, facts: Ledger) -> None:
    def seconds(count: int) -> float:
        start = process_time()
        built(count, course, facts)
        return process_time() - start

    seconds(5)
    small = min(seconds(30) for _ in range(3))
    large = seconds(1000)
    print(f"30 slides {small:.3f} s, 1,000 slides {large:.3f} s")
    assert large / 1000 < 2 * small / 30
    assert large < 6
