"""The KV-cache loop: the same passes without and with a cache, side by side, each block as wide as its work."""

from __future__ import annotations

from manim import FadeIn, VGroup

from animations.mobjects.growing_bar import BarValue, GrowingBar
from animations.mobjects.loop_panel import WIDE, KeyEntry, Loop, LoopPanel
from animations.mobjects.memory_columns import Memory, MemoryColumns, request_axis
from animations.mobjects.panels import rule
from animations.mobjects.work_row import Pass, ruler
from animations.quality import WIDTH
from animations.scene import FilmScene, written
from animations.style import MARGIN, FrameText
from engine.units import Bytes, Flops, Series, Table, TokensPerSecond

PROMPT = ("The", "river", "bends", "to")
ANSWER = ("the", "wide", "blue", "sea")
WITHOUT, CACHED = "without a cache", "with a cache"  # lines of the facts
BEAT, FAST = 0.16, 0.5
BARS, SOURCE, RULE, NOTHING = 2.93, 3.64, 3.97, 4.3
LONGEST = 2.9  # inches of the faster bar


class KvCacheLoop(FilmScene):
    title = "One step, without and with a cache"
    stages = ("Read the prompt", "One token more", "And once more", "Tokens a second", "Reset")
    play_spot = (MARGIN + WIDE / 2, 5.19)

    cache_step_tokens: Series
    cache_step_flops: Series
    cache_step_bytes: Series
    cache_request: Table
    decode_cache: Table
    lab_model: Table

    def construct(self) -> None:
        self.set_out()
        with self.stage("Read the prompt"):
            self.say(f"Prefill: both loops read “{' '.join(PROMPT)}” at once.")
            self.run_pass()
        with self.stage("One token more"):
            self.say(f"Left computes all {self.tokens(WITHOUT, 1)} tokens again, right {self.tokens(CACHED, 1)}.")
            self.run_pass()
        with self.stage("And once more"):
            again = f"Left computes {self.tokens(WITHOUT, 2)} tokens for it, right {self.tokens(CACHED, 2)}."
            self.say(f"Same token out. {again}" if self.decode_cache["same_tokens"] >= 1 else again)
            self.run_pass()
        with self.stage("Tokens a second"):
            self.run_pass(pace=FAST)
            self.compare()
        with self.stage("Reset"):
            left = self.show("cache_request.after_reset", "KiB")
            self.say(f"The cache buys speed with memory; the next request starts at {left}.")
            self.play(self.columns.reset(run_time=0.6))
            self.wait(0.6)
            self.play(self.columns.start_next(run_time=1.2))

    # ---- passes -------------------------------------------------------------------------------------
    def set_out(self) -> None:
        """Both loops with all their slots, from the first frame on."""
        plain, cached = self.passes(WITHOUT), self.passes(CACHED)
        scale = ruler(
            (*plain, *cached),
            lambda flops: written(Flops(flops), "MFLOP.0", bare=True),
            lambda flops: written(Flops(flops, digits=3), "GFLOP.2"),
        )
        token = self.show("cache_request.token_flops", "MFLOP.0")
        head = self.show("cache_request.head_flops", "MFLOP.0", bare=True)
        work = (
            KeyEntry("navy", f"a token: {token}", plain[0].a_token * scale.inches),
            KeyEntry("navy500", f"output head: {head}", plain[0].head * scale.inches),
        )
        read = (KeyEntry("navy100", "kept: read, not computed"),)
        a_token = self.show("cache_request.token_bytes", "KiB")
        held = [self.show(f"cache_step_bytes[{point}]", "KiB") for point in self.cache_step_bytes.x]
        nothing = [written(Bytes(0), "KiB")] * len(plain)
        self.left = LoopPanel(self.theme, MARGIN, Loop("Without cache", plain, nothing, "nothing kept", work), scale)
        right = WIDTH - MARGIN - WIDE
        self.right = LoopPanel(self.theme, right, Loop("With cache", cached, held, f"{a_token} a token", read), scale)
        self.add(self.left, self.right)
        self.tell_source("cache_step_flops")

    def passes(self, line: str) -> list[Pass]:
        """The passes of a loop as they were counted."""
        head = float(self.cache_request["head_flops"])
        passes: list[Pass] = []
        for point, word in zip(self.cache_step_tokens.x, ANSWER, strict=True):
            text, computed = (int(self.cache_step_tokens[name][point]) for name in (WITHOUT, line))
            self.show(f"cache_step_flops[{line}][{point}]", "MFLOP.0")
            flops = float(self.cache_step_flops[line][point])
            passes.append(Pass(f"step {point}" if passes else "prefill", text - computed, computed, flops, head, word))
        return passes

    def tokens(self, line: str, number: int) -> str:
        """How many tokens a pass computes."""
        return self.show(f"cache_step_tokens[{line}][{number}]")

    def run_pass(self, *, pace: float = 1.0) -> None:
        """Both loops do their next pass, a block a beat: the one that is done waits for the other."""
        loops = (self.left, self.right)
        if self.left.number >= 0:
            self.play(*(loop.settle() for loop in loops))
        for loop in loops:
            loop.begin()
        if rises := [rise for loop in loops for rise in loop.read()]:
            self.play(*rises, run_time=0.6 * pace)
        while beats := [beat for loop in loops for beat in loop.beat(BEAT * pace)]:
            self.play(*beats)
        self.play(*(drop for loop in loops for drop in loop.store()), run_time=0.6 * pace)

    # ---- the price and the gain ---------------------------------------------------------------------
    def compare(self) -> None:
        """Both rates in proportion, how they were found, and the memory that the cache took."""
        slow, fast = (self.show(f"decode_cache.{name}_cache", "tok_s.1", bare=True) for name in ("without", "with"))
        gain = self.show("decode_cache.speedup", "x.1")
        self.say(f"Measured: {slow} against {fast} tokens a second, {gain} as fast.")
        self.play(self.left.fold(), self.right.fold())
        self.tell_source("decode_cache")
        self.bars = (
            self.rate_bar(self.left, "without_cache", "navy300"),
            self.rate_bar(self.right, "with_cache", "teal"),
        )
        self.columns = self.memory()
        notes = self.notes()
        self.add(*self.bars)
        self.play(FadeIn(notes), FadeIn(self.columns), run_time=0.3)
        for bar in self.bars:
            self.play(bar.grow(run_time=1.0))
        self.play(self.columns.grow(run_time=1.0))

    def rate_bar(self, loop: LoopPanel, field: str, fill: str) -> GrowingBar:
        """A bar for a rate; its number has one decimal while it counts, too."""
        rate, most = self.decode_cache[field], max(self.decode_cache["without_cache"], self.decode_cache["with_cache"])

        def write(value: float) -> str:
            return written(TokensPerSecond(value, digits=rate.digits), "tok_s.1", bare=True)

        value = BarValue(float(rate), write, "tokens/s", fill)
        return GrowingBar(self.theme, value, loop.inner_left, BARS, LONGEST * rate / most)

    def memory(self) -> MemoryColumns:
        """The cache after each pass, and behind the next request's prompt."""
        words = [self.show(f"cache_request.{name}", "KiB") for name in ("before_reset", "after_reset", "behind_next")]
        behind_next = float(self.cache_request["behind_next"])
        memory = Memory(self.cache_step_bytes.lines[CACHED], behind_next, words[0], f"reset to {words[1]}", words[2])
        return MemoryColumns(self.theme, memory, self.right.inner_left, self.right.inner_right)

    def notes(self) -> VGroup:
        """What model was measured and how; and that a loop without a cache has nothing to reset."""
        settings = self.records["decode_cache"].settings
        size = self.show("lab_model.parameters", "million.0")
        threads = f"{settings['threads']} thread{'s' if settings['threads'] != 1 else ''}"
        notes = VGroup(rule(self.theme, self.left.inner_left, self.left.inner_right, RULE))
        notes.add(rule(self.theme, self.right.inner_left, self.right.inner_right, RULE))
        for loop, words in (
            (self.left, f"{size} parameters, random weights"),
            (self.right, f"{settings['new_tokens']} tokens, {settings['dtype']}, {threads}"),
        ):
            notes.add(FrameText(self.theme, words, size="frame_floor", color="slate").put(loop.inner_left, SOURCE))
        cache = FrameText(self.theme, "Cache", color="navy", bold=True).put(self.left.inner_left, NOTHING)
        nothing = FrameText(self.theme, "nothing kept, nothing to reset", color="slate")
        notes.add(cache, nothing.put(self.left.inner_left + 0.95, NOTHING))
        return notes.add(request_axis(self.theme, self.left.inner_left, self.left.inner_right))
