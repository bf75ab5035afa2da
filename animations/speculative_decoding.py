"""Speculative decoding: one pass of a large model over tokens that a draft has guessed, as it was."""

from __future__ import annotations

from manim import FadeIn

from animations.mobjects.guess_rows import LEFT, RIGHT, GuessRows
from animations.mobjects.pass_card import PassCard
from animations.scene import FilmScene
from animations.style import MARGIN, FrameText
from animations.words import capital, count_word, counted, place_word
from engine.units import Series, Table

TEXT = 2.0
UNSEEN = {"\n": "line end", " ": "space", "": "end"}
ONE_BY_ONE, WITH_DRAFT = 0, 1


class SpeculativeDecoding(FilmScene):
    title = "Guess ahead, check all in one pass"
    stages = ("Text so far", "Draft of four", "One large pass", "Keep or correct", "Passes saved")
    play_spot = (3.9, 3.72)

    speculation_trace: Series
    speculation_passes: Table

    def setup(self) -> None:
        self.guesses, self.kept, self.made, self.small = (
            int(self.speculation_passes[name]) for name in ("guesses", "kept", "tokens", "small")
        )
        self.stages = ("Text so far", f"Draft of {count_word(self.guesses)}", *self.stages[2:])
        super().setup()

    def construct(self) -> None:
        self.set_out()
        text, draft, one, keep, saved = self.stages
        four = count_word(self.guesses)
        with self.stage(text):
            self.say("The large model would need one pass for each token.")
            for number in range(1, self.made + 1):
                self.play(self.card.count(ONE_BY_ONE, str(number)))
                self.wait(0.25)
            self.show("speculation_passes.large_without")
        with self.stage(draft):
            self.say(self.guessing())
            for place in range(self.guesses):
                self.play(self.rows.guess(place))
                self.wait(0.15)
        with self.stage(one):
            self.say(f"The large model checks all {four} in one pass.")
            self.play(*self.rows.enter())
            self.play(self.rows.glow("gold"), FadeIn(self.rows.say(f"one pass checks all {four}"), run_time=0.3))
            self.play(*self.rows.check())
            self.play(self.card.count(WITH_DRAFT, self.show("speculation_passes.large_with")))
        with self.stage(keep):
            self.say(self.verdict())
            self.judge()
        with self.stage(saved):
            made, tokens, passes = (
                self.show(f"speculation_passes.{name}") for name in ("tokens", "all_tokens", "all_passes")
            )
            made = capital(counted(self.made, "token"))
            self.say(f"{made} for one pass. The whole answer: {tokens} tokens in {passes} passes.")
            self.play(self.card.note(self.other_passes()))
            self.play(self.card.save(self.show("speculation_passes.saved"), "passes saved"))

    # ---- what the trace says ------------------------------------------------------------------------
    def tokens(self, line: str) -> list[str]:
        """The tokens that a line of the trace marks."""
        pairs = zip(self.speculation_trace.x, self.speculation_trace.lines[line], strict=True)
        return [str(name).partition(":")[2] for name, mark in pairs if mark]

    def guessing(self) -> str:
        """Where the guesses come from."""
        four = counted(self.guesses, "token")
        if self.small:
            return f"A small model guesses {four} ahead."
        return f"A draft guesses {four}: they followed “{self.tokens('text')[-1].strip()}” in the prompt."

    def verdict(self) -> str:
        """What became of the guesses."""
        first = f"the first {count_word(self.kept)}" if self.kept > 1 else "the first"
        done = [f"keeps {first}"] if self.kept else []
        if self.kept < self.guesses:
            done.append(f"corrects the {place_word(self.kept + 1)}")
            if dropped := self.guesses - self.kept - 1:
                done.append(f"drops the {place_word(self.guesses) if dropped == 1 else 'rest'}")
        else:
            done.append("adds one of its own")
        return f"It {', '.join(done)}."

    def other_passes(self) -> str:
        """What the guesses took."""
        if self.small:
            return f"and {self.show('speculation_passes.small')} small passes"
        return "guesses looked up"

    # ---- parts --------------------------------------------------------------------------------------
    def set_out(self) -> None:
        """The text so far, and all rows and blocks dashed."""
        words = [shown(token) for token in self.tokens("guessed")]
        self.rows = GuessRows(self.theme, words, "small model" if self.small else "looked up", self.made)
        text = "".join(self.tokens("text")).split()
        lines = (FrameText(self.theme, "… " * (start > 0) + " ".join(text[start:])) for start in range(len(text)))
        line = next(line for line in lines if line.width <= RIGHT - LEFT)
        name = FrameText(self.theme, "Text", color="navy", bold=True)
        self.card = PassCard(self.theme, "Large passes", ("one by one", "with a draft"), self.made)
        self.add(name.put(MARGIN, TEXT), line.put(LEFT, TEXT), self.rows, self.card)

    def judge(self) -> None:
        """From left to right up to the first miss; what is behind it was for nothing."""
        guessed, own = self.tokens("guessed"), shown(self.tokens("own")[0])
        for place in range(self.guesses):
            kept = place < self.kept
            verdict = "kept" if kept else "corrected" if place == self.kept else "dropped"
            self.play(*self.rows.judge(place, verdict))
            if place <= self.kept:
                words = shown(guessed[place]) if kept else own
                self.play(*self.rows.put_out(place, words, own=not kept))
        if self.kept == self.guesses:
            self.play(*self.rows.put_out(self.guesses, own, own=True))


def shown(token: str) -> str:
    """A token's text, or what it is where that cannot be seen."""
    return token.strip() or UNSEEN.get(token, "space")
