"""Executes a notebook: `python -m labs.notebook NOTEBOOK FOLDER` leaves the executed copy in FOLDER.

A notebook is kept as a percent script beside it (jupytext); the test suite holds the two equal. `NOTEBOOK::ID` are the
cells that a lab needs. Without arguments the notebooks with such cells are made anew from their scripts, with outputs.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from build.files.installed import not_installed
from engine.atomic_write import replacing
from labs.cells import is_needed, labs_in, part
from labs.steps import LABS

if TYPE_CHECKING:
    from nbformat import NotebookNode


def read(path: Path, lab_id: str = "") -> NotebookNode:
    """A notebook, or the cells that a lab needs. Raises ValueError where it has none of its own."""
    import jupytext

    if not lab_id:
        return jupytext.read(path)
    part(path.with_suffix(".py").read_text(encoding="utf-8"), lab_id)
    notebook = jupytext.read(path.with_suffix(".py"))
    notebook.cells = [cell for cell in notebook.cells if is_needed(lab_id, cell.metadata.get("tags", []))]
    return notebook


def execute(notebook: NotebookNode, folder: Path, *, timeout: float = 600) -> NotebookNode:
    """Run all cells from top to bottom in a folder. Raises RuntimeError with a cell's own error where one fails."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="python3",
        record_timing=False,  # the same run leaves the same file
        coalesce_streams=True,  # however its lines came in
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=["--log-level=ERROR"],  # the kernel's warnings are not the learner's
    )
    try:
        client.execute()
    except CellExecutionError as error:
        raise RuntimeError(f"{error.ename}: {error.evalue}") from error
    return notebook


def write(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook whole or not at all."""
    import nbformat

    with replacing(path) as file:
        nbformat.write(notebook, file)


def pairs() -> list[Path]:
    """The scripts of the notebooks whose cells belong to labs."""
    scripts = (path.with_suffix(".py") for path in sorted(LABS.glob("ch*/*/*.ipynb")))
    return [script for script in scripts if labs_in(script.read_text(encoding="utf-8"))]


def with_outputs(script: Path) -> NotebookNode:
    """A script as an executed notebook, without what would differ from one run to the next of the same code."""
    notebook = execute(read(script), script.parent)
    notebook.metadata.pop("language_info", None)
    notebook.metadata["jupytext"] = {"formats": "ipynb,py:percent"}
    for number, cell in enumerate(notebook.cells, start=1):
        cell["id"] = f"cell-{number}"
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    return notebook


def main(arguments: list[str]) -> int:
    path = Path(__file__)
    try:
        if not arguments:
            for path in pairs():
                write(with_outputs(path), path.with_suffix(".ipynb"))
            return 0
        if len(arguments) != 2:
            raise ValueError("name a notebook and a folder, or nothing to make all notebooks anew")
        name, _, lab_id = arguments[0].partition("::")
        path = Path(name)
        write(execute(read(path, lab_id), path.parent), Path(arguments[1]) / path.name)
    except (RuntimeError, ValueError) as error:
        print(f"{path.name}: {error}", file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        print(f"{path.name}: {not_installed(error)}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
