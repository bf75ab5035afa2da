"""The trade-off map along the length of the text: bubbles follow the estimators, and their order turns."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from manim import Mobject, UpdateFromAlphaFunc, VGroup, linear
from manim.utils.rate_functions import ease_in_out_cubic

from animations.course import Course, between, middle_ranks, ranked, standing, turn
from animations.mobjects.bubbles import Bubbles, Names
from animations.mobjects.map_plot import MapAxis, MapPlot
from animations.mobjects.poster import PLAY_RADIUS
from animations.mobjects.ranked_list import ListWords, RankedList
from animations.mobjects.slider_bar import SliderBar
from animations.scene import FilmScene, written
from engine.units import Bytes, Count, Seconds, Series

MOVE, FOLLOW = 1.7, 0.4  # seconds: of the knob, and those that a row takes to change its place
SAMPLES = 8  # of the orders in that time
STEPS = 14  # a counting number changes this many times in a move
CURVE = 12  # points of a curve between two stops
DECIDES = {"weights": "the weights decide", "cache": "the cache decides"}


class TradeoffMap(FilmScene):
    title = "Longer context, new order"

    tradeoff_memory_by_context: Series
    tradeoff_latency_by_context: Series
    tradeoff_spread_by_context: Series
    tradeoff_weights: Series
    tradeoff_complexity: Series
    tradeoff_parameters: Series

    def setup(self) -> None:
        memory, latency = self.tradeoff_memory_by_context, self.tradeoff_latency_by_context
        self.stops = tuple(map(float, latency.x))
        self.memory, self.latency = Course(self.stops, memory.lines), Course(self.stops, latency.lines)
        self.orders = [ranked(self.latency.at(stop)) for stop in self.stops]
        self.stages = tuple(f"{Count(stop)} tokens" for stop in self.stops)
        self.numbers |= {f"tradeoff_latency_by_context.x[{point}]": str(Count(float(point))) for point in latency.x}
        super().setup()

    def stage_bar(self) -> SliderBar:
        """The stages are stops of a slider."""
        self.slider = SliderBar(self.theme, self.stages, [self.part(stop) for stop in self.stops])
        return self.slider

    def part(self, stop: float) -> float:
        """Where a length stands on the slider: equal ways are equal factors."""
        return math.log(stop / self.stops[0]) / math.log(self.stops[-1] / self.stops[0])

    def construct(self) -> None:
        self.set_out()
        for number, name in enumerate(self.stages):
            with self.stage(name):
                self.say(f"At {name} {self.what_happens(number)}.")
                if number:
                    self.move(number)

    def what_happens(self, number: int) -> str:
        """First and last what decides, since it differs most in bytes, and who is ahead; between them the change."""
        order = self.orders[number]
        if 0 < number < len(self.stops) - 1:
            return turn(self.orders[number - 1], order)
        spread = self.tradeoff_spread_by_context.lines
        decides = DECIDES[max(spread, key=lambda part: spread[part][number])]
        if number:
            return f"{decides}: {standing(order)}"
        fewest = ranked({name: float(self.quantity(f"tradeoff_weights[{name}]")) for name in order})[0]
        return f"{decides}: {order[0]} {'reads the fewest and ' * (fewest == order[0])}leads"

    # ---- parts --------------------------------------------------------------------------------------
    def set_out(self) -> None:
        """The map and the list at the first stop."""
        self.plot = MapPlot(
            self.theme,
            MapAxis(self.memory.every_value, lambda value: str(Bytes(value)), "cache of one sequence, log scale"),
            MapAxis(self.latency.every_value, lambda value: str(Seconds(value)), "least time of a step, log"),
        )
        grid = [between(a, b, k / CURVE) for a, b in pairwise(self.stops) for k in range(CURVE)]
        self.curves = [(stop, self.spots(stop)) for stop in grid]
        extra = {name: float(self.quantity(f"tradeoff_complexity[{name}]")) for name in self.latency.values}
        self.bubbles = Bubbles(self.theme, extra, self.spots(self.stops[0]))
        self.bubbles.mark_corner("cheap and quick", [self.spots(stop) for stop in self.stops])
        self.names = [self.bubbles.names_at(self.spots(stop)) for stop in self.stops]
        self.play_spot = self.bubbles.free_spot(self.spots(self.stops[-1]), self.names[-1], PLAY_RADIUS)
        sizes = {name: self.show(f"tradeoff_parameters[{name}]", "billion.1", bare=True) for name in extra}
        words = ListWords("Fastest first", "billion weights", "ms")
        self.list = RankedList(self.theme, words, sizes, middle_ranks([self.orders[0]]))
        by_size = sorted(extra, key=lambda name: extra[name])
        ends = {self.show(f"tradeoff_complexity[{name}]"): extra[name] for name in (by_size[0], by_size[-1])}
        self.list.add_key("extra parts", {f"+{parts}": size for parts, size in ends.items()})
        self.moving = VGroup(self.slider, self.bubbles, self.list)
        self.add(self.plot, self.moving)
        self.stand(self.stops[0], self.names[0], [self.orders[0]])
        self.write_stop(0)
        self.tell_source("tradeoff_latency_by_context")

    def spots(self, stop: float) -> dict[str, tuple[float, float]]:
        """Where each design stands for a length."""
        memory, latency = self.memory.at(stop), self.latency.at(stop)
        return {name: self.plot.spot(memory[name], latency[name]) for name in latency}

    # ---- motion -------------------------------------------------------------------------------------
    def move(self, number: int) -> None:
        """The knob goes to a stop and pulls all along; rows change places as soon as two values cross."""
        start, end = self.stops[number - 1], self.stops[number]
        names, goal = self.names[number - 1], self.names[number]

        def stop_at(seconds: float) -> float:
            return between(start, end, ease_in_out_cubic(min(max(seconds / MOVE, 0.0), 1.0)))

        def draw(_: Mobject, alpha: float) -> None:
            now = alpha * (MOVE + FOLLOW)
            stop = stop_at(now)
            lately = [ranked(self.latency.at(stop_at(now - FOLLOW * k / SAMPLES))) for k in range(SAMPLES + 1)]
            part = (self.part(stop) - self.part(start)) / (self.part(end) - self.part(start))
            self.stand(stop, names.towards(goal, part), lately)
            latency = self.latency.at(stop_at(int(alpha * STEPS) / STEPS * (MOVE + FOLLOW)))
            self.list.write({name: written(Seconds(value), "ms", bare=True) for name, value in latency.items()})

        self.play(UpdateFromAlphaFunc(self.moving, draw, run_time=MOVE + FOLLOW, rate_func=linear))
        self.write_stop(number)

    def stand(self, stop: float, names: Names, lately: Sequence[Sequence[str]]) -> None:
        """Knob, bubbles and rows for a length; rows that have changed places `lately` are on their way."""
        passed = [spots for earlier, spots in self.curves if earlier < stop] + [self.spots(stop)]
        self.bubbles.go({name: [spots[name] for spots in passed] for name in self.latency.values}, names)
        self.list.stand(middle_ranks(lately))
        self.slider.slide(self.part(stop))

    def write_stop(self, number: int) -> None:
        """The recorded values at a stop."""
        point = self.tradeoff_latency_by_context.x[number]
        names = self.latency.values
        fact = "tradeoff_latency_by_context"
        self.list.write({name: self.show(f"{fact}[{name}][{point}]", "ms", bare=True) for name in names})
