"""No input ends in a traceback, and no word meant for learners is lost on the way to the deck."""

from __future__ import annotations

import itertools
import os
import re
from pathlib import Path
from time import process_time

import pytest
from calls import calls
from deck_strings import strings
from hypothesis import given, settings
from hypothesis import strategies as st

from build.checks.spec import check
from build.files.course import Course
from build.findings.diagnostic import Diagnostic
from build.parse.deck import parse
from build.parse.source import source_from
from build.resolve.resolve import resolve
from build.spec.deck import Deck
from engine.ledger import Ledger

PAGE = (Path(__file__).parents[3] / "deck_specs" / "README.md").read_text(encoding="utf-8")
EXAMPLE = PAGE.partition("`````markdown\n")[2].partition("`````")[0]
FORMS = """
## Slide 9: Code Bridge A - Two loops
LEFT (60%) - CODE:
{{ code('engine/decode.py::generate', lines='2-3', mark='2', heading='Loop', tint='new') }}
- a bullet
RIGHT (40%) - FLOW:
- **lead** rest
## Slide 10: Animation - The loop
Animation Asset:
- `/Users/someone/kv_cache_loop.py`
Stages:
1. one
Cues:
- **two** words
## Slide 11: Agenda - Two hours
Hour 1: heading
1. first - sub
Timeline:
- 0 Ideas
## Slide 12: Session Takeaway - Done
Key Takeaways:
1. Diagnose it
What You Can Now Do (Take it home):
- Build it
Next:
The next chapter (core).
## 1. Design System (Do Not Render)
- pearl white
## 2. Slide map
| Slide | Type | Topic | Hands-on Anchor |
| --- | :-: | ---: | --- |
| 13 | Practical | topic | `[Hands-on Anchor: L-02 | Asset: ch01/run.py | Objective: x | Pre-req: L-01..03]` |
"""
DOCUMENTS = [EXAMPLE + FORMS] + [
    path.read_text(encoding="utf-8")
    for path in sorted(Path(os.environ.get("COURSEWRIGHT_SEEDS", "/nowhere")).glob("*.txt"))
]  # fmt: skip
FRAGMENTS = (
    r"""
--- | # | ## Slide 3: | ## Slide | ### | - | 1. | 9999999999. | > | ```` | ~~~ | {{ | }} | {{ a }} | {% | #} | ` | ``
** | * | _ | [ | ]( | ) | [x](http://y) | \ | : | Wisdom: | Visual: f( | Visual: f(a, b="c") | Pre-req: X-01..99 | ..
Hands-on Anchor: [Hands-on Anchor: | Type: | Notes: | (12): | Extended Annotations (12):
{{ code(' | LEFT (60%) - CODE: | &amp; | <!-- | <b>
""".strip()
    .replace("\n", " | ")
    .split(" | ")
)
FRAGMENTS += ["|", "| --- |", "\\|", "    ", "\t", "\x00", "\ufeff", "\u2028", "\r", "\x85", "â€™", "é", "𝛼"]


def run(data: bytes, root: Course, ledger: Ledger) -> tuple[Deck, list[Diagnostic]]:
    """All stages, every finding printed as a user would see it."""
    source, found = source_from("deck.md", data)
    deck, unparsed = parse(source)
    unsound = check(deck, course=root, ledger=ledger, figures={"heads"}, scenes={"kv_cache_loop"}, icons={"share"})
    filled, unresolved = resolve(deck, ledger, root)
    again = check(filled, course=root, ledger=ledger)
    findings = [*found, *unparsed, *unsound, *unresolved, *again]
    for finding in findings:
        assert str(finding)
        assert finding.span.line >= 1
        assert finding.span.column >= 1
    return deck, findings


@settings(max_examples=60)
@given(data=st.binary(max_size=400))
def test_bytes_of_any_kind_end_in_findings(data: bytes, course: Course, facts: Ledger) -> None:
    run(data, course, facts)


@settings(max_examples=60)
@given(pieces=st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.text(max_size=8), st.just("\n")), max_size=60))
def test_text_of_any_kind_ends_in_findings(pieces: list[str], course: Course, facts: Ledger) -> None:
    run("".join(pieces).encode("utf-8", errors="replace"), course, facts)


@settings(max_examples=60)
@given(source=st.text(alphabet="abc_.|()[]'\"0123 ,{}%#*-+~\\\n", max_size=40))
def test_an_expression_of_any_kind_shows_nothing_but_facts(source: str, course: Course, facts: Ledger) -> None:
    spec = f"# D\n## Slide 1: Concept - One\nNotes: {{{{ {source} }}}}\n"
    run(spec.encode(), course, facts)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A document with some lines dropped, doubled, swapped, or with fragments put into them."""
    document = draw(st.sampled_from(DOCUMENTS))
    lines = document.split("\n")
    start = draw(st.integers(0, max(0, len(lines) - 60)))
    lines = lines[start : start + 60]
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(lines) - 1))
        change = draw(st.sampled_from(["drop", "double", "swap", "insert", "cut", "indent"]))
        if change == "drop":
            lines[at] = ""
        elif change == "double":
            lines.insert(at, lines[at])
        elif change == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        elif change == "insert":
            column = draw(st.integers(0, len(lines[at])))
            lines[at] = lines[at][:column] + draw(st.sampled_from(FRAGMENTS)) + lines[at][column:]
        elif change == "cut":
            lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
        else:
            lines[at] = " " * draw(st.integers(1, 9)) + lines[at]
    return "\n".join(lines)


@settings(max_examples=120)
@given(document=mutated())
def test_a_damaged_document_ends_in_findings_and_keeps_its_words(document: str, course: Course, facts: Ledger) -> None:
    """Each word of a damaged document is in the deck, or in a line that a finding shows."""
    counter = itertools.count()
    tagged = re.sub(
        r"(?<![\w{/.`:'(])[a-z]{3,}(?![\w}/.:('])", lambda match: f"{match.group()}q{next(counter)}q", document
    )
    data = tagged.encode("utf-8", errors="replace")
    source, _ = source_from("deck.md", data)
    deck, findings = run(data, course, facts)
    kept = "\n".join(strings(deck)).casefold()
    told = {finding.span.line for finding in findings}
    unseen = structure(source.text)
    for number, line in enumerate(source.lines, 1):
        for word in re.findall(r"[a-z]{3,}q\d+q", re.sub(r"\(icon: \w+\)", "", line)):
            assert word in kept or number in told or number in unseen, f"line {number} loses {word!r}: {line}"


def structure(text: str) -> set[int]:
    """Lines whose words are form: front matter, fence openings, headers of slide maps, labels of columns, paths."""
    lines = text.split("\n")
    found = {
        number
        for number, line in enumerate(lines, 1)
        if re.match(r"[\s>\-\d.]*(`{3}|~{3}|\|?\s*Slide.*\||- Hour \d|LEFT|RIGHT)", line)
    }
    found |= {number + 1 for number, line in enumerate(lines, 1) if re.match("Animation Asset:\\s*$", line)}
    if lines[0].rstrip() == "---":
        end = next((number for number, line in enumerate(lines[1:], 2) if line.rstrip() in ("---", "...")), 1)
        found |= set(range(1, end + 1))
    return found


WORDS = st.lists(
    st.sampled_from(
        ["word", "**bold**", "*slanted*", "`code`", "a_b_c", "2*3*4", "[link](https://x.org)", "“q”", "1.5"]
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=80)
@given(
    texts=st.lists(WORDS, min_size=12, max_size=12),
    kind=st.sampled_from(["concept", "practical", "code", "title", "takeaway"]),
)
def test_every_word_of_every_label_reaches_slide_or_notes(texts: list[list[str]], kind: str) -> None:
    """Whatever kind a slide has, the words of all labels are in texts that are shown or spoken."""
    counter = itertools.count()
    tagged = [" ".join(f"x{next(counter)}x {word}" for word in words) for words in texts]
    a, b, c, d, e, f, g, h, i, j, k, m = tagged
    spec = f"""# Deck

{m}

## Slide 1: Idea - Title
Type: {kind}

{a}

Extended Annotations (2):
### First
1. {b}
2. {c}
   - {d}

Checklist (x90x):
- {e}

Results (x91x):
| a | b |
|---|---|
| {f} | {g} |

RIGHT (40%) - FLOW:
- {h}

Key Takeaways (x92x):
1. {i}

Hour 1: {j}
1. {k}

Prompt: hidden
"""
    deck, _ = parse(source_from("deck.md", spec.encode())[0])
    said = "\n".join(strings((deck.slides, deck.introduction)))
    lost = [tag for tag in re.findall(r"x\d+x", spec) if tag not in said]
    assert lost == []
    assert deck.slides[0].prompt == "hidden"


UNITS = (
    "{{ ", "`", "*a ", "_a", "[", "[a](", "|", "> ", "- ", "- a\n", "1. a\n  ", "**a", "\\", "{{ a }} ", "| a ", "# ",
    "a: ", "``a", "(", "a (", "Wisdom: a\n", "{{", "![", "![a](b) ", "[a](https://x.org) ", "“", "<!-- ", "<!-- a --> ",
    "&amp;", "$a ", "~~a", "<a ", "[a][b] ", "`engine/a.py` ",
)  # fmt: skip


def much_of(unit: str, count: int) -> bytes:
    return ("# D\n## Slide 1: Concept - One\nNotes: " + unit * count).encode()


@pytest.mark.parametrize("unit", UNITS)
def test_much_of_one_thing_takes_work_in_proportion(unit: str, course: Course, facts: Ledger) -> None:
    """Four times as much of anything is four times the work; squared it would be sixteen."""
    run(much_of(unit, 1), course, facts)
    fixed, little, much = (
        calls(lambda count=count: run(much_of(unit, count), course, facts)) for count in (1, 250, 1_000)
    )
    assert much - fixed <= 4.1 * (little - fixed)


@pytest.mark.timing
@pytest.mark.parametrize("unit", UNITS)
def test_much_of_one_thing_takes_time_in_proportion(unit: str, course: Course, facts: Ledger) -> None:
    """So it is where the work is done in C, as regular expressions are."""

    def cost(count: int) -> float:
        taken = []
        for _ in range(3):  # the least of three: what else the machine does can only add
            start = process_time()
            run(much_of(unit, count), course, facts)
            taken.append(process_time() - start)
        return min(taken)

    fixed = cost(1)
    assert cost(4_000) - fixed < 12 * max(cost(1_000) - fixed, 0.05)
