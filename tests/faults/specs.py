"""Ten thousand specs, damaged or of every form: each is refused at a place, or laid out with all its words."""

from __future__ import annotations

import random
import re
import signal
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from types import FrameType
from typing import NamedTuple

from outcome import Outcome

from build.checks.laid_out import check_pages
from build.files.course import product
from build.files.places import ROOT, THEME
from build.findings.diagnostic import has_errors
from build.layout.book import lay_out
from build.parse.deck import parse
from build.parse.source import source_from
from build.pipeline import checked
from build.theme.choose import load_theme
from build.theme.tokens import Theme
from engine.ledger import Ledger, deck_facts

NAME = "specs: damaged, grown, made of every form"
TRIED = 10_000
SECONDS, SECONDS_A_BYTE = 5.0, 0.001  # of a processor: ten times and more what any spec took

FRAGMENTS = (
    "---", "# ", "## Slide 3: ", "## Slide", "### ", "- ", "1. ", "9999999999. ", "> ", "````", "~~~", "{{", "}}",
    "{{ a }}",
    "{{ a[1e999] }}", "{% %}", "`", "``", "**", "_", "[", "](", ")", "](https://x.org)", "![", "[^1]",
    "[a]: https://x.org",
    "\\", "\\\n", "  \n", ":", "Wisdom: ", "Notes:\n", "Type: code\n", "Visual: heads(", 'Visual: heads(a, b="c")',
    "Pre-req: X-01..99",
    "Hands-on Anchor: [Hands-on Anchor:", "(12):", "LEFT (60%) - CODE:\n", "{{ code('", "&amp;", "&#0;", "&#8233;",
    "<!--", "-->",
    "<br>", "<b>", "$a$", "~~", "|", "| --- |", "\\|", "    ", "\t", "\x00", "\ufeff", "\u2028", "\u2029", "\x85",
    "\r", "\u200f", "\u0301",
    "é", "𝛼", "漢字", "שלום", "हिन्दी", "😀", "\ud800", "1e999", "-1", "0",
    "x" * 300, "long-" * 60, "https://x.org/" + "a/" * 90,
)  # fmt: skip
FORMS = (
    "@", "**@** @", "`@`", "[@](https://x.org/@)", "@<br>@", "@\\\n  @", "@ <!-- no --> @", "*@", "@ &copy;",
    "{{ kv_cache_gqa_4k | GiB }} @", "@ $x$ ~~@~~", "“@” 5 GB", "@\n  - @\n  - @", "@\n\n  @", "@ | @",
)  # fmt: skip
LABELS: dict[str, tuple[str, ...]] = {
    "concept": (
        "Extended Annotations:\n1. §\n2. §\n3. §",
        "Visual: heads(llama_heads)",
        "Extended Annotations:\n### §\n1. §\n2. §",
    ),
    "practical": ("Checklist:\n- §\n- §", "Results:\n| § | b |\n| --- | ---: |\n| § | c |", "Run:\n```\n$ §\n```"),
    "code": (
        "LEFT (60%) - CODE:\n{{ code('engine/decode.py::generate', lines='1-4') }}\n- §",
        "RIGHT (40%) - FLOW:\n- §\n- §",
    ),
    "takeaway": ("Key Takeaways:\n1. §\n2. §\n3. §", "What You Can Now Do:\n- §\n- §", "Next: §"),
    "title": ("Central Text:\n- Chip: §\n- Subtitle: §\n- Tagline: §",),
    "agenda": ("Hour 1: §\n1. §\n2. §", "Hour 2: §\n1. §"),
    "animation": ("Animation Asset: kv_cache_loop", "Stages:\n1. §\n2. §", "Cues:\n- §\n- §"),
}
COMMON = (
    "Notes:\n§\n\n1. §\n   - §",
    "Minutes: 4",
    "Notes:\n| § | § |\n| - | - |\n| § | § |",
    "Notes:\n```\n§\n```",
    "Beginner's Corner:\n- What this means: §\n- Why it matters: §\n- Common mistake: §",
    "§",
)


class Tried(NamedTuple):
    """What became of one spec, and the words of it that must not be lost."""

    text: str
    words: tuple[str, ...] = ()


# ---- what is tried ----------------------------------------------------------------------------------
@cache
def _slides() -> tuple[str, ...]:
    """The slides of our own specs, each with its heading."""
    specs = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "deck_specs").glob("*.md"))]
    return tuple(slide for spec in specs for slide in re.split(r"^(?=## Slide)", spec, flags=re.MULTILINE)[1:])


def _mutated(chance: random.Random) -> Tried:
    """One or two slides of ours with some of their lines dropped, doubled, swapped, cut, indented or added to."""
    front = "---\ntitle: Try\nlanguage: en\n---\n# Try\n\n" if chance.random() < 0.5 else "# Try\n"
    lines = (front + "".join(chance.sample(_slides(), chance.choice((1, 1, 2))))).split("\n")
    for _ in range(chance.randint(1, 8)):
        at, other = chance.randrange(len(lines)), chance.randrange(len(lines))
        change = chance.choice(("drop", "double", "swap", "insert", "insert", "insert", "cut", "indent"))
        if change == "drop":
            lines[at] = ""
        elif change == "double":
            lines.insert(at, lines[other])
        elif change == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        elif change == "cut":
            lines[at] = lines[at][: chance.randint(0, len(lines[at]))]
        elif change == "indent":
            lines[at] = " " * chance.randint(1, 9) + lines[at]
        else:
            column = chance.randint(0, len(lines[at]))
            lines[at] = lines[at][:column] + chance.choice(FRAGMENTS) + lines[at][column:]
    return Tried("\n".join(lines))


def _made(chance: random.Random) -> Tried:
    """A slide of some kind with labels of it, of every slide and now and then of another, its words all unlike."""
    words: list[str] = []

    def word(_: object = None) -> str:
        words.append(f"q{len(words)}w")
        return words[-1]

    def form(_: object) -> str:
        return re.sub("@", word, chance.choice(FORMS))

    kind = chance.choice(tuple(LABELS))
    others = LABELS[chance.choice(tuple(LABELS))] if chance.random() < 0.2 else ()
    parts = chance.sample((*LABELS[kind], *others, *COMMON), chance.randint(1, 5))
    text = f"# Try\n\n## Slide 1: {word()} - {word()}\nType: {kind}\n"
    text += "\n\n".join(re.sub("§", form, part) for part in parts)
    return Tried(f'{text}\n\nWisdom: "{word()}."\n', tuple(words))


def _grown(chance: random.Random) -> Tried:
    """Much of one thing."""
    unit = "".join(chance.choice(FRAGMENTS) for _ in range(chance.choice((1, 1, 2, 3))))
    label = chance.choice(
        (
            "Notes: ",
            "Wisdom: ",
            "Checklist:\n- ",
            "Results:\n| a |\n| - |\n| ",
            "Visual: ",
            "Extended Annotations:\n1. ",
        )
    )
    count = chance.choice((50, 500, 5_000)) // len(unit) + 1
    return Tried(f'# Try\n\n## Slide 1: Concept - One\n{label}{unit * count}\n\nWisdom: "Short."\n')


KINDS: Sequence[Callable[[random.Random], Tried]] = (_mutated, _mutated, _mutated, _made, _made, _grown)


# ---- how --------------------------------------------------------------------------------------------
@cache
def _course() -> tuple[Ledger, Theme]:
    return deck_facts(), load_theme(THEME)


class TooLong(BaseException):
    """Out of the way of every `except Exception`."""


def _ring(signal_number: int, frame: FrameType | None) -> None:
    raise TooLong


def try_one(seed: str) -> str:
    """What became of the spec of a seed: refused, passed, lost, tracebacks or hangs."""
    chance = random.Random(seed)
    spec = chance.choice(KINDS)(chance)
    data = spec.text.encode("utf-8", errors="surrogatepass")
    signal.signal(signal.SIGPROF, _ring)
    signal.setitimer(signal.ITIMER_PROF, SECONDS + SECONDS_A_BYTE * len(data))
    try:
        return _fate(data, spec.words)
    except TooLong:
        print(f"hangs: seed {seed!r}", flush=True)
        return "hangs"
    except Exception as error:
        print(f"traceback: seed {seed!r}: {type(error).__name__}: {error}", flush=True)
        return "tracebacks"
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _fate(data: bytes, words: Sequence[str]) -> str:
    ledger, theme = _course()
    source, findings = source_from("spec.md", data)
    if not source.text:
        return "refused" if findings else "lost"
    deck, found = parse(source)
    findings = [*findings, *found]
    deck, found = checked(deck, ledger, product())
    findings += found
    book, found = lay_out(deck, theme, ledger, {}, product())
    findings += [*found, *check_pages(book, theme, deck, unfit=found)]
    for finding in findings:
        str(finding)
    shown = repr(book).casefold()
    told = {finding.span.line for finding in findings}
    for number, line in enumerate(source.lines, 1):
        missing = [word for word in words if re.search(rf"\b{word}\b", line) and word not in shown]
        if missing and number not in told:
            print(f"lost: {', '.join(missing)} in {source.text!r}", flush=True)
            return "lost"
    return "refused" if has_errors(findings) else "passed"


def run(seed: int) -> Outcome:
    with ProcessPoolExecutor() as pool:
        fates = Counter(pool.map(try_one, (f"{seed} {number}" for number in range(TRIED)), chunksize=50))
    return Outcome(NAME, TRIED, **fates)
