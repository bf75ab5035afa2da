"""Which reader a file is for: by its name's ending, and Markdown's program by what it holds."""

from __future__ import annotations

from pathlib import Path

from build.findings.file_messages import display_path
from build.imports.fitting import fitted
from build.imports.imported import Imported
from build.imports.lines import Reading, lines_of, text_of

_QUARTO = (".qmd", ".rmd")
_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".txt", ".pandoc", *_QUARTO)
_SLIDES = (".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm", ".ppt", ".pps")  # of the last two it says why not
KINDS = "Markdown (.md, .qmd, .Rmd), reveal.js (.html), a notebook (.ipynb) or PowerPoint (.pptx)"


def read_deck(path: Path) -> Imported:
    """What a deck of another program holds, so that slides can show it. Raises ValueError for what cannot be read.

    Raises OSError.
    """
    return fitted(_read(path))


def _read(path: Path) -> Imported:
    ending = path.suffix.lower()
    if ending == ".ipynb":
        from build.imports.notebook import read_notebook

        return read_notebook(path)
    if ending in (".html", ".htm"):
        from build.imports.reveal_html import read_reveal

        return read_reveal(path)
    if ending in _MARKDOWN:
        from build.imports.markdown import read_markdown

        reading = Reading(path, program="quarto" if ending in _QUARTO else "")
        return read_markdown(lines_of(text_of(path), path), reading)
    if ending in _SLIDES:
        from build.imports.powerpoint.read import read_powerpoint

        return read_powerpoint(path)
    raise ValueError(f"{display_path(path)} is none that can be imported; it may be {KINDS}")
