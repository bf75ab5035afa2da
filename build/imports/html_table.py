"""A table of HTML as the rows of one in Markdown."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from build.imports.html_names import MARKS


class _Reader(HTMLParser):
    """Gathers the cells of rows, and the words that stand in none."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.head: list[bool] = []
        self.caption = ""
        self.into = ""
        self.beside = ""
        self.skipped = self.more = 0  # columns that a cell takes besides its own

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag in ("style", "script"):
            self.skipped += 1
        elif tag == "tr":
            self.rows.append([])
            self.head.append(True)
        elif tag in ("td", "th"):
            if not self.rows:
                self.rows.append([])
                self.head.append(True)
            self.into = tag
            self.head[-1] = self.head[-1] and tag == "th"
            self.rows[-1].append("")
            span = said.get("colspan") or ""
            self.more = int(span) - 1 if span.isdigit() else 0
        elif tag == "caption":
            self.into = "caption"
        elif tag in ("br", "p", "li", "div") and self.into:
            self._add("<br>" if self._text() else "")
        elif tag in MARKS and self.into:
            self._add(MARKS[tag])
        elif tag == "img":
            self._add(f"![{said.get('alt') or ''}]({said.get('src') or ''})")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self.skipped = max(0, self.skipped - 1)
        elif tag in ("td", "th", "caption"):
            if tag != "caption" and self.rows:
                self.rows[-1] += [""] * min(40, self.more)
            self.into = ""
        elif tag in MARKS and self.into:
            self._add(MARKS[tag])

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self._add(re.sub(r"\s+", " ", data))

    def _text(self) -> str:
        return self.caption if self.into == "caption" else self.rows[-1][-1] if self.rows and self.rows[-1] else ""

    def _add(self, text: str) -> None:
        if self.into == "caption":
            self.caption += text
        elif self.into and self.rows and self.rows[-1]:
            self.rows[-1][-1] += text
        else:
            self.beside += text


def table_rows(inside: str) -> list[str]:
    """The lines of the table between `<table>` and `</table>`; words outside its cells above, its caption below."""
    reader = _Reader()
    reader.feed(inside)
    reader.close()
    rows = [row for row in reader.rows if row]
    beside = [words, ""] if (words := " ".join(reader.beside.split())) else []
    if not rows:
        return beside
    width = max(map(len, rows))
    cells = [[_cell(cell) for cell in (*row, *[""] * (width - len(row)))] for row in rows]
    lines = ["| " + " | ".join(row) + " |" for row in cells]
    lines.insert(1, "|" + " --- |" * width)
    below = ["", reader.caption.strip()] if reader.caption.strip() else []
    return [*beside, *lines, *below]


def _cell(text: str) -> str:
    words = re.sub(r"(?:\s*<br>\s*)+$", "", text.strip())
    return re.sub(r"(?<!\\)\|", r"\\|", words)
