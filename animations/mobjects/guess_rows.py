"""Guesses in a row, the large model below them, its verdict on each, and the tokens that come out."""

from __future__ import annotations

from collections.abc import Sequence

from manim import DOWN, Animation, FadeIn, Line, VGroup, VMobject
from manim.utils.rate_functions import ease_in_out_cubic

from animations.mobjects.panels import arrow, slot, tile
from animations.style import MARGIN, FrameBox, FrameText, at, stroke
from build.theme.tokens import Theme

LEFT, RIGHT, GAP = 2.31, 8.75, 0.12
HIGH = 0.62
DRAFT, MODEL, VERDICT, OUTPUT = 2.4, 3.38, 4.44, 5.62  # upper edges
MODEL_HIGH = 0.68
ARROW = 0.05  # air at both ends
ICON = 0.25
RADIUS = 0.1
FLOOR = 22


class GuessRows(VGroup):  # type: ignore[misc]
    """All rows dashed but the model. `guess`, `judge` and `put_out` take a place, from 0; a token more may come out."""

    def __init__(self, theme: Theme, words: Sequence[str], source: str, made: int) -> None:
        super().__init__()
        self.theme, self.words = theme, words
        self.wide = (RIGHT - LEFT + GAP) / max(len(words), made) - GAP
        names = [("Draft", DRAFT + HIGH / 2 - 0.17), ("Verdict", VERDICT + HIGH / 2), ("Output", OUTPUT + HIGH / 2)]
        self.add(*(FrameText(theme, name, color="navy", bold=True).put(MARGIN, y) for name, y in names))
        self.add(FrameText(theme, source, size="frame_floor", color="slate").put(MARGIN, DRAFT + HIGH / 2 + 0.2))
        for top, count in ((DRAFT, len(words)), (VERDICT, len(words)), (OUTPUT, max(len(words), made))):
            self.add(*(slot(theme, self.box(top, place)) for place in range(count)))
        bar = FrameBox(MARGIN, MODEL, RIGHT - MARGIN, MODEL_HIGH)
        self.model = tile(theme, bar, fill="navy", edge="navy", points=2.25, radius=0.12)
        name = FrameText(theme, "Large model", size="frame_caption", color="white", bold=True)
        self.add(self.model, name.put(MARGIN + 0.3, MODEL + MODEL_HIGH / 2))
        self.guesses: list[VGroup] = []
        self.checked: list[VGroup] = []
        self.made: list[FrameText] = []

    def box(self, top: float, place: int) -> FrameBox:
        return FrameBox(LEFT + place * (self.wide + GAP), top, self.wide, HIGH)

    def middle(self, place: int) -> float:
        return LEFT + place * (self.wide + GAP) + self.wide / 2

    def guess(self, place: int) -> Animation:
        """A guess, dashed: nobody knows yet."""
        box = self.box(DRAFT, place)
        body = slot(self.theme, box)
        body[0].set_fill(self.theme.color("gold50"), opacity=1)
        body[1].set_stroke(self.theme.color("goldd"), width=stroke(1.75))
        guess = VGroup(body, self._word(self.words[place], box, "navy"))
        self.guesses.append(guess)
        self.add(guess)
        return FadeIn(guess, run_time=0.3)

    def say(self, words: str) -> FrameText:
        """What the model does, at the right of its bar."""
        line = FrameText(self.theme, words, color="goldlt", bold=True)
        return line.put(RIGHT - 0.3, MODEL + MODEL_HIGH / 2, "right")

    def enter(self) -> list[Animation]:
        """Arrows from all guesses into the model."""
        arrows = [self._arrow(place, DRAFT + HIGH, MODEL, "navy300") for place in range(len(self.words))]
        self.add(*arrows)
        return [FadeIn(one, run_time=0.3) for one in arrows]

    def check(self) -> list[Animation]:
        """All guesses come out below the model at once, not yet judged."""
        moves: list[Animation] = []
        for place, words in enumerate(self.words):
            box = self.box(VERDICT, place)
            checked = VGroup(tile(self.theme, box, edge="line2", points=1.5), self._word(words, box, "navy"))
            self.checked.append(checked)
            self.add(checked)
            moves.append(FadeIn(checked, shift=DOWN * (VERDICT - MODEL - MODEL_HIGH), run_time=0.6))
        return moves

    def judge(self, place: int, verdict: str) -> list[Animation]:
        """A guess is `kept`, `corrected` or `dropped`."""
        fill, ink, edge = {
            "kept": ("teal100", "teal", "teal"), "corrected": ("brick100", "brick", "brick"),
            "dropped": ("soft", "mute", "line2"),
        }[verdict]  # fmt: skip
        box = self.box(VERDICT, place)
        into = self._arrow(place, MODEL + MODEL_HIGH, VERDICT, edge)
        if verdict == "dropped":
            body = slot(self.theme, box)
            body[0].set_fill(self.theme.color("soft"), opacity=1)
            parts = VGroup(body, self._word(self.words[place], box, ink, bold=False))
            under = FrameText(self.theme, "dropped", size="frame_floor", color="mute")
            parts.add(under.put(self.middle(place), VERDICT + HIGH + 0.24, "center"))
        else:
            parts = VGroup(tile(self.theme, box, fill=fill, edge=edge))
            word = self._word(self.words[place], box, ink, room=self.wide - 0.7)
            icon = check_mark(self.theme, ink) if verdict == "kept" else cross(self.theme, ink)
            together = ICON + 0.12 + word.width
            left = self.middle(place) - together / 2
            icon.move_to(at(left + ICON / 2, VERDICT + HIGH / 2))
            parts.add(icon, word.put(left + ICON + 0.12, VERDICT + HIGH / 2))
        old, self.checked[place] = self.checked[place], parts
        self.remove(old)
        self.add(parts, into)
        return [FadeIn(parts, run_time=0.3), FadeIn(into, run_time=0.3)]

    def put_out(self, place: int, words: str, *, own: bool) -> list[Animation]:
        """A token of the text: a guess that was kept, or the model's own."""
        fill, ink, way = ("gold", "navy", "goldd") if own else ("teal", "white", "teal")
        box = self.box(OUTPUT, place)
        self.made.append(word := self._word(words, box, ink))
        token = VGroup(tile(self.theme, box, fill=fill, edge=way), word)
        above = VERDICT + HIGH if place < len(self.words) else MODEL + MODEL_HIGH  # behind the last guess
        into = self._arrow(place, above, OUTPUT, way)
        self.add(into, token)
        return [FadeIn(into, run_time=0.3), FadeIn(token, shift=DOWN * 0.15, run_time=0.3)]

    def glow(self, ink: str) -> Animation:
        """The model works while its edge is gold."""
        lit: Animation = self.model.animate(rate_func=ease_in_out_cubic, run_time=0.25).set_stroke(
            self.theme.color(ink), width=stroke(3)
        )
        return lit

    def _word(self, words: str, box: FrameBox, ink: str, *, bold: bool = True, room: float | None = None) -> FrameText:
        """A token, as large as has room."""
        room = box.w - 0.16 if room is None else room
        lines = (FrameText(self.theme, words, size=size, color=ink, bold=bold) for size in (26, 24, FLOOR))
        line = next((line for line in lines if line.width <= room), None)
        line = line or FrameText(self.theme, words, size=FLOOR, color=ink, bold=bold)
        return line.put(box.x + box.w / 2, box.y + box.h / 2, "center")

    def _arrow(self, place: int, start: float, end: float, ink: str) -> VGroup:
        return arrow(self.theme, self.middle(place), start + ARROW, end - ARROW, ink=ink)


def check_mark(theme: Theme, ink: str) -> VMobject:
    """A tick."""
    mark = VMobject().set_points_as_corners([at(0, 0.12), at(0.09, 0.21), at(ICON, 0.02)])
    return mark.set_stroke(theme.color(ink), width=stroke(3))


def cross(theme: Theme, ink: str) -> VMobject:
    """A cross."""
    side = ICON * 0.85
    mark = VMobject().set_stroke(theme.color(ink), width=stroke(3))
    for start, end in ((at(0, 0), at(side, side)), (at(0, side), at(side, 0))):
        mark.append_points(Line(start, end).points)
    return mark
