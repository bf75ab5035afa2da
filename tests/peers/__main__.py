"""`make bench`, its second half: the engine beside those that people would take instead, on the same weights.

Every contestant reads the same file, the same random prompt and new tokens, on as many threads, in one process;
rounds are interleaved, so that what disturbs one disturbs all. Times are processor time, which a busy machine hardly
moves; a ratio is taken within a round. Before anything is timed their logits are compared.

- decode: seconds a step, one new token in each row, behind the prompt
- prompt: seconds until the logits of the last token are there, nothing cached
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import llama_cpp  # noqa: E402
import torch  # noqa: E402
import weights  # noqa: E402

from build.files.places import DIST  # noqa: E402
from engine.checkpoint import load  # noqa: E402
from engine.kernels.library import CHOICE, kernels  # noqa: E402
from engine.machine import machine  # noqa: E402

CASES = [("decode", 1, 16), ("decode", 8, 16), ("prompt", 1, 512)]
MORE = [("decode", 32, 16), ("decode", 1, 2048), ("prompt", 1, 2048)]
STEPS = 4  # of decoding, a round
UNLIKE = 0.1  # how far logits may be from llama.cpp's, as a share of their spread

Run = Callable[[], object]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python tests/peers", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="three cases of each type, fewer rounds")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--types", nargs="+", default=[*weights.TYPES], choices=weights.TYPES)
    wanted = parser.parse_args()
    torch.set_num_threads(wanted.threads)
    if llama_cpp.library() is None:
        print("llama.cpp is not timed: pip install xllamacpp")
    rounds = 5 if wanted.quick else 9
    results: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory() as folder, torch.inference_mode():
        for kind in wanted.types:
            path = Path(folder) / f"{kind}.gguf"
            weights.write(kind, path)
            for what, rows, prompt in CASES if wanted.quick else [*CASES, *MORE]:
                with contestants(kind, path, what, rows, prompt, wanted.threads) as runs:
                    results += timed(f"{kind:5} {what} {rows:2} x {prompt:4}", runs, rounds)
            path.unlink()
    record = {"machine": machine(), "threads": wanted.threads, "results": results}
    DIST.joinpath("bench").mkdir(parents=True, exist_ok=True)
    text = json.dumps(record, default=str)
    DIST.joinpath("bench", "peers.json").write_text(f"{text}\n", encoding="utf-8")
    print(text)
    return 0


@contextmanager
def contestants(kind: str, path: Path, what: str, rows: int, prompt: int, threads: int) -> Iterator[dict[str, Run]]:
    """A round of each by name: ours, ours on plain torch, transformers where it reads the type, llama.cpp."""
    ids = torch.randint(weights.VOCABULARY, (rows, prompt), generator=torch.Generator().manual_seed(0))
    dtype = {"F32": torch.float32, "BF16": torch.bfloat16}.get(kind)
    runs = {
        "ours": _ours(path, dtype, what, ids),
        "plain torch": _without_kernels(lambda: _ours(path, dtype, what, ids)),
    }
    if dtype is not None:
        runs["transformers"] = _transformers(path, dtype, what, ids)
    if llama_cpp.library() is not None:
        other = llama_cpp.LlamaCpp(path, rows=rows, longest=weights.LONGEST, threads=threads)
        other.decode(ids[:1].tolist(), 0)
        theirs = torch.from_numpy(other.logits(weights.VOCABULARY))
        mine = load(path, dtype=dtype)(ids[:1], last_only=True)[0, 0].float()
        if (unlike := float((mine - theirs).std() / theirs.std())) > UNLIKE:
            raise SystemExit(
                f"{kind}: our logits are {unlike:.0%} of their spread from llama.cpp's; nothing is compared"
            )
        runs["llama.cpp"] = _llama(other, what, ids.tolist())
    yield runs


def _ours(path: Path, dtype: torch.dtype | None, what: str, ids: torch.Tensor) -> Run:
    model, (rows, prompt) = load(path, dtype=dtype), ids.shape
    if what == "prompt":
        return lambda: model(ids, model.new_cache(batch_size=rows, max_seq_len=prompt), last_only=True)
    cache = model.new_cache(batch_size=rows, max_seq_len=weights.LONGEST)
    model(ids, cache, last_only=True)

    def steps() -> None:
        for _ in range(STEPS):
            model(ids[:, :1], cache, last_only=True)

    return steps


def _without_kernels(make: Callable[[], Run]) -> Run:
    """A round in which torch does all. What is in effect while it loads and while it runs is put back behind it."""

    def plainly(function: Run) -> object:
        before = os.environ.get(CHOICE)
        os.environ[CHOICE] = "off"
        kernels.cache_clear()
        try:
            return function()
        finally:
            os.environ.pop(CHOICE) if before is None else os.environ.update({CHOICE: before})
            kernels.cache_clear()

    run: Run = plainly(make)  # type: ignore[assignment]
    return lambda: plainly(run)


def _transformers(path: Path, dtype: torch.dtype, what: str, ids: torch.Tensor) -> Run:
    from transformers import DynamicCache, LlamaConfig, LlamaForCausalLM

    config = LlamaConfig(
        num_hidden_layers=weights.LAYERS, hidden_size=weights.WIDTH, num_attention_heads=weights.HEADS,
        intermediate_size=weights.INNER, vocab_size=weights.VOCABULARY, max_position_embeddings=weights.LONGEST,
        rms_norm_eps=1e-5, tie_word_embeddings=True,
    )  # fmt: skip
    model = LlamaForCausalLM(config).to(dtype).eval()
    if what == "prompt":
        return lambda: model(ids, past_key_values=DynamicCache(), logits_to_keep=1)
    cache = DynamicCache()
    model(ids, past_key_values=cache, logits_to_keep=1)

    def steps() -> None:
        for _ in range(STEPS):
            model(ids[:, :1], past_key_values=cache, logits_to_keep=1)

    return steps


def _llama(model: llama_cpp.LlamaCpp, what: str, rows: list[list[int]]) -> Run:
    model.clear()
    if what == "prompt":

        def prompt() -> None:
            model.clear()
            model.decode(rows, 0)

        return prompt
    for first in range(0, len(rows[0]), 64):  # a batch holds 2,048 tokens
        model.decode([row[first : first + 64] for row in rows], first)
    at = [len(rows[0])]

    def steps() -> None:
        for _ in range(STEPS):
            model.decode([row[:1] for row in rows], at[0])
            at[0] += 1

    return steps


def timed(name: str, runs: Mapping[str, Run], rounds: int) -> list[dict[str, object]]:
    """Interleaved rounds of all; each median, and how it stands to ours with the middle half of the rounds' ratios."""
    taken: dict[str, list[float]] = {who: [] for who in runs}
    for number in range(rounds + 1):
        for who, run in runs.items():
            start = time.process_time()
            run()
            if number:  # the first warms up
                taken[who].append(time.process_time() - start)
    found = []
    steps = STEPS if "decode" in name else 1
    for who, times in taken.items():
        ratios = sorted(own / other for own, other in zip(taken["ours"], times, strict=True))
        low, middle, high = (ratios[round(part * (len(ratios) - 1))] for part in (0.25, 0.5, 0.75))
        median = statistics.median(times) / steps * 1000
        print(
            f"{name}  {who:12} {median:9.2f} ms   ours takes {middle:.2f} of it ({low:.2f} to {high:.2f})", flush=True
        )
        found.append({"case": name, "who": who, "ms": median, "ours": middle, "low": low, "high": high, "raw": times})
    return found


if __name__ == "__main__":
    raise SystemExit(main())
