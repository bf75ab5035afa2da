"""`make bench`, its last part: the engine beside those that people would take instead, on the same weights.

All read the same weights and tokens on as many threads, in one process, by turns. Before anything is timed their
logits are compared, and what a step must at least take is said: the bytes that it reads, at the rate read here.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import llama_cpp  # noqa: E402
import torch  # noqa: E402
import weights  # noqa: E402
from conditions import SEED, Case, Conditions, UnlikeError, said  # noqa: E402
from contestants import NAMES, Contestant, Llama, Ours, Textbook, Transformers  # noqa: E402
from results import Result, keep, last, since  # noqa: E402
from roofline import bandwidth, bytes_read  # noqa: E402
from rounds import DEFINITIONS, WARM_UP, Timed, interleaved  # noqa: E402

from build.files.places import DIST  # noqa: E402
from engine.machine import machine, versions  # noqa: E402
from engine.pretrained import find  # noqa: E402

FOLDER = DIST / "bench"
CLOCKS = ("wall", "processor")
STEPS = 5  # of decoding, a turn
COMPILING = 120  # seconds
UNLIKE = {"F32": 0.01}  # how far logits may be from ours, as a share of their spread; 0.1 for what rounds more

CORE = [Case(rows=1, prompt=16, new_tokens=200), Case(rows=8, prompt=16, new_tokens=200), Case(rows=1, prompt=512)]
LENGTHS = [
    Case(rows=1, prompt=16, new_tokens=1024),
    Case(rows=1, prompt=512, new_tokens=200),
    Case(rows=1, prompt=2048, new_tokens=1024),
    Case(rows=32, prompt=16, new_tokens=200),
    Case(rows=8, prompt=16),
    Case(rows=1, prompt=2048),
]
LONG = [CORE[0], Case(rows=1, prompt=2048, new_tokens=1024), Case(rows=8, prompt=512, new_tokens=200), CORE[2]]
QUICK = [*CORE[:2], Case(rows=1, prompt=128)]
CASES = {
    "F32": [*CORE, *LENGTHS], "BF16": [*CORE, *LENGTHS], **dict.fromkeys(weights.TYPES[2:], CORE),
    "SmolLM2": CORE, "SmolLM2 in F32": CORE, **dict.fromkeys(weights.VARIANTS, LONG),
}  # fmt: skip
QUICKLY = ["F32", "BF16", "Q4_1", "SmolLM2"]


@dataclass(kw_only=True)
class Bench:
    """A run: how long it may take, and what it has found."""

    quick: bool
    bandwidths: list[float] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    rejected: int = 0

    def skip(self, reason: str) -> None:
        print(f"  not timed: {reason}", flush=True)
        self.left_out.append(reason)

    def contestants(self, kind: str, folder: Path) -> Iterator[tuple[str, Callable[[], Contestant]]]:
        """Ours first, which all others are held against."""
        dtype = {"BF16": torch.bfloat16, "F32": torch.float32, "SmolLM2 in F32": torch.float32}.get(kind)
        theirs = None
        if kind in weights.VARIANTS:
            path = folder
            theirs = weights.variant(kind, path)
        elif kind in weights.TYPES:
            path = folder / "model.gguf"
            weights.write(kind, path)
        else:
            path = find("smollm2-135m")
        ours = Ours(path, dtype)
        yield "ours", lambda: ours
        yield "plain torch", lambda: Ours(path, dtype, plain=True)
        if ours.weights in NAMES.values():
            theirs = theirs or weights.as_transformers(ours.model)
            yield "transformers", lambda: Transformers(theirs)
            if kind not in weights.VARIANTS:
                yield "textbook loop", lambda: Textbook(ours.model)
                if not self.quick:
                    yield "transformers, static", lambda: Transformers(theirs, static=True)
                    yield "transformers, compiled", lambda: Transformers(theirs, static=True, compiled=True)
        if kind not in weights.VARIANTS and kind != "SmolLM2 in F32" and llama_cpp.library():
            yield "llama.cpp", lambda: Llama(path, NAMES[ours.model.tokens.weight.dtype], ours.model.config.vocab_size)

    def run(self, kind: str, threads: int) -> None:
        """All cases of one kind of weights."""
        print(f"\n{kind}, {threads} thread{'s' * (threads > 1)}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            makers = self.contestants(kind, Path(folder))
            there: dict[str, Contestant] = {}
            for who, make in makers:
                made = make()
                there[who] = made
                if (distance := self._distance(there["ours"], made)) > UNLIKE.get(made.weights, 0.1):
                    self.skip(f"{kind}, {who}: its logits are {distance:.1%} of their spread from ours")
                    del there[who]
        cases = QUICK if self.quick else CASES[kind]
        for case in cases if threads == 1 else cases[:3]:
            self._case(kind, case, there)

    def _distance(self, ours: Contestant, other: Contestant) -> float:
        ids = Case(rows=1, prompt=16).ids
        mine, theirs = ours.logits(ids), other.logits(ids)
        return float((mine - theirs).std() / theirs.std())

    def _case(self, kind: str, case: Case, there: Mapping[str, Contestant]) -> None:
        ours = there["ours"]
        assert isinstance(ours, Ours)
        rounds = 5 if self.quick else 9
        steps = STEPS if case.new_tokens else 1
        middle = case.length + (WARM_UP + rounds) * steps // 2 if case.new_tokens else case.prompt
        self.bandwidths.append(bandwidth())
        read = bytes_read(ours.model, rows=case.rows, length=middle)
        predicted = read / self.bandwidths[-1]
        figures = ("TPOT", "ITL") if case.new_tokens else ("TTFT",)
        meant = "\n".join(f"  {figure}: {DEFINITIONS[figure]}" for figure in figures)
        print(
            f"{kind}: {case}\n{meant}\n  predicted: {read / 1e6:.0f} MB to read at "
            f"{self.bandwidths[-1] / 1e9:.1f} GB/s take {predicted * 1e3:.2f} ms, whatever is computed",
            flush=True,
        )
        ready = dict(self._started(kind, case, there))
        taken = interleaved(ready, steps=steps, rounds=rounds, seconds=3 if self.quick else 20)
        self.rejected += 0 if taken.contended else taken.disturbed
        counted, tried = len(taken.taken["ours"]), taken.tried
        print(
            f"  of {tried} rounds others disturbed all but {tried - taken.disturbed}; all count, on processor time alone"
            if taken.contended
            else f"  {counted} rounds; {taken.disturbed} more were disturbed by others and rejected"
        )
        for who, made in ready.items():
            conditions = Conditions(
                shape="Llama 124M" if kind in weights.TYPES else kind.removesuffix(" in F32"),
                weights=made.weights, cache=made.cache, rows=case.rows, prompt=said(case.ids),
                new_tokens=case.new_tokens, seed=SEED, threads=made.threads, warm_up=WARM_UP, machine=MACHINE,
                contended=taken.contended,
            )  # fmt: skip
            timed = Timed(conditions=conditions, rounds=taken.taken[who])
            self.results.append(Result(case=str(case), who=who, timed=timed))
            self._say(self.results[-1], self.results[-1 - list(ready).index(who)].timed, predicted)

    def _started(self, kind: str, case: Case, there: Mapping[str, Contestant]) -> Iterator[tuple[str, Contestant]]:
        for who, made in there.items():
            if made.decodes_only and not case.new_tokens:
                continue
            if who == "transformers, compiled" and case != CORE[0]:
                continue  # each shape is compiled anew
            made.ready()
            try:
                with within(COMPILING):
                    made.start(case)
            except (TimeoutError, RuntimeError, NotImplementedError, AttributeError) as error:
                self.skip(f"{kind}, {case}, {who}: {str(error).splitlines()[0]}")
                continue
            yield who, made

    def _say(self, result: Result, ours: Timed, predicted: float) -> None:
        timed, asked = result.timed, result.timed.conditions
        clocks = CLOCKS[asked.contended :]
        took = {clock: timed.median(clock) for clock in clocks}
        share = predicted / (took.get("wall") or took["processor"] / asked.threads)
        line = {"case": result.case, "who": result.who, "weights": asked.weights, "threads": asked.threads,
                "ms": {clock: seconds * 1e3 for clock, seconds in took.items()}, "predicted_ms": predicted * 1e3,
                "share": share}  # fmt: skip
        text = f"  {result.who:22} " + ", ".join(f"{clock} {seconds * 1e3:8.2f} ms" for clock, seconds in took.items())
        if asked.new_tokens and not asked.contended:
            text += f", ITL p50 {timed.gaps(50) * 1e3:.2f} p95 {timed.gaps(95) * 1e3:.2f}"
        text += f", {share:4.0%} of the roofline"
        if result.who != "ours":
            try:
                found = {clock: ours.ratio(timed, clock) for clock in clocks}
                line["ours_takes"] = found
                text += "; ours takes " + ", ".join(
                    f"{clock} {middle:.2f} ({low:.2f} to {high:.2f})" for clock, (low, middle, high) in found.items()
                )
            except UnlikeError as error:
                line["not_compared"] = str(error)
                text += f"; not compared: {error}"
        self.lines.append(line)
        print(text, flush=True)


MACHINE = ", ".join(f"{key} {value}" for key, value in machine().items())


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


def main() -> int:
    parser = argparse.ArgumentParser(prog="python tests/peers", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="few kinds, cases and rounds: under two minutes")
    parser.add_argument("--threads", type=int, nargs="+", help="1 and 2 unless given, --quick 1")
    parser.add_argument("--kinds", nargs="+", choices=CASES, metavar="KIND", help=f"of: {', '.join(CASES)}")
    wanted = parser.parse_args()
    kinds = wanted.kinds or (QUICKLY if wanted.quick else list(CASES))
    bench = Bench(quick=wanted.quick)
    print(f"{MACHINE}\nours takes: {DEFINITIONS['ratio']}")
    if llama_cpp.library() is None:
        bench.skip("llama.cpp, which pip install xllamacpp brings")
    for threads in wanted.threads or ([1] if wanted.quick else [1, 2]):
        torch.set_num_threads(threads)
        for kind in kinds:
            with torch.inference_mode():
                try:
                    bench.run(kind, threads)
                except (FileNotFoundError, ValueError) as error:
                    bench.skip(f"{kind}: {error}")
    before, changes = None, {}
    try:
        before = last(FOLDER)
    except ValueError as error:
        print(error)
    if before is not None:
        ratios, refused = since(before[1], bench.results)
        print(f"\nours beside {before[0].name}, processor time over that time's:")
        print("\n".join(f"  {ratio:.2f}  {name}" for name, ratio in ratios.items()))
        print("\n".join(f"  {len(names)} not compared: {reason}" for reason, names in refused.items()))
        changes = {"file": before[0].name, "ratios": ratios, "not_compared": refused}
    record = {"machine": machine(), "versions": versions(), "day": f"{datetime.now():%Y-%m-%d}",
              "definitions": DEFINITIONS, "bandwidth": bench.bandwidths, "rejected": bench.rejected,
              "left_out": bench.left_out}  # fmt: skip
    path = keep(FOLDER, record | {"summary": bench.lines}, bench.results)
    print(json.dumps(record | {"file": str(path), "summary": bench.lines, "since": changes}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
