"""Multi-head attention with a causal mask: heads are split, attend side by side, are joined and mixed."""

from __future__ import annotations

from manim import (
    DOWN,
    LEFT,
    Animation,
    DashedVMobject,
    FadeIn,
    FadeOut,
    GrowFromEdge,
    LaggedStart,
    ReplacementTransform,
    RoundedRectangle,
    VGroup,
    VMobject,
)
from manim.utils.rate_functions import ease_in_out_cubic

from animations.mobjects.head_card import HIGH as CARD_HIGH
from animations.mobjects.head_card import TOP as CARD_TOP
from animations.mobjects.head_card import WIDE as CARD_WIDE
from animations.mobjects.head_card import HeadCard
from animations.mobjects.panels import arrow, level_arrow, slot, tile
from animations.mobjects.projection_bars import Projection, ProjectionBars
from animations.quality import WIDTH
from animations.scene import FilmScene
from animations.style import MARGIN, FrameBox, FrameText, at, stroke
from build.figures.attending import looks_ahead, pattern
from build.theme.heads import HEADS
from engine.units import Matrix, Table

FACTS = ("previous", "self", "first", "spread")  # facts `head_…`, and fields of `head_kinds`
ROOM = FrameBox(2.25, 1.86, WIDTH - MARGIN - 2.25, 2.96)
INNER = ROOM.x + 0.15
GAP = 0.12
REST = INNER + len(FACTS) * (CARD_WIDE + GAP)  # where the other heads are
REST_WIDE = ROOM.x + ROOM.w - 0.15 - REST
PILL = FrameBox(MARGIN, ROOM.y, 1.14, 0.42)
JOIN = FrameBox(INNER, 5.16, REST + REST_WIDE - INNER, 0.46)
MIX = FrameBox(INNER, 5.94, JOIN.w, 0.46)
UP_TO_FOUR = ("one layer", "two layers", "three layers", "four layers")
SHARED_TIME = 1.4  # seconds until the next stage, so that it can be read
ROW_TIME = 0.4  # seconds that a word's row takes


class MultiheadCausalMask(FilmScene):
    title = "Multi-head attention with a causal mask"
    stages = ("Project Q, K, V", "Split into heads", "Attend, masked", "Join heads", "Output")
    play_spot = (MARGIN + 0.75, 5.74)

    head_previous: Matrix
    head_self: Matrix
    head_first: Matrix
    head_spread: Matrix
    head_kinds: Table
    split_shapes: Table

    def setup(self) -> None:
        self.matrices: list[Matrix] = [getattr(self, f"head_{name}") for name in FACTS]
        super().setup()

    def construct(self) -> None:
        self.set_out()
        project, split, attend, join, output = self.stages
        with self.stage(project):
            self.project()
        with self.stage(split):
            self.split()
        with self.stage(attend):
            self.attend()
        with self.stage(join):
            self.join()
        with self.stage(output):
            self.mix()

    def shape(self, field: str) -> str:
        """A size of the model as it is written."""
        return self.show(f"split_shapes.{field}")

    # ---- parts --------------------------------------------------------------------------------------
    def set_out(self) -> None:
        """The words, the room of the heads, and slots for all that comes."""
        words = self.matrices[0].rows
        pitch = (ROOM.h - PILL.h) / (len(words) - 1)
        self.pills = [
            tile(self.theme, FrameBox(PILL.x, PILL.y + pitch * number, PILL.w, PILL.h), edge="navy300", radius=0.12)
            for number in range(len(words))
        ]
        labels = [
            FrameText(self.theme, word, color="navy", bold=True).within(pill)
            for word, pill in zip(words, self.pills, strict=True)
        ]
        self.bars = self.projections()
        slots = [*(self.joined(number) for number in range(len(FACTS))), self.rest(), MIX]
        self.add(self.room(), *self.pills, *labels, *(slot(self.theme, box, radius=0.06) for box in slots), self.bars)
        self.add(level_arrow(self.theme, ROOM.y + ROOM.h / 2, PILL.x + PILL.w + 0.1, ROOM.x - 0.08, ink="navy300"))
        self.tell_source("head_previous")

    def room(self) -> VGroup:
        """The dashed group of all heads."""
        outline = RoundedRectangle(width=ROOM.w, height=ROOM.h, corner_radius=0.14)
        outline.move_to(at(ROOM.x + ROOM.w / 2, ROOM.y + ROOM.h / 2))
        dashes = VMobject().set_stroke(self.theme.color("navy200"), width=stroke(1.5))
        for dash in DashedVMobject(outline, num_dashes=150, dashed_ratio=0.6):
            dashes.append_points(dash.points)
        return VGroup(tile(self.theme, ROOM, fill="navy50", radius=0.14), dashes)

    def projections(self) -> ProjectionBars:
        """Queries of all heads; keys and values of as many as the model has."""
        heads, shared = (int(self.split_shapes[name]) for name in ("heads", "kv_heads"))
        sets = f"{self.shape('kv_heads')} × {self.shape('head_dim')}"
        bars = (
            Projection(f"queries: {self.shape('d_model')} numbers a word", heads),
            Projection(f"keys: {sets}", shared),
            Projection(f"values: {sets}", shared),
        )
        return ProjectionBars(self.theme, INNER, REST + REST_WIDE, bars)

    def joined(self, number: int) -> FrameBox:
        """A head's part of the joined row, below its card."""
        return FrameBox(INNER + number * (CARD_WIDE + GAP), JOIN.y, CARD_WIDE, JOIN.h)

    def rest(self) -> FrameBox:
        """The part of the heads that are not drawn."""
        return FrameBox(REST, JOIN.y, REST_WIDE, JOIN.h)

    # ---- stages -------------------------------------------------------------------------------------
    def project(self) -> None:
        """Three projections, each as wide as it is; where heads share keys and values, that is told."""
        self.say("Each word becomes queries, keys and values.")
        self.play(self.bars.grow(run_time=1.8))
        self.shared = VGroup()
        if self.split_shapes["kv_heads"] < self.split_shapes["heads"]:
            x, y = self.bars.beside(1)
            first = f"{self.shape('heads')} query heads share"
            for line, words in enumerate((first, f"{self.shape('kv_heads')} sets of keys and values")):
                text = FrameText(self.theme, words, size="frame_floor", color="slate")
                self.shared.add(text.put(x + 0.35, y + 0.25 + 0.36 * line))
            self.play(FadeIn(self.shared, run_time=0.3))
            self.wait(SHARED_TIME)

    def split(self) -> None:
        """The bars are cut; the drawn heads' slices go to their cards, and a narrow one stands for the others."""
        model, heads, each = self.shape("d_model"), self.shape("heads"), self.shape("head_dim")
        self.say(f"The {model} query numbers of a word make {heads} heads of {each}.")
        self.play(FadeOut(self.shared, *self.bars.words, run_time=0.3), self.bars.cut(run_time=0.4))
        self.heads = [
            HeadCard(self.theme, INNER + number * (CARD_WIDE + GAP), look, len(self.matrices[0].rows))
            for number, look in enumerate(HEADS)
        ]
        places = [(number + 0.5) / len(HEADS) for number in range(len(HEADS))]
        queries, keys, values = (
            [
                self.bars.piece(part, place, look.tint if part else look.fill)
                for place, look in zip(places, HEADS, strict=True)
            ]
            for part in range(3)
        )
        pieces = [*queries, *keys, *values]
        self.play(FadeIn(*pieces), FadeOut(self.bars.slots, *self.bars.bars, self.bars.lines), run_time=0.3)
        self.play(FadeIn(*(head.body for head in self.heads), self.other_heads()), run_time=0.3)
        self.bring_to_front(*pieces)
        self.slices = [
            [head.slice(part, name) for head in self.heads] for part, name in enumerate(("query", "key", "value"))
        ]
        for parts, there in zip((queries, keys, values), self.slices, strict=True):
            goes = [
                ReplacementTransform(piece, body, rate_func=ease_in_out_cubic)
                for piece, (body, _) in zip(parts, there, strict=True)
            ]
            self.play(*goes, run_time=0.5)
        self.notes = VGroup(*(head.note(f"{each} numbers") for head in self.heads))
        self.play(FadeIn(self.notes, *(words for there in self.slices for _, words in there)), run_time=0.3)

    def other_heads(self) -> VGroup:
        """What stands for the heads that are not drawn."""
        box = FrameBox(REST, CARD_TOP, REST_WIDE, CARD_HIGH)
        return VGroup(slot(self.theme, box), FrameText(self.theme, "…", color="slate").within(tile(self.theme, box)))

    def attend(self) -> None:
        """All heads fill a word's row at once, and the future stays dashed; then each is named."""
        places = [tuple(self.show(f"head_kinds.{name}_{what}") for what in ("layer", "head")) for name in FACTS]
        layers = len({layer for layer, _ in places})
        self.say(f"Four real heads, picked from {UP_TO_FOUR[layers - 1]}.")
        gone = [part for there in self.slices for piece in there for part in piece]
        self.play(FadeOut(self.notes, *gone), run_time=0.3)
        self.play(*(head.open() for head in self.heads), run_time=0.3)
        gold, white = self.theme.color("gold"), self.theme.color("white")
        for row, pill in enumerate(self.pills):
            cells = [
                FadeIn(cell)
                for head, matrix in zip(self.heads, self.matrices, strict=True)
                for cell in head.attend(row, matrix.values[row])
            ]
            before = [self.pills[row - 1].animate.set_fill(white)] if row else []
            self.play(pill.animate.set_fill(gold), *before, *cells, run_time=ROW_TIME)
        self.play(self.pills[-1].animate.set_fill(white), run_time=0.25)
        ahead = any(map(looks_ahead, self.matrices))
        self.say("Each has its own pattern" + ("." if ahead else ", and none looks ahead."))
        names = [head.title(pattern(matrix)) for head, matrix in zip(self.heads, self.matrices, strict=True)]
        self.places = [
            head.note(f"layer {layer}, head {number}") for head, (layer, number) in zip(self.heads, places, strict=True)
        ]
        for name, place in zip(names, self.places, strict=True):
            self.play(FadeIn(name, place), run_time=0.3)

    def join(self) -> None:
        """What the heads of one layer found is set side by side, so where these came from is told no longer."""
        heads, each, model = self.shape("heads"), self.shape("head_dim"), self.shape("d_model")
        self.say(f"Each layer joins its own {heads} heads of {each}: {model} numbers a word.")
        self.play(FadeOut(*self.places, run_time=0.3))
        for number, head in enumerate(self.heads):
            down = arrow(self.theme, head.middle, ROOM.y + ROOM.h + 0.04, JOIN.y - 0.04, ink=head.look.fill)
            body = tile(self.theme, self.joined(number), fill=head.look.fill, edge=head.look.fill, radius=0.06)
            words = FrameText(self.theme, each, color=head.look.label, bold=True).within(body)
            self.play(FadeIn(down), FadeIn(VGroup(body, words), shift=DOWN * 0.3), run_time=0.45)
        rest = tile(self.theme, self.rest(), fill="navy200", edge="navy200", radius=0.06)
        dots = FrameText(self.theme, "…", color="navy", bold=True).within(rest)
        self.play(FadeIn(VGroup(rest, dots), shift=DOWN * 0.3), run_time=0.45)

    def mix(self) -> None:
        """One projection makes of the joined row what the word goes on with."""
        self.say("The output projection mixes what the heads found.")
        middle = JOIN.x + JOIN.w / 2
        down = arrow(self.theme, middle, JOIN.y + JOIN.h + 0.04, MIX.y - 0.04, ink="navy")
        body = tile(self.theme, MIX, fill="navy", edge="navy", radius=0.06)
        words = f"output projection: {self.shape('d_model')} numbers a word again"
        line = FrameText(self.theme, words, color="white", bold=True).within(body)
        steps: list[Animation] = [FadeIn(down), GrowFromEdge(body, LEFT), FadeIn(line)]
        self.play(LaggedStart(*steps, lag_ratio=0.7, run_time=1.6))
