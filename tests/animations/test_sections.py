"""Only what changed is drawn again: rectangles of a frame, and sections of a film."""

from __future__ import annotations

import copy
from collections.abc import Callable

import manim
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from animations.canvas import Canvas, different
from animations.film import configuration
from animations.mobjects.panels import tile
from animations.picture import Picture, Shape, Shapes
from animations.quality import QUALITIES, Quality
from animations.recorder import Recorder
from animations.scene import FilmScene
from animations.sections import Sections
from animations.style import FrameBox
from build.files.places import THEME
from build.theme.choose import load_theme
from engine.ledger import Ledger
from engine.units import Table

SMALL = Quality(320, 180, 15)
COLORS = ("gold", "navy", "white")
squares = st.tuples(st.integers(0, 20), st.integers(0, 10), st.integers(1, 8), st.sampled_from(COLORS))


class Numbered(FilmScene):
    """Says its one number in the fourth stage."""

    title = "A number"
    stages = ("One", "Two", "Three", "Four", "Five")

    decode_cache: Table

    def construct(self) -> None:
        square = tile(self.theme, FrameBox(2, 3, 1, 1), fill="gold")
        self.add(square)
        for name in self.stages:
            with self.stage(name):
                self.say(self.show("decode_cache.speedup") if name == "Four" else name)
                self.play(square.animate.shift(manim.RIGHT), run_time=0.2)


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Ledger], tuple[list[bool], int]]:
    """Make the film; which of its sections were there, and how many pictures were drawn."""
    media, kept, making = (tmp_path_factory.mktemp(name) for name in ("media", "kept", "making"))

    def make(facts: Ledger) -> tuple[list[bool], int]:
        there: list[bool] = []
        with manim.tempconfig(configuration("480p", media)):
            recorder, sections = Recorder(), Sections(kept, making, QUALITIES["480p"])
            scene = Numbered(
                facts,
                load_theme(THEME),
                done=lambda _: there.append(sections.add(recorder.take(), recorder.picture(scene))),
                renderer=recorder,
            )
            scene.render()
            sections.finish(making / "film.mp4", recorder.picture(scene))
        assert len(list(kept.iterdir())) == 2 * len(there)
        return there, sections.drawn

    return make


def test_a_changed_number_draws_the_section_that_shows_it(
    make: Callable[[Ledger], tuple[list[bool], int]], ledger: Ledger, change: Callable[..., Ledger]
) -> None:
    value = copy.deepcopy(ledger["decode_cache"].value)
    value["speedup"]["value"] = 8.0
    assert make(ledger)[0] == [False] * 5
    assert make(ledger) == ([True] * 5, 0)
    there, drawn = make(change(ledger, "decode_cache", value=value))
    assert there == [True, True, True, False, False]  # in the fifth its words fade out
    assert 0 < drawn < 40


@settings(max_examples=40)
@given(st.lists(st.lists(squares, max_size=6), min_size=2, max_size=4))
def test_a_picture_looks_the_same_after_any_other(frames: list[list[tuple[int, int, int, str]]]) -> None:
    theme, shapes = load_theme(THEME), Shapes()
    canvas = Canvas(SMALL.width, SMALL.height)
    for frame in frames:
        tiles = [
            tile(theme, FrameBox(x / 2, y / 2, size / 2, size / 3), fill=fill, edge="gold")
            for x, y, size, fill in frame
        ]
        for shape in tiles[::2]:
            shape.set_opacity(0.5)
        picture = shapes.of(dict.fromkeys(tiles))
        canvas.show(picture)
        fresh = Canvas(SMALL.width, SMALL.height)
        fresh.show(picture)
        assert np.abs(canvas.pixels.astype(int) - fresh.pixels).max() <= 4


def test_shapes_of_the_same_content_are_the_same_and_those_unseen_are_none() -> None:
    theme, shapes = load_theme(THEME), Shapes()
    first, second = (tile(theme, FrameBox(1, 1, 2, 2), fill="gold") for _ in range(2))
    assert shapes.of([first]) == shapes.of([second])
    assert shapes.of([first.set_opacity(0)]) == ()


def test_what_differs_between_pictures_is_what_only_one_of_them_has() -> None:
    a, b, c = (Shape(np.zeros((4, 2)), (), bytes([number])) for number in range(3))
    cases: list[tuple[Picture, Picture, list[Shape] | None]] = [
        ((a, b, c), (a, b, c), []), ((a, b), (a, b, c), [c]), ((a, b, c), (a, c), [b]), ((a, b), (a, b, b), None),
        ((a, b, c), (b, a, c), None),
    ]  # fmt: skip
    for old, new, wanted in cases:
        assert different(old, new) == wanted


def test_what_is_no_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="a film draws shapes and text, no PMobject"):
        Shapes().of([manim.PMobject().add_points([[0, 0, 0]])])
