"""`make faults`: what may go wrong outside the code, tried many times over, and a table of what became of it.

Each other file here is one kind: `NAME`, and `run(seed)`, which tries it and counts.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import time
from pathlib import Path

from outcome import Outcome

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


def main() -> int:
    sys.path.insert(0, str(ROOT))
    kinds = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in ("__main__", "outcome"))
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__.partition("\n")[0])
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(kinds)}; without any, all")
    parser.add_argument("--seed", type=int, default=0, help="another one tries other faults")
    wanted = parser.parse_args()
    if unknown := set(wanted.kinds) - set(kinds):
        parser.error(f"no kind {', '.join(sorted(unknown))}; there are {', '.join(kinds)}")
    print(_row(("kind", *Outcome._fields[1:], "seconds")), flush=True)
    faultless = True
    for kind in wanted.kinds or kinds:
        module = importlib.import_module(kind)
        started = time.monotonic()
        outcome: Outcome = module.run(wanted.seed)
        print(_row((module.NAME, *outcome[1:], round(time.monotonic() - started))), flush=True)
        faultless = faultless and outcome.is_faultless
    return 0 if faultless else 1


def _row(cells: tuple[object, ...]) -> str:
    first, *others = map(str, cells)
    return f"{first:<44}" + "".join(f"{cell:>11}" for cell in others)


if __name__ == "__main__":
    raise SystemExit(main())
