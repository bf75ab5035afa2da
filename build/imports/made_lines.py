"""Lines of Markdown as HTML's tags make them: words on the line that is open, and lines of their own."""

from __future__ import annotations

from dataclasses import dataclass, field

from build.imports.lines import Line


@dataclass
class MadeLines:
    """The lines that are made; words go on in the last one while it is open."""

    lines: list[Line] = field(default_factory=list)
    is_open: bool = False

    @property
    def last(self) -> str:
        """The words of the open line."""
        return self.lines[-1].text if self.is_open else ""

    def add(self, text: str, where: str) -> None:
        """Words at the end of the line that is being made."""
        if self.is_open:
            self.lines[-1] = Line(self.lines[-1].text + text, self.lines[-1].where)
        else:
            self.lines.append(Line(text, where))
        self.is_open = True

    def end(self, where: str) -> None:
        """The line ends here; an empty one where there is none."""
        if not self.is_open:
            self.lines.append(Line("", where))
        self.is_open = False

    def begin(self, where: str) -> None:
        """What follows begins a line."""
        if self.is_open and self.last.strip():
            self.end(where)
        elif self.is_open:
            self.lines.pop()
            self.is_open = False

    def apart(self, where: str, *texts: str) -> None:
        """Lines of their own, with an empty one before and behind."""
        self.begin(where)
        self.lines += [Line(text, where) for text in ("", *texts, *([""] if texts else []))]
