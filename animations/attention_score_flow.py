"""Attention score flow: one head of a real model, from queries, keys and values to what a word takes along."""

from __future__ import annotations

from functools import partial

from manim import Animation, AnimationGroup, FadeIn, FadeOut, LaggedStart, VGroup, VMobject
from manim.utils.rate_functions import ease_in_out_cubic

from animations.mobjects.matrix_strip import MatrixStrip
from animations.mobjects.panels import card, level_arrow
from animations.mobjects.projected import Projected
from animations.mobjects.row_bars import BarRow, BarScale, RowBars
from animations.mobjects.value_rows import ValueRows, WeighedValues
from animations.quality import WIDTH
from animations.scene import FilmScene, written
from animations.shades import blues, shade, spread
from animations.style import MARGIN, FrameBox, FrameText, stroke
from build.figures.attending import decimals, favourite, listener
from engine.units import SIGNIFICANT_DIGITS, Count, Matrix, Ratio, Table

PANEL = FrameBox(MARGIN, 3.86, WIDTH - 2 * MARGIN, 2.6)
LEFT, HEADING, LINES, LINE = 0.95, 4.36, 4.9, 0.38  # what the panel is about
FIRST, LAST, FOOT = 4.26, 5.74, 6.15  # heights of the words' rows, and of one below
WORD, SCORE, BARS, RIGHT = 6.05, 7.6, 8.5, 12.3  # words and numbers end there, bars begin and end
GRIDS, GRID, GRID_PITCH = 6.4, 1.44, 1.95  # of queries, keys and values
MATCH = GRIDS + 2 * GRID_PITCH + 1.0  # scores beside the keys end there
LONGEST = 2.9  # inches of the largest share
ONE, TWO = "of_one.1", "of_one.2"


class AttentionScoreFlow(FilmScene):
    title = "Attention score flow"
    stages = ("Match: Q × Kᵀ", "Scale: ÷ √d", "Mask the future", "Softmax", "Weighted sum")
    play_spot = (4.66, 5.64)

    flow_queries: Matrix
    flow_keys: Matrix
    flow_values: Matrix
    flow_scores: Matrix
    flow_scaled: Matrix
    flow_weights: Matrix
    flow_context: Matrix
    flow_setting: Table

    def setup(self) -> None:
        self.row = listener(self.flow_weights)
        self.word = self.flow_weights.rows[self.row]
        self.seen = self.row + 1  # words that it may look at, itself among them
        super().setup()

    def construct(self) -> None:
        self.set_out()
        match, scale, mask, softmax, add = self.stages
        with self.stage(match):
            self.project()
            self.score()
        with self.stage(scale):
            self.scale()
        with self.stage(mask):
            self.mask()
        with self.stage(softmax):
            self.share()
        with self.stage(add):
            self.add_up()

    # ---- parts --------------------------------------------------------------------------------------
    def set_out(self) -> None:
        """All matrices with their slots, and below them what happens to one word's row."""
        words = self.flow_weights.rows
        pitch = (LAST - FIRST) / (len(words) - 1)
        self.rows = [FIRST + pitch * number for number in range(len(words))]
        columns = [len(words)] * 4 + [len(self.flow_context.columns)]
        self.strip = MatrixStrip(self.theme, len(words), columns, self.row)
        panel = card(self.theme, PANEL)
        panel[1].set_stroke(self.theme.color("gold"), width=stroke(2.25))
        self.words = [
            FrameText(self.theme, word, color="navy", bold=True).put(WORD, y, "right")
            for word, y in zip(words, self.rows, strict=True)
        ]
        half = pitch / 2
        self.grids = [
            Projected(
                self.theme, name, FrameBox(GRIDS + GRID_PITCH * number, FIRST - half, GRID, pitch * len(words)),
                matrix.values, FOOT,
            )
            for number, (name, matrix) in enumerate(
                (("queries", self.flow_queries), ("keys", self.flow_keys), ("values", self.flow_values))
            )
        ]  # fmt: skip
        self.told: list[FrameText] = []
        self.add(panel, self.strip, *self.words, *self.grids)
        self.tell_source("flow_weights")

    def tell(self, heading: str, *lines: str) -> None:
        """What the panel is about; a line that it says already stays."""
        new = [FrameText(self.theme, heading, size=28, color="navy", display=True).put(LEFT, HEADING)]
        new += [
            FrameText(self.theme, words, color="slate").put(LEFT, LINES + LINE * number)
            for number, words in enumerate(lines)
        ]
        said = {line.string for line in self.told}
        gone = [line for line in self.told if line.string != heading]
        come = [line for line in new if line.string not in said]
        self.told = [line for line in self.told if line not in gone] + come
        if gone:
            self.play(FadeOut(*gone, run_time=0.2))
        if self.renderer.time:
            self.play(FadeIn(*come, run_time=0.3))
        self.add(*come)

    def written_row(self, fact: str, spec: str) -> list[str]:
        """The followed word's row of a matrix as it is written."""
        columns = getattr(self, fact).columns
        return [self.show(f"{fact}[{self.word}][{column}]", spec, bare=True) for column in columns]

    def blue(self, matrix: Matrix) -> list[list[str]]:
        """A shade for each score, scaled or not, on one scale: from the least to the most that no mask hides."""
        raw = [value for end, line in enumerate(self.flow_scores.values) for value in line[: end + 1]]
        ramp, low, far = blues(self.theme), min(raw), (max(raw) - min(raw)) or 1.0
        return [[shade(ramp, (value - low) / far) for value in line] for line in matrix.values]

    # ---- match --------------------------------------------------------------------------------------
    def project(self) -> None:
        """Queries, keys and values come, as far as they are drawn."""
        drawn, of = Count(len(self.flow_queries.columns)), self.show("flow_setting.head_dim")
        self.numbers["flow_queries.columns"] = str(drawn)
        self.say("Each word becomes a query, a key and a value.")
        self.tell(
            "Query, key, value", "Learned weights turn a word", f"into lists of {of} numbers;", f"{drawn} are drawn."
        )
        for grid in self.grids:
            self.play(grid.appear(run_time=0.5))

    def score(self) -> None:
        """The word's query meets one key after the other; then all words' queries do."""
        queries, keys, values = self.grids
        self.say(f"“{self.word}” holds its query against every key.")
        self.tell(f"Who does “{self.word}” listen to?", "Its query meets every key.", "A good match scores high.")
        asks, meets = queries.frame(self.row, "goldd"), keys.frame(0, "navy")
        heading = FrameText(self.theme, "score", color="navy", bold=True).put(MATCH, FOOT, "right")
        self.play(FadeOut(values), FadeIn(asks, meets, heading), self.strip.follow(), run_time=0.3)
        self.add_foreground_mobjects(self.strip.frame)  # cells that come later would hide it
        colors = self.blue(self.flow_scores)
        self.scores: list[FrameText] = []
        for number, words in enumerate(self.written_row("flow_scores", ONE)):
            line = FrameText(self.theme, words).put(MATCH, self.rows[number], "right")
            cell = self.strip.matrices[0].fill(self.row, number, colors[self.row][number])
            self.scores.append(line)
            goes = meets.animate(rate_func=ease_in_out_cubic).move_to(keys.frame(number, "navy"))
            self.play(goes, FadeIn(line), FadeIn(cell), run_time=0.3)
        self.play(self.strip.show(0, colors, run_time=0.7))
        self.matching = VGroup(queries, keys, asks, meets, heading)

    # ---- scale --------------------------------------------------------------------------------------
    def scale(self) -> None:
        """Scores become bars, which shrink by one factor."""
        root = self.show("flow_setting.root", "of_one")
        self.say(f"Divide by √{self.show('flow_setting.head_dim')} = {root}: same pattern, smaller numbers.")
        self.play(self.strip.go(1))
        write = partial(as_number, spec=ONE)
        raw, scaled = (matrix.values[self.row] for matrix in (self.flow_scores, self.flow_scaled))
        self.written_row("flow_scaled", ONE)
        rows = [BarRow(y, "navy300") for y in self.rows]
        self.bars = RowBars(self.theme, rows, raw, BarScale.over(raw, BARS, RIGHT), write, SCORE)
        moves = [line.animate.put(SCORE, y, "right") for line, y in zip(self.scores, self.rows, strict=True)]
        self.play(FadeOut(self.matching, run_time=0.3))  # before numbers cross where it stood
        self.play(AnimationGroup(*moves, run_time=0.5))
        self.tell(f"Who does “{self.word}” listen to?", "More numbers, larger scores:", "√d makes up for that.")
        self.divide = FrameText(self.theme, f"÷ {root}", color="goldink", bold=True).put(SCORE, FOOT, "right")
        self.zero = self.bars.zero_line(FIRST - 0.2, LAST + 0.2)
        self.remove(*self.scores)
        self.add(*self.bars.numbers)
        self.play(FadeIn(self.zero, self.divide, *self.bars.bars, run_time=0.3))
        self.play(self.bars.go(scaled, run_time=1.2), self.strip.show(1, self.blue(self.flow_scaled), run_time=1.2))

    # ---- mask ---------------------------------------------------------------------------------------
    def mask(self) -> None:
        """Every cell above the diagonal is emptied; the word's later words are hidden."""
        self.say(f"The words after “{self.word}” are hidden from it.")
        self.play(self.strip.go(2), FadeOut(self.divide, run_time=0.3))
        self.tell(f"Who does “{self.word}” listen to?", "No word may look ahead.", "Later words are hidden.")
        self.play(self.strip.show(2, self.blue(self.flow_scaled), run_time=0.4))
        cells = self.strip.matrices[2].cells
        future = [place for place in cells if place[1] > place[0]]
        self.play(LaggedStart(*(FadeOut(cells.pop(place)) for place in future), lag_ratio=0.2, run_time=0.8))
        self.hidden = [
            FrameText(self.theme, "hidden", color="mute").put(SCORE, y, "right") for y in self.rows[self.seen :]
        ]
        gone = [*self.bars.bars[self.seen :], *self.bars.numbers[self.seen :]]
        mute = [word.animate.set_fill(self.theme.color("mute")) for word in self.words[self.seen :]]
        self.play(FadeOut(*gone), *mute, run_time=0.3)
        self.play(FadeIn(*self.hidden, run_time=0.3))

    # ---- softmax ------------------------------------------------------------------------------------
    def share(self) -> None:
        """Scores become shares; the largest is gold."""
        shares = self.flow_weights.values[self.row]
        most = favourite(shares)
        spec = f"of_one.{decimals(shares)}"
        texts = self.written_row("flow_weights", spec)
        self.say(f"Softmax makes shares of one: “{self.flow_weights.columns[most]}” gets {texts[most]}.")
        self.play(self.strip.go(3), FadeOut(self.zero, *self.bars.bars[: self.seen], run_time=0.3))
        self.tell(f"Who does “{self.word}” listen to?", "Bigger score, bigger share.", "A hidden word gets zero.")
        rows = [BarRow(y, "navy300", "char" if number < self.seen else "mute") for number, y in enumerate(self.rows)]
        rows[most] = BarRow(self.rows[most], "gold", "navy", bold=True)
        scale = BarScale(BARS, LONGEST / max(shares))
        self.shares = RowBars(self.theme, rows, [0.0] * len(rows), scale, partial(as_number, spec=spec))
        self.arrows = VGroup(
            *(level_arrow(self.theme, y, SCORE + 0.15, BARS - 0.1, ink="navy300") for y in self.rows[: self.seen])
        )
        self.play(FadeIn(self.arrows, self.shares, run_time=0.3))
        ramp = blues(self.theme)
        seen = [[shade(ramp, share) for share in line[: end + 1]] for end, line in enumerate(self.flow_weights.values)]
        self.play(self.shares.go(shares, run_time=1.0), self.strip.show(3, seen, run_time=1.0))

    # ---- weighted sum -------------------------------------------------------------------------------
    def add_up(self) -> None:
        """Each value counts with its share, and their sum is the word's row of the result."""
        self.say(f"Values times shares, added up: what “{self.word}” takes along.")
        self.play(self.strip.go(4))
        gone: list[VMobject] = [self.arrows, *self.hidden, *self.bars.numbers[: self.seen], *self.shares.bars]
        moves: list[Animation] = [
            line.animate(rate_func=ease_in_out_cubic).put(SCORE, y, "right")
            for line, y in zip(self.shares.numbers, self.rows, strict=True)
        ]
        self.play(FadeOut(*gone, run_time=0.3), AnimationGroup(*moves, run_time=0.5))
        self.tell(f"What “{self.word}” takes along", "Each value by its share.")
        rows = ValueRows(self.theme, self.rows, FOOT, BARS, RIGHT)
        self.play(rows.appear(len(self.flow_values.columns)))
        weighed = WeighedValues(
            [self.values_of(word) for word in self.flow_values.rows[: self.seen]],
            self.flow_weights.values[self.row], self.seen, self.written_row("flow_context", TWO),
        )  # fmt: skip
        self.play(rows.weigh(weighed, run_time=0.7))
        total = FrameText(self.theme, "sum", color="goldink", bold=True).put(SCORE, FOOT, "right")
        self.play(FadeIn(total, run_time=0.3), rows.add_up(weighed, run_time=0.6))
        parts = iter(spread(value for line in self.flow_context.values for value in line))
        golds = tuple(map(self.theme.color, ("gold100", "gold")))
        colors = [[shade(golds, next(parts)) for _ in line] for line in self.flow_context.values]
        self.play(self.strip.show(4, colors, run_time=0.5))

    def values_of(self, word: str) -> list[str]:
        """The numbers of a word's value that are drawn."""
        return [self.show(f"flow_values[{word}][{column}]", TWO, bare=True) for column in self.flow_values.columns]


def as_number(value: float, spec: str) -> str:
    """A cell's value as `show` writes it."""
    return written(Ratio(value, digits=SIGNIFICANT_DIGITS), spec, bare=True)
