"""What stands on the frame when a stage ends: text is large enough, inside its margins, and nothing lies on it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations

import pytest
from seen_frames import Seen
from told_films import Ends, Films

from animations.quality import HEIGHT, WIDTH
from build.files.course import product
from build.films.scenes import films_of
from engine.ledger import Ledger

NAMES = sorted(films_of(product()))
STRICT = [  # where every shape has a place of its own
    "attention_in_tiles",
    "attention_score_flow",
    "multihead_causal_mask",
    "paged_cache",
    "speculative_decoding",
    "static_and_continuous_batching",
]
SIDES, ENDS = 0.6, 0.375  # inches: text's margins; a twentieth of the height is safe on any screen
AIR = 0.07  # inches between two lines of text in a row: less would read as one
PIXELS = 144  # an inch at 1080p
CAPITAL, LOW = 0.6, 0.4  # of a font's size: capitals and digits, and letters such as x, are at least as high
LEAST = 44  # pixels


@pytest.fixture(scope="module")
def frames(films: Films, ledger: Ledger) -> Callable[[str], Ends]:
    """What is seen at the end of each stage of a film."""
    return lambda name: films.ends(name, ledger)


def texts(parts: list[Seen]) -> list[Seen]:
    return [part for part in parts if part.words]


@pytest.mark.parametrize("name", NAMES)
def test_every_stage_is_looked_at_and_says_something(frames: Callable[[str], Ends], name: str) -> None:
    assert len(frames(name)) == 5
    assert all(len(texts(parts)) > 7 for parts in frames(name).values())  # more than the title and the stages


@pytest.mark.parametrize("name", NAMES)
def test_no_line_of_text_touches_another(frames: Callable[[str], Ends], name: str) -> None:
    for stage, parts in frames(name).items():
        touching = [(a.words, b.words) for a, b in combinations(texts(parts), 2) if a.meets(b, AIR)]
        assert touching == [], stage


@pytest.mark.parametrize("name", NAMES)
def test_no_text_leaves_the_margins(frames: Callable[[str], Ends], name: str) -> None:
    for stage, parts in frames(name).items():
        for line in texts(parts):
            assert line.left > SIDES - 0.03, (stage, line)
            assert line.right < WIDTH - SIDES + 0.03, (stage, line)
            assert ENDS < line.top < line.bottom < HEIGHT - ENDS, (stage, line)


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_smaller_than_44_pixels(frames: Callable[[str], Ends], name: str) -> None:
    """By its ink, which no size in a program can deny: a capital is two thirds of a font's size high."""
    for stage, parts in frames(name).items():
        for line in texts(parts):
            part = CAPITAL if re.search(r"[A-Z0-9bdfhklt]", line.words) else LOW if line.words.isalpha() else 0.0
            ink = min(line.height, line.width) if len(line.words) > 3 else line.height  # one may stand upright
            assert ink * PIXELS >= LEAST * part, (stage, line)


@pytest.mark.parametrize("name", STRICT)
def test_no_shape_lies_on_text_or_cuts_it(frames: Callable[[str], Ends], name: str) -> None:
    for stage, parts in frames(name).items():
        shapes = [part for part in parts if not part.words]
        for line in texts(parts):
            under = [part for part in shapes if part.solid and part.order > line.order and part.meets(line)]
            assert under == [], (stage, line)
            cut = [part for part in shapes if part.solid and part.meets(line) and not part.holds(line)]
            assert cut == [], (stage, line)


@pytest.mark.parametrize("name", STRICT)
def test_nothing_is_hidden_by_what_came_later(frames: Callable[[str], Ends], name: str) -> None:
    for stage, parts in frames(name).items():
        solid = [part for part in parts if part.solid]
        hidden = [a for a in parts for b in solid if b.order > a.order and b.holds(a) and a.solid and not a.words]
        assert hidden == [], stage


@pytest.mark.parametrize("name", STRICT)
def test_nothing_but_the_page_leaves_the_frame_or_its_margins(frames: Callable[[str], Ends], name: str) -> None:
    for stage, parts in frames(name).items():
        for part in parts:
            if part.width < WIDTH:  # not the page
                assert part.left > SIDES - 0.12, (stage, part)
                assert part.right < WIDTH - SIDES + 0.12, (stage, part)
                assert ENDS < part.top <= part.bottom < HEIGHT - ENDS, (stage, part)
