"""A mug of tea cools: one column a moment, and the next is always less below the last."""

from __future__ import annotations

from manim import DOWN, FadeIn, GrowFromEdge

from animations.mobjects.panels import card, rule, tile
from animations.quality import WIDTH
from animations.scene import FilmScene
from animations.style import MARGIN, FrameBox, FrameText
from engine.units import Series

PANEL = FrameBox(MARGIN, 1.9, WIDTH - 2 * MARGIN, 4.5)
GROUND, TALLEST, WIDE = 5.6, 3.0, 1.3  # where columns stand, how high the warmest is, and how wide all are


class Cooling(FilmScene):
    title = "It cools fast, then slowly"
    stages = ("Poured", "Drinkable", "Lukewarm", "Cool", "Cold")

    tea_cools: Series

    def construct(self) -> None:
        self.add(card(self.theme, PANEL), rule(self.theme, MARGIN + 0.4, WIDTH - MARGIN - 0.4, GROUND))
        self.tell_source("tea_cools")
        captions = (
            "The tea is poured.",
            "Far above the room it cools fast, and now it can be drunk.",
            "As long again, and a smaller fall.",
            "The nearer to the room, the slower.",
            "In the end it is little warmer than the room.",
        )
        for stage, minutes, caption in zip(self.stages, self.tea_cools.x, captions, strict=True):
            with self.stage(stage):
                self.say(caption)
                self.column(minutes, self.stages.index(stage))

    def column(self, minutes: float, number: int) -> None:
        """One moment: how warm it is then."""
        name = f"tea_cools[{minutes}]"
        high = TALLEST * self.quantity(name) / self.quantity(f"tea_cools[{self.tea_cools.x[0]}]")
        x = MARGIN + (WIDTH - 2 * MARGIN) * (number + 0.5) / len(self.stages)
        bar = tile(
            self.theme, FrameBox(x - WIDE / 2, GROUND - high, WIDE, high), fill="gold" if number == 1 else "navy300"
        )
        value = FrameText(self.theme, self.show(name), color="navy", bold=True).put(x, GROUND - high - 0.3, "center")
        when = FrameText(self.theme, f"{minutes} {self.tea_cools.x_label}", color="slate").put(
            x, GROUND + 0.4, "center"
        )
        self.play(GrowFromEdge(bar, DOWN, run_time=0.8))
        self.play(FadeIn(value, when, run_time=0.3))
