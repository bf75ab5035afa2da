"""One run of the bench: who takes part, in which cases, and what is said of each."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import llama_cpp
import torch
import weights
from cases import COMPILED, CORE, Case
from conditions import Conditions, UnlikeError, said
from contestants import NAMES, Contestant, Llama, Ours, Textbook, Transformers
from results import Result
from roofline import roofline
from rounds import DEFINITIONS, WARM_UP, Timed, interleaved

from engine.machine import machine
from engine.pretrained import find

MACHINE = ", ".join(f"{key} {value}" for key, value in machine().items())
STEPS = 5  # of decoding, a turn
COMPILING = 120  # seconds, at most
ROUNDED, EXACT = 0.1, 0.01  # how far logits may be from ours, as a share of their spread
DTYPES = {"F32": torch.float32, "SmolLM2 in F32": torch.float32, "BF16": torch.bfloat16}


@dataclass(kw_only=True)
class Bench:
    """So many rounds a case, for so long, and what was found."""

    rounds: int
    seconds: float
    full: bool
    results: list[Result] = field(default_factory=list)
    summary: dict[str, dict[str, Any]] = field(default_factory=dict)
    rooflines: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    rejected: int = 0

    def skip(self, what: str, reason: object) -> None:
        self.left_out.append(f"{what} is not timed: {str(reason).splitlines()[0]}")
        print(self.left_out[-1], flush=True)

    def run(self, kind: str, cases: Sequence[Case]) -> None:
        """All cases of one kind of weights."""
        there: dict[str, Contestant] = {}
        with tempfile.TemporaryDirectory() as folder:
            for who, make in self._makers(kind, Path(folder)):
                made = there[who] = make()
                exact = there["ours"].weights == made.weights == "F32"
                if (distance := _distance(there["ours"], made)) > (EXACT if exact else ROUNDED):
                    self.skip(f"{kind}, {who}", f"its logits are {distance:.1%} of their spread from ours")
                    del there[who]
        for case in cases if torch.get_num_threads() == 1 else [case for case in cases if case in CORE]:
            self._case(kind, case, there)

    def _makers(self, kind: str, folder: Path) -> Iterator[tuple[str, Callable[[], Contestant]]]:
        """Ours first, which all others are held against."""
        dtype, theirs, path = DTYPES.get(kind), None, folder
        is_llama = kind not in weights.VARIANTS
        if not is_llama:
            theirs = weights.variant(kind, path)
        elif kind in weights.TYPES:
            path = folder / "model.gguf"
            weights.write(kind, path)
        else:
            path = find("smollm2-135m")
        ours = Ours(path, dtype)
        config, is_float = ours.model.config, ours.weights in NAMES.values()
        yield "ours", lambda: ours
        if is_float or self.full:
            yield "plain torch", lambda: Ours(path, dtype, plain=True)
        if is_float:
            model = weights.as_transformers(ours.model) if theirs is None else theirs
            yield "transformers", lambda: Transformers(model)
            if is_llama and self.full:
                yield "transformers, static", lambda: Transformers(model, static=True)
                yield "transformers, compiled", lambda: Transformers(model, static=True, compiled=True)
            if is_llama:
                yield "textbook loop", lambda: Textbook(ours.model)
        if is_llama and kind != "SmolLM2 in F32" and llama_cpp.library() is not None:
            yield "llama.cpp", lambda: Llama(path, config.vocab_size)

    def _case(self, kind: str, case: Case, there: Mapping[str, Contestant]) -> None:
        ours, steps = there["ours"], STEPS if case.decodes else 1
        assert isinstance(ours, Ours)
        middle = case.length + (WARM_UP + self.rounds) * steps // 2 if case.decodes else case.prompt
        floor = roofline(ours.model, case, length=middle)
        meant = "\n".join(f"  {name}: {DEFINITIONS[name]}" for name in (("TPOT", "ITL") if case.decodes else ("TTFT",)))
        print(f"\n{kind}: {case}\n{meant}\n  predicted: {floor.seconds * 1e3:.2f} ms, since {floor}", flush=True)
        self.rooflines[f"{kind}, {case}, {ours.threads} threads"] = str(floor)
        turns = dict(self._started(kind, case, there))
        taken = interleaved(turns, steps=steps, rounds=self.rounds, seconds=self.seconds)
        self.rejected += 0 if taken.contended else taken.disturbed
        spinning = ", which holds the waiting of threads for one another" * (taken.contended and ours.threads > 1)
        print(f"  {taken}{spinning}")
        for who, made in turns.items():
            conditions = Conditions(
                shape="Llama 124M" if kind in weights.TYPES else kind.removesuffix(" in F32"), weights=made.weights,
                rows=case.rows, prompt=said(case.ids), new_tokens=case.new_tokens, seed=weights.SEED,
                threads=made.threads, warm_up=WARM_UP, machine=MACHINE, contended=taken.contended,
            )  # fmt: skip
            timed = Timed(conditions=conditions, rounds=taken.taken[who])
            result = Result(case=str(case), who=who, cache=made.cache, predicted=floor.seconds, timed=timed)
            self.results.append(result)
            self._say(result, self.results[-1 - list(turns).index(who)])

    def _started(self, kind: str, case: Case, there: Mapping[str, Contestant]) -> Iterator[tuple[str, Contestant]]:
        for who, made in there.items():
            if (made.decodes_only and not case.decodes) or (who == "transformers, compiled" and case not in COMPILED):
                continue
            made.ready()
            try:
                with within(COMPILING):
                    made.start(case)
            except (AttributeError, NotImplementedError, RuntimeError, TimeoutError) as error:
                self.skip(f"{kind}, {case}, {who}", error)
                continue
            yield who, made

    def _say(self, result: Result, ours: Result) -> None:
        """A line of what one took, and how ours stands to it; where others disturbed all, by processor time alone."""
        timed, clocks = result.timed, ("wall", "processor")[result.timed.conditions.contended :]
        took = {clock: timed.median(clock) * 1e3 for clock in clocks}
        text = f"  {result.who:22} " + ", ".join(f"{clock} {ms:8.2f} ms" for clock, ms in took.items())
        if timed.conditions.new_tokens:
            text += f", ITL p50 {timed.gap(clocks[0], 50) * 1e3:.2f} p95 {timed.gap(clocks[0], 95) * 1e3:.2f}"
        text += f", {result.share:4.0%} of the roofline"
        if result is ours:
            self.summary[result.name] = {"ms": took, "share": result.share, "over": {}}
        else:
            try:
                found = {clock: ours.timed.ratio(timed, clock) for clock in clocks}
                text += "; ours over it " + ", ".join(f"{clock} {spread}" for clock, spread in found.items())
                self.summary[ours.name]["over"][result.who] = found[clocks[0]].middle
            except UnlikeError as error:
                text += f"; not compared: {error}"
                self.summary[ours.name]["over"][result.who] = f"not compared: {error}"
        print(text, flush=True)


def _distance(ours: Contestant, other: Contestant) -> float:
    """Of the logits behind a short prompt, as a share of their spread."""
    ids = Case(rows=1, prompt=16).ids
    mine, theirs = ours.logits(ids), other.logits(ids)
    return float((mine - theirs).std() / theirs.std())


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Raises TimeoutError where it takes longer."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"it was not ready within {seconds} s")

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
