"""`make bench`, its last part: the engine beside those that people would take instead, on the same weights;
batching; our server beside a naive one.

All read the same weights and tokens on as many threads, in one process, by turns. Before anything is timed their
logits are compared, and what the machine allows at best is said. What was found stays in dist/bench.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import llama_cpp  # noqa: E402
import torch  # noqa: E402
from batching import batching  # noqa: E402
from bench import MACHINE, Bench  # noqa: E402
from cases import FULL, QUICK  # noqa: E402
from results import keep, last, since  # noqa: E402
from rounds import DEFINITIONS  # noqa: E402
from servers import serving  # noqa: E402

from build.files.course import product  # noqa: E402
from engine.machine import versions  # noqa: E402

FOLDER = product().dist / "bench"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python tests/peers", description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="few kinds, cases and rounds: under two minutes")
    parser.add_argument("--threads", type=int, nargs="+", help="1 and 2 unless given, with --quick 1")
    parser.add_argument("--kinds", nargs="+", choices=FULL, metavar="KIND", help=f"of {', '.join(FULL)}")
    wanted = parser.parse_args()
    cases = QUICK if wanted.quick else FULL
    bench = Bench(rounds=5 if wanted.quick else 9, seconds=2 if wanted.quick else 10, full=not wanted.quick)
    print(f"{MACHINE}\nours over it: {DEFINITIONS['ours over it']}")
    if llama_cpp.library() is None:
        bench.skip("llama.cpp", "pip install xllamacpp brings it")
    for threads in wanted.threads or ([1] if wanted.quick else [1, 2]):
        torch.set_num_threads(threads)
        for kind in wanted.kinds or cases:
            try:
                with torch.inference_mode():
                    bench.run(kind, cases.get(kind, FULL[kind][:1]))
            except (FileNotFoundError, ValueError) as error:
                bench.skip(kind, error)
    torch.set_num_threads(1)
    batches: dict[str, object] = {}
    served: dict[str, Any] = {}
    try:
        batches, served = batching(), serving()
    except FileNotFoundError as error:
        bench.skip("batching and serving", error)
    earlier, unread = last(FOLDER)
    ratios, refused = since(earlier, bench.results)
    print("\nprocessor time over that of the last run in dist/bench:")
    print("".join(f"  {ratio:.2f}  {name}\n" for name, ratio in ratios.items() if name.endswith(": ours")), end="")
    print("".join(f"  {len(names)} are not compared: {reason}\n" for reason, names in refused.items()), end="")
    print("".join(f"  {sentence}\n" for sentence in unread), end="")
    record = {
        "day": f"{datetime.now():%Y-%m-%d %H:%M}", "machine": MACHINE, "versions": versions(),
        "definitions": DEFINITIONS, "rejected_rounds": bench.rejected, "left_out": bench.left_out,
        "rooflines": bench.rooflines, "since_last": ratios, "not_compared": refused, "summary": bench.summary,
        "batching": batches, "serving": served,
    }  # fmt: skip
    path = keep(FOLDER, record, bench.results)
    print(json.dumps({"file": str(path), **record}))
    went = served.get("streams", {"lost": 0, "unlike": 0})
    return int(went["lost"] + went["unlike"] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
