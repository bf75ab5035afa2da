"""Jupyter notebooks as decks."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest

from build.imports.imported import Imported
from build.imports.read import read_deck
from build.imports.write_spec import write_spec

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="


def cell(kind: str, source: str, slide: str = "", **more: Any) -> dict[str, Any]:
    metadata = {"slideshow": {"slide_type": slide}} if slide else {}
    return {"cell_type": kind, "metadata": metadata, "source": source.splitlines(keepends=True), **more}


def read(folder: Path, *cells: dict[str, Any]) -> Imported:
    path = folder / "talk.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": {"language_info": {"name": "python"}}}), encoding="utf-8")
    return read_deck(path)


def test_cells_outputs_and_what_they_are_on_slides_are_kept(tmp_path: Path) -> None:
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": ["\x1b[31m42\x1b[0m\n"]},
        {"output_type": "stream", "name": "stderr", "text": ["Warning: old\n"]},
        {"output_type": "display_data", "data": {"image/png": PIXEL, "text/plain": ["<Figure size 1>"]}},
        {"output_type": "execute_result", "data": {
            "text/html": "<div><table><tr><th></th><th>a</th></tr><tr><th>0</th><td>1</td></tr></table>"
                "<p>1 rows</p></div>",
            "text/plain": ["   a\n0  1"],
        }},
        {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": []},
    ]  # fmt: skip
    imported = read(
        tmp_path,
        cell("markdown", "# Talk\n\nWho", "slide"),
        cell("code", "print(42)", "slide", outputs=outputs),
        cell("markdown", "Left out", "skip"),
        cell(
            "markdown", "## Then\n\n![leaf](attachment:a.png)", "subslide", attachments={"a.png": {"image/png": PIXEL}}
        ),
        cell("markdown", "- later", "fragment"),
        cell("markdown", "Say this", "notes"),
    )
    assert (
        write_spec(imported)
        == """---
title: Talk
---

# Talk

Who

## Talk (2)

```python
print(42)
```

```
42
```

![](pictures/output-1.png)

|  | a |
| --- | --- |
| 0 | 1 |

1 rows

```
ValueError: no
```

## Then

![leaf](pictures/output-1.png)

. . .

- later

Notes:
Say this
"""
    )
    assert imported.files == {"pictures/output-1.png": b64decode(PIXEL)}
    assert [str(left).removeprefix(f"{tmp_path}/") for left in imported.left] == [
        "talk.ipynb, cell 2, output 2: a message to the error stream: Warning: old",
        "talk.ipynb, cell 3: a cell that its slides leave out: Left out",
    ]


def test_a_notebook_without_slides_has_them_at_its_headings(tmp_path: Path) -> None:
    imported = read(tmp_path, cell("markdown", "# A\n"), cell("markdown", "## B\n```\nopen"), cell("code", "x = 1"))
    assert write_spec(imported) == ("---\ntitle: A\n---\n\n# A\n\n## B\n\n```\nopen\n```\n\n```python\nx = 1\n```\n")


def test_a_notebook_that_was_cut_off_is_told_where_it_ends(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text('{"cells": [\n 1,\n')
    with pytest.raises(ValueError, match="damaged") as caught:
        read_deck(tmp_path / "a.ipynb")
    assert str(caught.value) == (
        f"{tmp_path / 'a.ipynb'}:3:1: no Jupyter notebook, or a damaged one: Expecting value\n"
        "  hint: save the notebook again where it opens"
    )


@pytest.mark.parametrize("text", ["[]", '{"cells": 1}', '{"cells": ["a"]}', '{"metadata": {}}'])
def test_json_that_is_no_notebook_is_an_error(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text(text)
    with pytest.raises(ValueError, match=r"is no Jupyter notebook: its JSON has no cells$"):
        read_deck(tmp_path / "a.ipynb")


def test_parts_of_another_kind_than_notebooks_have_are_passed_over(tmp_path: Path) -> None:
    words = {"cell_type": "markdown", "source": "# A\n\n![leaf](attachment:a.png)", "attachments": {"a.png": "x"}}
    cells = [words, {"cell_type": "code", "source": "x = 1", "outputs": None}]
    cells += [{"cell_type": "heading", "source": "B", "level": level} for level in (None, "2")]
    (tmp_path / "a.ipynb").write_text(json.dumps({"cells": cells}))
    spec = write_spec(read_deck(tmp_path / "a.ipynb"))
    assert spec == "## A\n\nleaf\n\n```python\nx = 1\n```\n\n## B\n\n## B\n"
