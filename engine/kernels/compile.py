"""Compiles the kernels for this machine's kind of processor: `python -m engine.kernels.compile`, at set-up.

Where that cannot be done the engine runs on plain torch, so nothing here is an error.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from engine.atomic_write import replacing
from engine.kernels.library import COMPILER, SOURCES, VARIANTS, compiled


def build(variant: str, path: Path) -> str:
    """Compiles a variant to a file, whole or not at all. Why that cannot be, or nothing."""
    if shutil.which(COMPILER[0]) is None:
        return f"{COMPILER[0]} is not installed"
    try:
        with replacing(path) as new:
            command = [*COMPILER, *VARIANTS[variant], "-o", str(new), *map(str, SOURCES)]
            subprocess.run(command, check=True, capture_output=True, text=True, errors="replace")
    except subprocess.CalledProcessError as error:
        return next((line for line in error.stderr.splitlines() if "error:" in line), f"{COMPILER[0]} failed")
    except OSError as error:
        return str(error)
    return ""


def main() -> None:
    lacking = [variant for variant in VARIANTS if not compiled(variant).exists()]
    reasons = {variant: why for variant in lacking if (why := build(variant, compiled(variant)))}
    if reasons:
        without, why = " and ".join(reasons), " ".join(dict.fromkeys(reasons.values()))
        print(f"The engine runs without its {without} kernels: {why}", file=sys.stderr)


if __name__ == "__main__":
    main()
