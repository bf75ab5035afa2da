"""No file ends in a traceback, and every word of one is in the spec or in the list of what was left out."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from build.imports.imported import Imported
from build.imports.read import read_deck
from build.imports.write_spec import write_spec
from build.parse.deck import parse
from build.parse.source import source_from

PIECES = (
    "---\n",
    "\n---\n",
    "\n----\n",
    "# ",
    "## ",
    "- ",
    "  - ",
    "1. ",
    "> ",
    "> [!NOTE]\n",
    "```python\n",
    "```\n",
    "```{r}\n#| echo: false\n",
    "::: columns\n",
    '::: {.column width="40%"}\n',
    ":::\n",
    "::right::\n",
    "<!-- _class: lead -->\n",
    "<!-- said -->\n",
    '<div class="columns">',
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<code>",
    "</code>",
    '<a href="https://x.org">',
    "</a>",
    '<img src="a.png">',
    "<img\nsrc=",
    "<ul>",
    "<li>",
    "</ul>",
    "<table>",
    "<tr><td>",
    "</table>",
    "<svg>",
    "</svg>",
    "<style>",
    "</style>",
    "<",
    ">",
    "<v-click>",
    "</v-click>",
    '<Tweet id="1" />',
    "![bg right](a.png)",
    "![](https://x.org/a.png)",
    "![x](data:image/png;base64,AAAA)",
    "[x](y.html)",
    "{{< include a.qmd >}}",
    "{{< video https://x.org >}}",
    "{{ count }}",
    "{{",
    "Note: ",
    "Notes:\n",
    "Wisdom: ",
    "Slide 7: ",
    "$x$",
    "$$\n",
    "| a | b |\n|---|---|\n",
    "| a line\n",
    ". . .\n",
    "[^1]",
    "[^1]: ",
    "src: ./a.md\n",
    "layout: two-cols\n",
    "marp: true\n",
    "title: x\n",
    "<<< @/a.ts\n",
    "\\begin{align}\n",
    "\\",
    "`",
    "word ",
    "\n",
    "\n\n",
    "a) x\n",
    "<section data-markdown>",
    "<textarea data-template>",
    "</textarea>",
    "</section>",
    "<section>",
)
WITH_WORDS = tuple(piece for piece in PIECES if piece not in ("<", ">", "<style>", "<svg>", "<img\nsrc="))
ENDINGS = (".md", ".qmd", ".html", ".ipynb")


def read(path: Path, text: str) -> Imported | None:
    path.write_text(text, encoding="utf-8", errors="replace", newline="")
    try:
        return read_deck(path)
    except ValueError:
        return None


def notebook(pieces: list[str]) -> str:
    """A notebook whose cells are these pieces, by turns of every kind."""
    kinds = itertools.cycle(
        [("markdown", "slide"), ("code", ""), ("markdown", "fragment"), ("raw", "notes"), ("markdown", "subslide")]
    )
    cells = [
        {
            "cell_type": kind,
            "metadata": {"slideshow": {"slide_type": shown}},
            "source": text,
            "outputs": [
                {"output_type": "stream", "text": [text]},
                {"output_type": "display_data", "data": {"text/html": text}},
            ],
        }
        for text, (kind, shown) in zip(pieces, kinds, strict=False)
    ]
    return json.dumps({"cells": cells, "metadata": {}})


@settings(max_examples=30)
@given(pieces=st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=40), ending=st.sampled_from(ENDINGS))
def test_whatever_a_deck_holds_it_becomes_a_spec_or_an_error(
    pieces: list[str], ending: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{ending}"
    imported = read(path, notebook(pieces) if ending == ".ipynb" else "".join(pieces))
    if imported:
        parse(source_from("deck.md", write_spec(imported).encode())[0])


@settings(max_examples=30)
@given(pieces=st.lists(st.sampled_from(WITH_WORDS), max_size=30), ending=st.sampled_from((".md", ".qmd", ".ipynb")))
@example(pieces=["<table>", "</table>"], ending=".md")
def test_no_word_of_a_deck_is_lost_without_a_word(
    pieces: list[str], ending: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    counter = itertools.count()
    words = [f"q{next(counter)}q" for _ in range(len(pieces) + 1)]
    shown = [part for word, piece in zip(words, [*pieces, ""], strict=True) for part in (piece, f"{word} ")]
    text = notebook(shown) if ending == ".ipynb" else "".join(shown)
    imported = read(tmp_path_factory.getbasetemp() / f"words{ending}", text)
    if imported is None:  # nothing is shown
        return
    said = write_spec(imported) + "\n".join(map(str, imported.left))
    unseen = re.findall(r"<(?:img|Tweet)[^<>]*>|<!--.*?-->|src:[^\n]*|\{\{<.*?>\}\}", text, re.S)
    hidden = {word for part in unseen for word in re.findall(r"q\d+q", part)}
    assert [word for word in words if word not in said and word not in hidden] == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"# Gr\xfc\xdfe\n", "byte 0xFC is not UTF-8"),
        ("# Grüße\n".encode("utf-16"), "the file is UTF-16; a spec is UTF-8"),
        (b"\x89PNG\r\n\x00\x00", "a binary file, not a Markdown text"),
    ],
)
def test_what_is_no_text_is_an_error_that_says_so(data: bytes, message: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(data)
    with pytest.raises(ValueError, match=re.escape(message)):
        read_deck(tmp_path / "a.md")


def test_a_byte_order_mark_and_windows_line_ends_are_no_words(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("\ufeff---\r\nmarp: true\r\n---\r\n# A\r\n\r\nwords\r\n".encode())
    assert write_spec(read_deck(tmp_path / "a.md")) == "---\ntitle: A\n---\n\n# A\n\nwords\n"
