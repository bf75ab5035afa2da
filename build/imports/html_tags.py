"""HTML in Markdown: what has a sign in Markdown gets it, a region becomes columns, and what no slide shows is told.

Words between tags always stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from build.imports.html_names import APART, CLICKS, COLUMNS, LOOK, MARKS, SILENT, SMALL, WHOLE
from build.imports.html_parts import attributes_of, code_rows, film, picture, target, whole
from build.imports.html_rows import Rows
from build.imports.lines import Line, Reading
from build.imports.made_lines import MadeLines
from build.parse.code_spans import CodeSpans

_BEGINS = r"(?:(?<!\\)|(?<=\\\\))"  # behind a backslash there is no tag
_TAG = re.compile(
    _BEGINS + r"(?:<(?P<end>/?)(?P<name>[A-Za-z][\w.:-]*)"
    r"(?P<rest>(?:\s(?:\"[^\"]*\"|'[^']*'|[^\"'<>])*)?)(?P<self>/?)>|(?P<comment><!--))"
)
_UNFINISHED = re.compile(_BEGINS + r"</?[A-Za-z][\w.:-]*(?:\s[^<>]*)?\Z")
_BARE = re.compile(r"(?<!!)\[\s*\]\((?P<href>https?://[^()\s]+)\)")  # a link around an icon
_LONGEST = 4000  # letters that a tag may have


def without_html(lines: Sequence[Line], reading: Reading) -> list[Line]:
    """The same lines in Markdown alone."""
    made = _Cleaner(reading, Rows(lines)).clean()
    return [line.now(_BARE.sub(r"<\g<href>>", line.text)) if "[" in line.text else line for line in made]


@dataclass
class _Open:
    """A tag that is open. A `region` closes with colons; `columns` has regions that are columns."""

    name: str
    href: str = ""
    region: bool = False
    columns: bool = False
    place: tuple[int, int] = (0, 0)  # of a link's bracket: its line and column


@dataclass
class _Cleaner:
    reading: Reading
    rows: Rows
    out: MadeLines = field(default_factory=MadeLines)
    stack: list[_Open] = field(default_factory=list)

    def clean(self) -> list[Line]:
        for line, is_code in self.rows:
            if not is_code and "<" in line.text:
                self._line(line)
                continue
            if line.text.strip() == "---" and not is_code:
                self._close_all(line.where)
            self.out.add(line.text, line.where)
            self.out.end(line.where)
        self._close_all(self.rows.last)
        return self.out.lines

    def _close_all(self, where: str) -> None:
        """A slide's end ends what is open on it."""
        while self.stack:
            self._close(self.stack.pop(), where)

    def _close(self, opened: _Open, where: str) -> None:
        if opened.region:
            self.out.apart(where, ":::")

    # ---- one line -----------------------------------------------------------------------------------
    def _line(self, line: Line) -> None:
        """Reads one line, and those into which its tags go on."""
        text, where, at = line.text, line.where, 0
        code = CodeSpans(text)
        while True:
            found = next((tag for tag in _TAG.finditer(text, at) if not code.covers(tag.start())), None)
            if found is None:
                if _UNFINISHED.search(text, at) and len(text) < _LONGEST and (more := self.rows.words()) is not None:
                    text += f"\n{more}"
                    code = CodeSpans(text)
                    continue
                break
            self._words(text[at : found.start()], where)
            at, name = found.end(), (found["name"] or "").casefold()
            if found["comment"]:
                before = text
                text, stop = self.rows.up_to("-->", text, at)
                at = stop + 3 if stop >= 0 else at
                self._words(text[found.start() : at], where)
                code = code if text is before else CodeSpans(text)
            elif name == "pre" and not found["end"]:
                text, stop = self.rows.up_to("</pre", text, at)
                stop = stop if stop >= 0 else len(text)
                self.out.apart(where, *code_rows(found["rest"], text[at:stop]))
                at = text.find(">", stop) + 1 or len(text)
                code = CodeSpans(text)
            elif name in WHOLE and not found["end"] and not found["self"]:
                text, stop = self.rows.up_to(f"</{name}", text, at)
                inside = text[at:stop] if stop >= 0 else ""
                at = text.find(">", stop) + 1 if stop >= 0 else at
                whole(
                    name, attributes_of(found["rest"]), inside, text[found.start() : at], where, self.out, self.reading
                )
                code = CodeSpans(text)
            else:
                self._tag(name, found, where)
        self._words(text[at:], where)
        self.out.end(where)

    def _words(self, text: str, where: str) -> None:
        for place, part in enumerate(text.split("\n")):
            if place:
                self.out.end(where)
            if part:
                self.out.add(part, where)

    # ---- single tags --------------------------------------------------------------------------------
    def _tag(self, name: str, found: re.Match[str], where: str) -> None:
        ends = bool(found["end"])
        said = {} if ends else attributes_of(found["rest"])
        if not ends and (clicks := next((key for key in (name, *said) if CLICKS.match(key)), "")):
            self.out.add("<v-clicks>" if clicks == "v-clicks" else "<v-click>", where)  # the parser knows them
        if CLICKS.fullmatch(name):
            return
        if name == "br":
            self.out.add("<br>", where)
        elif name == "img":
            self.out.add(picture(said, where, self.reading), where)
        elif name in ("video", "source", "embed"):
            if said.get("src"):
                film(said["src"], where, self.out, self.reading)
        elif name in MARKS or name in SMALL:
            self._mark(name, where, found)
        elif name == "a":
            self._link(said, where, ends=ends)
        elif re.fullmatch(r"h[1-6]", name):
            self.out.apart(where)
            self.out.add("" if ends else "#" * int(name[1]) + " ", where)
        elif name in ("hr", "pre"):
            self.out.apart(where)
        elif name == "li":
            self._item(where, ends=ends)
        elif name in APART:
            self._region(name, said, where, ends=ends, alone=bool(found["self"]))
        elif not ends and name not in SILENT:
            about = " ".join(f"{key}={value!r}" if value else key for key, value in said.items())
            shown = f"<{found['name']}>" + (f" ({about[:100]})" if about and name not in LOOK else "")
            self.reading.tell(where, shown, look=name in LOOK or not (found["self"] or about))

    def _mark(self, name: str, where: str, found: re.Match[str]) -> None:
        if name in SMALL:  # letters that Unicode may have so; longer words stay as they are
            letters = re.match(r"[\w+-]{1,4}(?=</)", found.string[found.end() :])
            behind = re.search(r"[\w+-]{1,4}\Z", found.string[: found.start()])
            self.out.add(SMALL[name] if (behind if found["end"] else letters) else "", where)
            return
        mark, last = MARKS[name], self.out.last
        if not found["end"] and last.endswith("`"):
            mark = f" {mark}"  # two in a row would be other marks
        if found["end"] and last.endswith(" "):  # a space belongs behind a mark
            self.out.lines[-1] = self.out.lines[-1].now(f"{last.rstrip()}{mark} ")
        else:
            self.out.add(mark, where)

    def _link(self, said: Mapping[str, str], where: str, *, ends: bool) -> None:
        """A link around words; around none, or around more than a line, its address stands by itself."""
        if not ends:
            href = said.get("href", "")
            self.out.add("", where)
            self.stack.append(_Open("a", href, place=(len(self.out.lines) - 1, len(self.out.last))))
            self.out.add("[" if href else "", where)
            return
        place = next((i for i in range(len(self.stack) - 1, -1, -1) if self.stack[i].name == "a"), -1)
        opened = self.stack.pop(place) if place >= 0 else None
        if opened is None or not opened.href:
            return
        row, at = opened.place
        line = self.out.lines[row] if row < len(self.out.lines) else Line("", where)
        if line.text[at : at + 1] != "[":
            return
        if row == len(self.out.lines) - 1 and line.text[at + 1 :].strip():
            self.out.add(f"]({target(opened.href)})", where)
            return
        self.out.lines[row] = line.now(line.text[:at] + line.text[at + 1 :])
        if opened.href.startswith(("https://", "http://", "mailto:")):
            self.out.add(f" <{opened.href}>", where)

    def _item(self, where: str, *, ends: bool) -> None:
        if ends:
            self.out.end(where)
            return
        lists = [one.name for one in self.stack if one.name in ("ul", "ol")]
        self.out.begin(where)
        self.out.add("   " * max(0, len(lists) - 1) + ("1. " if lists and lists[-1] == "ol" else "- "), where)

    def _region(self, name: str, said: Mapping[str, str], where: str, *, ends: bool, alone: bool) -> None:
        """A region: columns where its class or its style says so, notes, or nothing but a paragraph's end."""
        if not (name in ("ul", "ol") and any(one.name in ("ul", "ol") for one in self.stack)):
            self.out.apart(where)
        if ends:
            place = next((i for i in range(len(self.stack) - 1, -1, -1) if self.stack[i].name == name), -1)
            if place >= 0:
                self._close(self.stack.pop(place), where)
        if ends or alone:
            return
        looks = f"{said.get('class', '')} {said.get('style', '')}"
        opened = _Open(name)
        around = next((one for one in reversed(self.stack) if one.name != "a"), None)
        is_row = name in ("div", "section", "article", "main") and COLUMNS.search(looks) and "flex-col" not in looks
        kind = ""
        if name == "aside" and "notes" in looks:
            kind = "notes"
        elif around and around.columns:
            kind = "column"
        elif is_row:
            kind, opened.columns = "columns", True
        elif "fragment" in looks.split():
            kind = "fragment"
        if kind:
            opened.region = True
            self.out.apart(where, f"::: {kind}")
        self.stack.append(opened)
