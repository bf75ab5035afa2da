"""Executes a notebook: `python -m labs.notebook NOTEBOOK FOLDER` leaves the executed copy in FOLDER.

A notebook is kept as a percent script beside it (jupytext); the test suite holds the two equal.
"""

from __future__ import annotations

import sys
from pathlib import Path

from build.files.installed import not_installed
from engine.atomic_write import replacing


def execute(path: Path, folder: Path, *, timeout: float = 600) -> None:
    """Run all cells from top to bottom. Raises RuntimeError with a cell's own error where one fails."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        extra_arguments=["--log-level=ERROR"],  # the kernel's warnings are not the learner's
    )
    try:
        client.execute()
    except CellExecutionError as error:
        raise RuntimeError(f"{error.ename}: {error.evalue}") from error
    with replacing(folder / path.name) as file:
        nbformat.write(notebook, file)


def main() -> int:
    path, folder = Path(sys.argv[1]), Path(sys.argv[2])
    try:
        execute(path, folder)
    except RuntimeError as error:
        print(f"{path.name}: {error}", file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        print(f"{path.name}: {not_installed(error)}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
