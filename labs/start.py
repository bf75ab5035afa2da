"""Runs a script in a process of its own, and tells in a sentence what it lacks: `python -m labs.start SCRIPT`.

`SCRIPT::ID` are the cells that a lab needs (`labs.cells`).
"""

from __future__ import annotations

import runpy
import sys
import traceback
from pathlib import Path
from types import ModuleType

from build.files.installed import not_installed
from labs.cells import part
from labs.course import the_course
from labs.report import DeckDiffers


def main() -> int:
    name, _, lab_id = sys.argv[1].partition("::")
    path = Path(name)
    sys.argv = [name, *sys.argv[2:]]
    the_course().home.make_importable()
    try:
        if lab_id:
            return run_cells(path, lab_id)
        runpy.run_path(name, run_name="__main__")
    except ModuleNotFoundError as error:
        print(f"{path.name}: {not_installed(error)}", file=sys.stderr)
        return 2
    return 0


def run_cells(path: Path, lab_id: str) -> int:
    """Exit code 1 where deck and cells differ, 2 where a cell stops, whatever it has published before."""
    try:
        text = part(path.read_text(encoding="utf-8"), lab_id)
    except ValueError as error:
        print(f"{path.name}: {error}", file=sys.stderr)
        return 2
    script = ModuleType("__main__")
    script.__file__ = str(path)
    sys.modules["__main__"] = script
    try:
        exec(compile(text, path, "exec"), vars(script))
    except ModuleNotFoundError:
        raise
    except DeckDiffers as error:
        print(f"{path.name}: {error}", file=sys.stderr)
        return 1
    except Exception:
        traceback.print_exc()
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
