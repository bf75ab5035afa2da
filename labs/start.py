"""Runs a script in a process of its own, `python -m labs.start SCRIPT`, and tells in a sentence what it lacks."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

from build.files.installed import not_installed


def main() -> int:
    path = Path(sys.argv[1])
    sys.argv = sys.argv[1:]
    try:
        runpy.run_path(str(path), run_name="__main__")
    except ModuleNotFoundError as error:
        print(f"{path.name}: {not_installed(error)}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
