"""What is asked of a build besides its spec, and where its outputs go."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from build.files.course import Course, product
from build.files.freshness import digest_of
from build.files.template_named import template_named
from build.spec.pick import EVERY_SLIDE, Pick


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is asked of a build besides its spec. `here`: with this machine's own measurements.

    `dist` and `theme` are the course's where none is named.
    """

    course: Course = field(default_factory=product)
    out: Path | None = None
    here: bool = False
    strict: bool = False
    dist: Path | None = None
    clips: Path | None = None  # the folder of films
    pick: Pick = EVERY_SLIDE
    theme: Path | None = None  # a theme's file
    draft: bool = False  # whatever is wrong
    fresh: bool = False  # without what somebody changed in the deck that is there

    @property
    def outputs(self) -> Path:
        """The folder for all that is made of the course."""
        return self.dist or self.course.dist

    @property
    def look(self) -> Path:
        """The theme's file."""
        return self.theme or self.course.theme

    @property
    def folder(self) -> Path:
        """Where decks go that are built so, and below it their films and pictures.

        Each theme but the course's has a folder of its own, and in that this machine has one.
        """
        folder = self.outputs if self.look == self.course.theme else self.outputs / self.look.stem
        return folder / "here" if self.here else folder

    @property
    def films(self) -> Path:
        return self.clips or self.folder / "animations"

    @property
    def options(self) -> tuple[str, ...]:
        """What decides, besides files, what a deck becomes."""
        looks = f"theme={self.look} {digest_of(self.look)}"
        template = template_named(self.look)
        looks += f" {digest_of(template)}" if template else ""
        return (f"here={self.here}", f"strict={self.strict}", f"pick={self.pick.suffix}", f"draft={self.draft}", looks)

    def output_of(self, spec: Path) -> Path:
        """Where the deck of a spec goes."""
        return self.out or self.folder / f"{spec.stem}{self.pick.suffix}{'.draft' if self.draft else ''}.pptx"
