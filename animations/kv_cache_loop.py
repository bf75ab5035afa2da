"""The KV-cache inference loop: a prompt goes in once, then a token at a time, and nothing is read twice."""

from __future__ import annotations

from manim import FadeIn, FadeOut, LaggedStart, VGroup
from manim.utils.rate_functions import ease_in_out_cubic

from animations.mobjects.gauge import Gauge, GaugeBar
from animations.mobjects.panels import arrow
from animations.mobjects.shelf import Shelf
from animations.mobjects.token_row import Columns, TokenRow
from animations.mobjects.transformer_blocks import Blocks
from animations.scene import FilmScene, written
from engine.units import Table, TokensPerSecond

PROMPT = ("The", "river", "bends", "to")
ANSWER = ("the", "wide", "sea")
INWARD = (2.66, 2.98)
OUTWARD = (4.26, 4.7)
FAST = 0.4


class KvCacheLoop(FilmScene):
    title = "KV-cache inference loop"
    stages = ("Prompt warm-up", "Cache created", "One-token loop", "Cache append", "Throughput gain")
    play_spot = (6.2, 3.7)

    decode_cache: Table

    def construct(self) -> None:
        self.set_out()
        with self.stage("Prompt warm-up"):
            self.say("All prompt tokens pass through the blocks together, once.")
            self.wait(0.5)
            self.enter(0, len(PROMPT))
        with self.stage("Cache created"):
            self.say("Each token leaves a key and a value on the shelf.")
            self.store(len(PROMPT), run_time=1.4)
            self.settle()
            self.answer(ANSWER[0])
        with self.stage("One-token loop"):
            self.say("Now one token goes in. The shelf supplies the rest.")
            self.enter(len(PROMPT), 1)
            self.look_up()
        with self.stage("Cache append"):
            self.say("The new key and value join the shelf. Nothing is recomputed.")
            self.store(1)
            for column, word in enumerate(ANSWER[1:], start=len(PROMPT) + 1):
                self.settle()
                self.answer(word)
                self.enter(column, 1, pace=FAST)
                self.look_up(pace=FAST)
                self.store(1, pace=FAST)
        with self.stage("Throughput gain"):
            self.settle()
            self.compare()

    def set_out(self) -> None:
        """Everything that the film needs, from the first frame on."""
        self.columns = columns = Columns(len(PROMPT) + len(ANSWER))
        self.arrows: list[VGroup] = []
        self.row = TokenRow(self.theme, PROMPT, columns)
        self.blocks = Blocks(self.theme, columns.x(0), columns.right)
        self.shelf = Shelf(self.theme, columns)
        self.gauge = Gauge(
            self.theme,
            ("Tokens", "per second"),
            (
                self.rate_bar("no cache", "decode_cache.without_cache", "navy300"),
                self.rate_bar("cache", "decode_cache.with_cache", "gold", bold=True),
            ),
        )
        self.add(self.row, self.shelf, self.gauge)
        self.add_foreground_mobject(self.blocks)  # what goes in and comes out passes behind their face

    def rate_bar(self, name: str, fact: str, fill: str, *, bold: bool = False) -> GaugeBar:
        """A bar for a rate; while it grows its number has the decimals that it ends with."""
        decimals = len(self.show(fact, bare=True).partition(".")[2])
        digits = self.quantity(fact).digits

        def write(value: float) -> str:
            return written(TokensPerSecond(value, digits=digits), f"tok_s.{decimals}", bare=True)

        return GaugeBar(name, float(self.quantity(fact)), write, fill, bold)

    def enter(self, first: int, count: int, *, pace: float = 1.0) -> None:
        """Tokens turn gold, and a copy of each drops into the blocks."""
        tokens = self.row.tokens[first : first + count]
        self.play(*(token.paint(new=True) for token in tokens), self.blocks.takes(count))
        copies = [token.copy() for token in tokens]
        depth = self.blocks.face.get_center()[1]
        falls = [copy.animate(rate_func=ease_in_out_cubic, remover=True).set_y(depth) for copy in copies]
        self.play(LaggedStart(*falls, lag_ratio=0.05, run_time=0.9 * pace))
        self.point(self.arrows_at(first, count, INWARD), run_time=0.3)

    def look_up(self, *, pace: float = 1.0) -> None:
        """Stored keys and values are read, all of them."""
        self.point(list(self.shelf.reads()), run_time=0.8 * pace)

    def store(self, count: int, *, run_time: float = 0.7, pace: float = 1.0) -> None:
        """New keys and values come down onto the shelf, gold."""
        first = self.shelf.filled
        outward = self.arrows_at(first, count, OUTWARD)
        self.play(self.shelf.append(count, run_time=run_time * pace))
        self.point(outward, run_time=0.2)
        self.wait(0.6 * pace)

    def settle(self) -> None:
        """What was new is memory now; the arrows have done their work."""
        self.play(self.shelf.settle(), *(FadeOut(pointer, run_time=0.25) for pointer in self.arrows))
        self.arrows.clear()

    def answer(self, word: str) -> None:
        """The tokens that were on are known now; the next one appears, gold."""
        self.play(self.row.settle(), self.row.append(word))

    def compare(self) -> None:
        """Both rates, in proportion, and how they were found."""
        record = self.records["decode_cache"]
        speedup = self.show("decode_cache.speedup")
        where = record.machine_name
        rate = f"{speedup} the tokens per second"
        self.say(f"Measured on {where}: {rate}.", f"Measured: {rate}.")
        self.play(self.row.settle(), self.gauge.grow(0, run_time=1.2))
        self.play(self.gauge.grow(1, run_time=1.8))

    def arrows_at(self, first: int, count: int, ends: tuple[float, float]) -> list[VGroup]:
        """A gold arrow in each of some columns."""
        middles = [self.columns.middle(column) for column in range(first, first + count)]
        return [arrow(self.theme, x, *ends, ink="goldd") for x in middles]

    def point(self, arrows: list[VGroup], *, run_time: float) -> None:
        """Arrows appear, one shortly after the other."""
        self.arrows += arrows
        self.play(LaggedStart(*(FadeIn(pointer) for pointer in arrows), lag_ratio=0.1, run_time=run_time))
