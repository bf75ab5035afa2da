"""What an import yields, whatever it came from: slides of blocks, the files beside them, and what was left out.

A reader makes an `Imported` of a file; `build.imports.write_spec` makes a spec of that, `build.imports.save` a folder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from build.parse.slide_roles import Role
from build.spec.content import Block, Footnote
from build.spec.deck import Step, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Something of the source that the spec does not have.

    `where` is its place as somebody finds it: `deck.md:12:3`, or `slide 4, 'Picture 3'`. `what` names it, `instead`
    says what the spec has in its place or what helps. The `look` alone is nobody's loss: the theme decides it.
    """

    where: str
    what: str
    instead: str = ""
    look: bool = False

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" + (f": {self.instead}" if self.instead else "")


@dataclass(frozen=True, kw_only=True)
class ImportedSlide:
    """One slide before it has a kind. Its role says at which heading it stands.

    A `part` has a few lines of words at most, a `title` a paragraph or two and a few items; more than that makes it a
    slide when it is read. A slide without a title gets one when it is written. `labels` stand as they are, as in
    `("Visual", "bars(growth.rate)")`.
    """

    title: Text = Text()
    role: Role = "slide"
    blocks: Sequence[Block] = ()
    notes: Sequence[Text] = ()
    footnotes: Sequence[Footnote] = ()
    labels: Sequence[tuple[str, str]] = ()
    reveal: Sequence[Step] = ()
    hidden: bool = False
    morph: bool = False


@dataclass(kw_only=True)
class Imported:
    """A deck as it was read. `front` is front matter by its keys; `files` are bytes by their paths beside the spec.

    `program` names what the file was made for, as `Marp`; `introduction` are words outside any slide. Where the file
    brings a spec of ours, `text` is that, and there are no slides.
    """

    program: str
    text: str = ""
    front: Mapping[str, Any] = field(default_factory=dict)
    slides: Sequence[ImportedSlide] = ()
    introduction: Sequence[Text] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
