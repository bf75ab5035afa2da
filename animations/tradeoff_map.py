"""The trade-off map: each attention variant slides from MHA's place to where its cache and its steps put it."""

from __future__ import annotations

from manim import Create, FadeIn, FadeOut
from manim.utils.rate_functions import ease_in_out_cubic

from animations.mobjects.bubble_map import BubbleMap, MapWords, Point, SizeLegend
from animations.mobjects.panels import chip
from animations.mobjects.poster import PLAY_RADIUS
from animations.quality import WIDTH
from animations.scene import FilmScene
from animations.style import MARGIN, FrameText
from build.theme.tokens import Theme
from engine.units import Bytes, Seconds, Series

BASE = "MHA"
IDEAS = {
    "GQA": "heads share",
    "MLA": "a summary",
    "SWA": "only nearby",
    "MoE": "few experts",
    "Delta mix": "three of four",
}
PROVENANCE = (6.08, 6.41)


class TradeoffMap(FilmScene):
    title = "Attention alternatives: a trade-off map"
    stages = ("Full attention", "Share heads", "Compress", "Look nearby", "Route or go linear")

    tradeoff_memory: Series
    tradeoff_latency: Series
    tradeoff_complexity: Series

    def construct(self) -> None:
        self.set_out()
        with self.stage("Full attention"):
            memory, step = self.cost(BASE)
            self.say(f"{BASE}: {memory} of cache, {step} a step.")
        with self.stage("Share heads"):
            self.slide("GQA")
        with self.stage("Compress"):
            self.slide("MLA")
        with self.stage("Look nearby"):
            self.slide("SWA")
        with self.stage("Route or go linear"):
            self.slide("MoE")
            self.slide("Delta mix")
            self.light_up()

    def set_out(self) -> None:
        """The map with MHA on it, what sizes mean, and what all of it was calculated for."""
        points = {name: self.point(name) for name in (BASE, *IDEAS)}
        self.map = BubbleMap(
            self.theme,
            points,
            MapWords(more="more memory", slower="slower steps", corner="cheap and quick"),
            lambda value: str(Bytes(value)),
            lambda value: str(Seconds(value)),
        )
        heading = ("Bubble size", "extra tensors", "and operations")
        legend = SizeLegend(self.theme, heading, self.sizes(), self.map.radius)
        self.play_spot = self.map.free_spot(PLAY_RADIUS)
        self.arrived = [BASE]
        self.add(self.map, legend, self.map.bubbles[BASE], self.map.labels[BASE])
        self.say_provenance()

    def point(self, name: str) -> Point:
        """A variant's three values."""
        memory, latency, complexity = (
            self.quantity(f"{fact}[{name}]") for fact in ("tradeoff_memory", "tradeoff_latency", "tradeoff_complexity")
        )
        return Point(float(memory), float(latency), float(complexity))

    def sizes(self) -> dict[str, float]:
        """The least, the middle and the most complexity, as they are written."""
        named = {float(self.quantity(f"tradeoff_complexity[{name}]")): name for name in (BASE, *IDEAS)}
        known = sorted(named)
        chosen = sorted({known[0], known[len(known) // 2], known[-1]})
        return {"+" + self.show(f"tradeoff_complexity[{named[size]}]"): size for size in chosen}

    def say_provenance(self) -> None:
        """Under the map: calculated, and for what."""
        mark = chip(self.theme, "calculated", MARGIN, PROVENANCE[0], fill="navy100", ink="navy")
        left = MARGIN + mark.width + 0.2
        for name, y in zip(("tradeoff_memory", "tradeoff_latency"), PROVENANCE, strict=True):
            says = self.records[name].says
            self.add(shortened(self.theme, says, WIDTH - MARGIN - left).put(left, y))
        self.add(mark)

    def cost(self, name: str) -> tuple[str, str]:
        """Memory and step time as the film writes them."""
        return self.show(f"tradeoff_memory[{name}]"), self.show(f"tradeoff_latency[{name}]")

    def slide(self, name: str) -> None:
        """A variant leaves MHA's place for its own; the trail fades, its name appears."""
        memory, step = self.cost(name)
        self.say(f"{name}, {IDEAS[name]}: {memory}, {step}.")
        start, bubble = self.map.bubbles[BASE], self.map.bubbles[name]
        goal = bubble.copy()
        trail = self.map.trail(BASE, name)
        bubble.scale(start.disc.r / bubble.disc.r).move_to(start)
        self.add(trail, bubble)
        self.arrived.append(name)
        self.stack()
        self.play(
            bubble.animate(rate_func=ease_in_out_cubic).become(goal),
            Create(trail, rate_func=ease_in_out_cubic),
            run_time=0.7,
        )
        self.play(FadeIn(self.map.labels[name]), FadeOut(trail), run_time=0.3)

    def stack(self) -> None:
        """Small bubbles over large ones, MHA's on top, and all names over the bubbles."""
        shown = [self.map.bubbles[name] for name in self.arrived]
        self.bring_to_front(*(bubble for bubble in self.map.drawn() if bubble in shown))
        self.bring_to_front(*(self.map.labels[name] for name in self.arrived[:-1]))

    def light_up(self) -> None:
        """The corner that everybody wants."""
        self.say("No variant wins everywhere. Context decides.")
        corner = self.map.corner
        self.play(corner.animate.set_opacity(1), FadeIn(self.map.corner_words), run_time=0.6)


def shortened(theme: Theme, words: str, room: float) -> FrameText:
    """A fact's own sentence as one line: clauses at its end are left out until it fits, then words."""
    words = words.removesuffix(".")
    line = FrameText(theme, words, size="frame_floor", color="mute")
    while line.width > room and " " in words:
        words = words.rpartition(", ")[0] or words.removesuffix("…").rpartition(" ")[0] + "…"
        line = FrameText(theme, words, size="frame_floor", color="mute")
    return line
