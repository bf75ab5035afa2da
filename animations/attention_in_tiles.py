"""Attention in tiles: one tile of scores at a time on the chip, the few numbers that stay, and the bytes that move."""

from __future__ import annotations

from manim import FadeIn, FadeOut, Mobject, UpdateFromAlphaFunc, VGroup, linear

from animations.mobjects.byte_columns import ByteColumn, ByteColumns
from animations.mobjects.panels import level_arrow, tile
from animations.mobjects.row_state import LEFT, NAMES, PITCH, WIDE, RowState
from animations.mobjects.tile_grid import KEYS, STRIP_HIGH, TileGrid
from animations.scene import FilmScene
from animations.style import FrameBox, FrameText
from engine.units import SIGNIFICANT_DIGITS, Number, Series, Table

LEGEND, NOTE = 6.16, 5.73
ONE = "of_one.1"
SAME = 1e-5
FAST = 0.17  # seconds of a tile once it is known what happens


class AttentionInTiles(FilmScene):
    title = "Attention in tiles: scores never leave the chip"
    stages = ("Strips of Q, K, V", "One tile", "Max and sum", "Tile by tile", "Bytes moved")
    play_spot = (3.05, 4.0)

    tile_walk: Series
    tile_equals_reference: Table
    attention_bytes: Table
    attention_bytes_setting: Table

    def setup(self) -> None:
        self.rows = int(self.tile_equals_reference["strips"])
        self.tiles = len(self.tile_walk.x)
        super().setup()

    def construct(self) -> None:
        self.set_out()
        strips, one, sums, walk, moved = self.stages
        with self.stage(strips):
            self.say("Queries, keys and values are cut into strips.")
            for moves in self.grid.cut():
                self.play(*moves, run_time=0.5)
        with self.stage(one):
            self.say("One strip of queries meets one strip of keys on the chip.")
            self.play(*self.grid.light(0, 0), run_time=0.3)
            self.play(self.grid.meet(0, 0), FadeIn(self.legend), run_time=0.4)
        with self.stage(sums):
            self.say("A tile is scored and dropped. Only the row’s max, sum and output stay.")
            self.score(0, 0)
            self.play(self.grid.leave())
        with self.stage(walk):
            self.say("A larger max rescales what the row has so far.")
            for column in range(1, self.tiles):
                self.play(*self.grid.light(0, column), self.grid.meet(0, column), run_time=0.35)
                self.score(0, column)
            self.play(*self.state[0].settle(), run_time=0.25)
            for row in range(1, self.rows):
                for column in range(self.tiles):
                    self.pass_by(row, column)
                self.play(*self.state[row].settle(), run_time=0.15)
        with self.stage(moved):
            same = float(self.tile_equals_reference["difference"]) < SAME
            self.say(f"The answer is {'the same' if same else 'nearly the same'}, and {self.fewer()} bytes move.")
            self.play(self.grid.leave(), FadeOut(self.legend), *self.grid.unlight(), run_time=0.3)
            self.play(*self.bytes.write(), run_time=0.4)

    def fewer(self) -> str:
        """How the two compare, in words."""
        less = float(self.attention_bytes["less"])
        return "far fewer" if less >= 2 else "fewer" if less > 1 else "no fewer"

    # ---- parts --------------------------------------------------------------------------------------
    def set_out(self) -> None:
        """Strips, the dashed matrix, the dashed cells of what rows keep, and the columns' card."""
        self.grid = TileGrid(self.theme, self.rows, self.tiles)
        self.state = [RowState(self.theme, self.grid.box(row, 0).y, self.grid.high) for row in range(self.rows)]
        names = [
            FrameText(self.theme, name, color="navy", bold=True).put(
                LEFT + number * PITCH + WIDE / 2, KEYS + STRIP_HIGH / 2, "center"
            )
            for number, name in enumerate(NAMES)
        ]
        mark = tile(self.theme, FrameBox(LEFT, LEGEND - 0.16, 0.32, 0.32), fill="gold", edge="goldd", radius=0.06)
        self.legend = VGroup(mark, FrameText(self.theme, "on the chip now", color="navy").put(LEFT + 0.46, LEGEND))
        note = FrameText(self.theme, "each strip’s first query", size="frame_floor", color="slate")
        tokens = self.show("attention_bytes_setting.tokens")
        columns = [
            ByteColumn(name, float(self.attention_bytes[field]), self.show(f"attention_bytes.{field}", "MB.0"), color)
            for name, field, color in (("full matrix", "full", "brick"), ("tiles", "tiled", "teal"))
        ]
        self.bytes = ByteColumns(self.theme, "Bytes moved", f"one head, {tokens} tokens", columns)
        self.add(self.grid, *self.state, *names, note.put(LEFT, NOTE), self.bytes)
        self.tell_source("attention_bytes")

    def kept(self, row: int, column: int) -> tuple[str, str]:
        """Max and sum of a row behind a tile, as they are written."""
        return self.number(f"tile_walk[row {row + 1}: max]", column), self.number(
            f"tile_walk[row {row + 1}: sum]", column
        )

    def number(self, line: str, column: int) -> str:
        """A running number with one decimal, though that be a zero: those above it have one."""
        name = f"{line}[{self.tile_walk.x[column]}]"
        self.numbers[name] = text = format(Number(self.quantity(name), digits=SIGNIFICANT_DIGITS), ONE)
        return text

    def rises(self, row: int, column: int) -> bool:
        """Whether a tile has a larger score than all before it."""
        return column > 0 and float(self.tile_walk.lines[f"row {row + 1}: rescale"][column]) < 1

    # ---- motion -------------------------------------------------------------------------------------
    def score(self, row: int, column: int) -> None:
        """The tile on the chip is scored: numbers first, then the output; then it is dropped."""
        state = self.state[row]
        x, y = self.grid.right_of(row, column)
        arrow = level_arrow(self.theme, y, x, LEFT - 0.08, ink="goldd")
        self.play(FadeIn(arrow, run_time=0.15))
        if moves := state.write(*self.kept(row, column)):
            self.play(*moves, run_time=0.3)
        else:
            self.wait(0.1)
        dim = state.pale() if self.rises(row, column) else None
        if dim is not None:
            self.play(dim, run_time=0.25)
        self.play(state.grow((column + 1) / self.tiles), self.bytes_go(row, column), run_time=0.3)
        self.grid.drop(row, column)
        self.play(FadeOut(arrow, run_time=0.1))

    def pass_by(self, row: int, column: int) -> None:
        """The same, fast."""
        state = self.state[row]
        moves = [*self.grid.light(row, column), self.grid.meet(row, column), *state.write(*self.kept(row, column))]
        self.play(*moves, state.grow((column + 1) / self.tiles), self.bytes_go(row, column), run_time=FAST)
        self.grid.drop(row, column)

    def bytes_go(self, row: int, column: int) -> UpdateFromAlphaFunc:
        """Both columns grow by a tile's share."""
        start, every = self.bytes.part, self.rows * self.tiles
        end = (row * self.tiles + column + 1) / every

        def draw(_: Mobject, alpha: float) -> None:
            self.bytes.draw(start + (end - start) * alpha)

        return UpdateFromAlphaFunc(self.bytes, draw, rate_func=linear)
