"""Static against continuous batching: the same requests in the same slots, as two runs of the scheduler served them."""

from __future__ import annotations

from manim import FadeIn, FadeOut, Line, Mobject, UpdateFromAlphaFunc, VGroup, linear

from animations.mobjects.counter_card import Counter, CounterCard
from animations.mobjects.panels import tile
from animations.mobjects.schedule import Hole, Lanes, RequestBar, Stay, dashed, holes
from animations.quality import WIDTH
from animations.scene import FilmScene
from animations.style import MARGIN, FrameBox, FrameText, at, stroke
from animations.words import capital, count_word, counted
from engine.units import Series, Table

LEFT, TOP, HIGH, PITCH = 1.7, 2.2, 0.6, 0.7
NUMBERS, CARDS, CARD_HIGH, CARD_GAP = 1.98, 5.11, 1.23, 0.25
STEP = 0.42  # seconds
AGAIN = 0.16  # seconds of a step that is counted for the second time
SLIDE = 0.6


class StaticAndContinuousBatching(FilmScene):
    title = "Static against continuous batching"
    stages = ("Four slots", "Static batch", "Wasted slots", "Join at once", "Fewer steps")
    play_spot = (7.65, 3.35)

    batching_requests: Series
    batching_static: Series
    batching_continuous: Series
    batching_totals: Table

    def setup(self) -> None:
        self.slots = int(self.batching_totals["slots"])
        self.static, self.joined = (stays(fact) for fact in (self.batching_static, self.batching_continuous))
        self.steps = {way: int(self.batching_totals[f"steps_{way}"]) for way in ("static", "continuous")}
        first = [stay for stay in self.static.values() if stay.first == 1]
        self.soonest, self.batch = (pick(stay.last for stay in first) for pick in (min, max))
        self.stages = (f"{capital(count_word(self.slots))} slots", *self.stages[1:])
        super().setup()

    def construct(self) -> None:
        self.set_out()
        four, static, wasted, join, fewer = self.stages
        with self.stage(four):
            self.show("batching_totals.slots")
            self.say(f"{capital(counted(self.slots, 'request'))} start together, one token a step.")
            self.play(self.cards["static"].open(), FadeIn(self.line, run_time=0.3))
            self.sweep("static", 0, self.soonest, STEP * 1.6)
        with self.stage(static):
            waiting = sum(stay.first == self.batch + 1 for stay in self.static.values())
            self.say(f"The next {count_word(waiting)} wait until the last one is done.")
            self.sweep("static", self.soonest, self.batch, STEP)
        with self.stage(wasted):
            self.say("A static batch waits for its longest request. Early finishers leave holes.")
            self.sweep("static", self.batch, self.steps["static"], STEP)
            self.write_totals("static")
        with self.stage(join):
            self.say("Now a waiting request takes a slot as soon as it is free.")
            self.join()
        with self.stage(fewer):
            self.say(
                f"The same {self.show('batching_totals.tokens')} tokens: a free slot takes the next request at once."
            )
            self.count_again()

    # ---- parts --------------------------------------------------------------------------------------
    def set_out(self) -> None:
        """Slots by steps with a dashed place for each request of the static batches, and both cards."""
        most = max(self.steps.values())
        self.lanes = Lanes(LEFT, TOP, (WIDTH - MARGIN - LEFT) / most, HIGH, PITCH)
        self.right = VGroup(dashed(self.theme, self.lanes, self.static.values()))
        self.bars = {
            name: RequestBar(self.theme, self.lanes, name, stay, **look(stay)) for name, stay in self.static.items()
        }
        self.holes = self.holes_of(self.static, self.steps["static"])
        self.line = Line(at(self.lanes.x(0), TOP - 0.06), at(self.lanes.x(0), self.bottom + 0.06))
        self.line.set_stroke(self.theme.color("goldd"), width=stroke(2.25))
        wide = (WIDTH - 2 * MARGIN - CARD_GAP) / 2
        self.cards = {
            way: CounterCard(
                self.theme, FrameBox(MARGIN + number * (wide + CARD_GAP), CARDS, wide, CARD_HIGH), capital(way),
                (Counter("steps", "navy", 2.4), Counter("slot-steps wasted", "brick", 3.55)),
            )
            for number, way in enumerate(self.steps)
        }  # fmt: skip
        self.moving = VGroup(*self.holes, *self.bars.values(), *self.cards.values())
        self.add(self.scale(), self.right, self.moving)

    @property
    def bottom(self) -> float:
        """The lower edge of the last slot."""
        return TOP + (self.slots - 1) * PITCH + HIGH

    def scale(self) -> VGroup:
        """The slots' names, and the numbers of the steps that begin or end a batch."""
        lines = [FrameText(self.theme, "step", size="frame_floor", color="slate").put(MARGIN, NUMBERS)]
        for number in range(1, self.slots + 1):
            slot = FrameText(self.theme, f"slot {number}", color="slate")
            lines.append(slot.put(MARGIN, self.lanes.middle(number)))
        last: dict[int, str] = {}  # by a batch's first step, the request that ends it
        for name, stay in self.static.items():
            if stay.first not in last or stay.last > self.static[last[stay.first]].last:
                last[stay.first] = name
        for first, name in last.items():
            for line, step in (("first step", first), ("last step", self.static[name].last)):
                words = self.show(f"batching_static[{line}][{name}]")
                text = FrameText(self.theme, words, size="frame_floor", color="slate")
                lines.append(text.put(self.lanes.x(step - 0.5), NUMBERS, "center"))
        return VGroup(*lines)

    def holes_of(self, places: dict[str, Stay], steps: int) -> list[Hole]:
        return [Hole(self.theme, self.lanes, stay) for stay in holes(places.values(), self.slots, steps)]

    # ---- motion -------------------------------------------------------------------------------------
    def sweep(self, way: str, start: int, end: int, a_step: float) -> None:
        """The steps go on; bars and holes grow with them, and the card counts."""
        idle_stays = [hole.stay for hole in self.holes]
        growing: list[RequestBar | Hole] = [*self.holes]
        growing += self.bars.values() if way == "static" else ()

        def draw(_: Mobject, alpha: float) -> None:
            now = start + (end - start) * alpha
            for shape in growing:
                shape.draw(now)
            self.line.move_to(at(self.lanes.x(now), (TOP + self.bottom) / 2))
            done = int(now + 1e-6)
            idle = sum(max(0, min(done, stay.last) - stay.first + 1) for stay in idle_stays)
            self.cards[way].write((str(done), str(idle)))

        group = VGroup(self.moving, self.line)
        self.play(UpdateFromAlphaFunc(group, draw, run_time=(end - start) * a_step, rate_func=linear))

    def write_totals(self, way: str) -> None:
        """What was counted, as the fact has it."""
        self.cards[way].write([self.show(f"batching_totals.{name}_{way}") for name in ("steps", "idle")])

    def join(self) -> None:
        """Holes go, and who waited slides into the first slot that was free, one after the other."""
        self.play(FadeOut(*self.holes, self.line, run_time=0.3), self.cards["static"].close())
        self.moving.remove(*self.holes)
        for name in sorted(self.joined, key=lambda name: self.joined[name].first):
            if self.joined[name] != self.static[name]:
                self.play(self.bars[name].go(self.joined[name]), run_time=SLIDE)
        self.holes = []

    def count_again(self) -> None:
        """The steps are counted once more, and what is left of them turns teal."""
        way = "continuous"
        self.holes = self.holes_of(self.joined, self.steps[way])
        self.moving.add(*self.holes)
        self.line.move_to(at(self.lanes.x(0), (TOP + self.bottom) / 2))
        self.play(self.cards[way].open(), FadeIn(self.line, run_time=0.3))
        self.sweep(way, 0, self.steps[way], AGAIN)
        self.write_totals(way)
        self.play(FadeOut(self.line, run_time=0.2))
        saved = self.show("batching_totals.steps_saved")
        if self.batching_totals["steps_saved"] > 0:
            left, right = self.lanes.x(self.steps[way]) + 0.06, WIDTH - MARGIN
            box = FrameBox(left, TOP, right - left, self.bottom - TOP)
            middle = (left + right) / 2
            freed = tile(self.theme, box, fill="teal100", edge="teal", points=1.5)
            steps = FrameText(self.theme, f"{saved} steps", size=34, color="teal", bold=True)
            words = FrameText(self.theme, "saved", size=28, color="teal", bold=True)
            steps.put(middle, box.y + box.h / 2 - 0.24, "center")
            words.put(middle, box.y + box.h / 2 + 0.3, "center")
            self.remove(self.right)
            self.play(FadeIn(freed, steps, words, run_time=0.4))


def stays(fact: Series) -> dict[str, Stay]:
    """Where each request is served."""
    columns = zip(*(fact.lines[line] for line in ("slot", "first step", "last step")), strict=True)
    return {str(name): Stay(*map(int, row)) for name, row in zip(fact.x, columns, strict=True)}


def look(stay: Stay) -> dict[str, str]:
    """Requests of the first batch are navy, those that wait are gold."""
    return {"fill": "navy", "ink": "white"} if stay.first == 1 else {"fill": "gold", "ink": "navy"}
