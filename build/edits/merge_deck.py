"""A whole deck on rebuild: as it was last built (base), as somebody has it (theirs), as it is built now (ours)."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from build.deck_file.archive import require_modest
from build.deck_file.deck_parts import SECTIONS, look_of
from build.deck_file.deck_sections import section_names, section_of_each, set_sections
from build.deck_file.equations import unmarked, unwrap, wrap
from build.deck_file.match_shapes import ROUNDED, match_slides
from build.deck_file.notes import add_notes
from build.deck_file.package import DeckPackage
from build.deck_file.slide_reader import SlideReader
from build.deck_file.snapshot import SlideState, Snapshot, text_of
from build.deck_file.snapshot_part import find_snapshot
from build.edits.added_shapes import PartCopier, ShapeCopier
from build.edits.changed_slide import is_changed, names_kept, writes_otherwise
from build.edits.drawn_equations import as_equations
from build.edits.duplicates import named_like, numbers_of, original_of, without_copies
from build.edits.edit_report import EditReport
from build.edits.file_counts import recount, recounted
from build.edits.left_out import lose_comments, tell_dropped
from build.edits.merge_order import merge_order, reordered
from build.edits.merge_parts import merge_parts
from build.edits.merge_sections import own_sections
from build.edits.merge_shape import Merging
from build.edits.merge_slide import SlideMerge
from build.edits.slide_properties import merge_slide_properties
from engine.quoted import quoted

_SAVED_BY = "/docProps/app.xml"
_REWRITES = b"LibreOffice"  # a program that writes every colour, font and animation anew
_REWRITTEN = (
    "LibreOffice rewrites colours, fonts, links, alt texts, animations and settings: what you changed of these is not "
    "kept"
)
_OTHERWISE = "the program that saved it writes all otherwise: only words, places and looks of yours are kept"
_EXACT = 100  # EMU, for what a group's stretching rounds

Label = tuple[str, int]  # a slide of the base, else of theirs or of ours, by position


class CannotMergeError(Exception):
    """Why an edited deck cannot be compared with what it was built as."""


class DeckMerge:
    """Merges what was edited into the fresh deck. Raises CannotMergeError, and all that a damaged file may raise.

    `rewritten`: by a program after which colours, fonts and animations cannot be compared, so theirs are not looked at.
    """

    def __init__(self, fresh: Path, edited: Path) -> None:
        require_modest(edited)
        self._package, there = DeckPackage.open(str(fresh)), DeckPackage.open(str(edited))
        base, ours = find_snapshot(there), find_snapshot(self._package)
        if base is None or ours is None:
            raise CannotMergeError("it does not say how it was built")
        self.rewritten = any(_REWRITES in part.blob for part in there.iter_parts() if part.partname == _SAVED_BY)
        self._tolerance = ROUNDED if self.rewritten else _EXACT
        self._reader = SlideReader(plain=self.rewritten)
        self._there, self._here = (deck.presentation_part.presentation for deck in (there, self._package))
        self._there_parts = [slide.part for slide in self._there.slides]
        self._here_parts = [slide.part for slide in self._here.slides]
        self._drawn: dict[tuple[str, str], Any] = {}  # what stands for equations here, by their names and what they say
        for part in self._here_parts:
            self._drawn |= unwrap(part._element.cSld.spTree)
        for part in self._there_parts:
            unwrap(part._element.cSld.spTree)
        self._full_base = base
        self._base, self._ours = (base.plain(), ours.plain()) if self.rewritten else (base, ours)
        look = "" if self.rewritten or base.parts else look_of(self._there)
        self._theirs = Snapshot(look, [self._reader.slide(part) for part in self._there_parts])
        if not self._there_parts:
            raise CannotMergeError("it has no slides any more")
        self.report = EditReport()
        same = match_slides(self._base.slides, self._theirs.slides)
        for i, j in same.items() if self.rewritten else ():
            self._theirs.slides[j] = as_equations(self._base.slides[i], self._theirs.slides[j])
        pairs = [(self._base.slides[i], self._theirs.slides[j]) for i, j in same.items()]
        if not names_kept(pairs):
            raise CannotMergeError("the program that saved it has renamed its shapes")
        self._in_theirs = without_copies(same, self._base.slides, self._theirs.slides)
        self._whole = bool(base.parts) and not self.rewritten  # whether all that they say can be compared
        if self._whole and writes_otherwise(pairs):
            self._whole = False
            self.report.lose("the deck", _OTHERWISE)
        if not self._whole:
            self._base, self._theirs, self._ours = (side.by_states() for side in (self._base, self._theirs, self._ours))
        self._in_ours = match_slides(self._base.slides, self._ours.slides)
        for i, j in self._in_theirs.items():
            self._theirs.slides[j] = recounted(self._base.slides[i], self._theirs.slides[j])
        self._part_copier = PartCopier(self._package)
        self._copies: dict[int, Any] = {}  # of slides here that they duplicated: by theirs, where each is listed
        self._merge()

    @property
    def slides(self) -> int:
        """How many the merged deck has."""
        return len(self._here.slides)

    def save(self, path: Path) -> None:
        for slide in self._here.slides:
            wrap(slide.part._element.cSld.spTree, self._drawn)
        self._package.save(str(path))

    def _merge(self) -> None:
        theirs, ours = self._theirs.slides, self._ours.slides
        sections = section_names(self._here)
        for i, j in self._in_theirs.items():
            if i in self._in_ours:
                self._part_copier.slides[self._there_parts[j]] = self._here_parts[self._in_ours[i]]
        order = self._order()
        self._places = {label: place for place, label in enumerate(order, 1)}
        self._follow()
        for i, base in enumerate(self._base.slides):
            there, here = self._in_theirs.get(i), self._in_ours.get(i)
            if there is not None and here is not None and theirs[there] not in (base, ours[here]):
                self._merge_slide(base, there, here, self._where(("base", i)))
        if self._theirs.look not in ("", self._base.look, self._ours.look):
            self.report.lose("the deck", "what you changed of its master, its theme or its size is not kept")
        if self.rewritten:
            self.report.notes.append(_REWRITTEN)
            pairs = sorted(self._in_theirs.items())
            tell_dropped(
                ((self._where(("base", i)), self._full_base.slides[i], self._there_parts[j]) for i, j in pairs),
                self.report,
            )
        lose_comments(zip(map(self._where, self._labels()[1]), self._there_parts, strict=True), self.report)
        self._arrange(order, sections)
        if self._whole:
            merge_parts(self._base.parts, self._ours.parts, self._there, self._here, self.report)
        recount([slide.part for slide in self._here.slides], self._ours.slides)

    def _follow(self) -> None:
        """Copy the slides that they duplicated as the build has them now, each with what was changed in the copy."""
        self._part_copier.slides.update({part: part for part in self._here_parts})
        for j in sorted(set(range(len(self._theirs.slides))) - set(self._in_theirs.values())):
            i = original_of(self._theirs.slides[j], self._base.slides)
            k = None if i is None else self._in_ours.get(i)
            if i is None or k is None:
                continue
            self._theirs.slides[j] = recounted(self._base.slides[i], self._theirs.slides[j])
            self._copies[j] = self._copy_slide(self._here_parts[k], self._ours.slides[k], name=self._ours.slides[k].id)
            own = self._here.slides[len(self._here.slides) - 1].part
            self._part_copier.slides[self._there_parts[j]] = own
            where = self._where(("theirs", j))
            at, clashes = len(self.report.kept), len(self.report.conflicts) + len(self.report.lost)
            if self._theirs.slides[j] not in (self._base.slides[i], self._ours.slides[k]):
                self._merge_slide(self._base.slides[i], j, k, where, own)
            follows = len(self.report.conflicts) + len(self.report.lost) == clashes
            title = quoted(self._ours.slides[k].title)
            numbers = "with today's numbers" if follows else "with today's numbers but for what is listed as yours"
            self.report.kept.insert(at, f"{where}: your copy of {title} is kept, {numbers}")

    def _merge_slide(self, base: SlideState, there: int, here: int, where: str, copy: Any = None) -> None:
        """Merge a slide of theirs into the one here, or into a copy of that."""
        part, own = self._there_parts[there], self._here_parts[here] if copy is None else copy
        theirs, ours = self._theirs.slides[there], self._ours.slides[here]
        merging = Merging(
            copier=ShapeCopier(self._part_copier, part, own),
            report=self.report,
            tolerance=self._tolerance,
            besides=partial(self._reader.besides, part=own),
        )
        SlideMerge(base, theirs, ours, part, own, where, merging).merge()
        merge_slide_properties(base, theirs, ours, part, own, where, merging)

    # ---- the slides' order --------------------------------------------------------------------------
    def _labels(self) -> tuple[list[Label], list[Label], list[Label]]:
        """The slides of the base, of theirs and of ours."""
        from_theirs, from_ours = ({there: i for i, there in side.items()} for side in (self._in_theirs, self._in_ours))
        base = [("base", i) for i in range(len(self._base.slides))]
        theirs = [
            ("base", from_theirs[j]) if j in from_theirs else ("theirs", j) for j in range(len(self._theirs.slides))
        ]
        ours = [("base", from_ours[k]) if k in from_ours else ("ours", k) for k in range(len(self._ours.slides))]
        return base, theirs, ours

    def _order(self) -> list[Label]:
        """The slides of the merged deck: without those deleted, with those that they added or edited."""
        base, theirs, ours = self._labels()
        there = [label for label in theirs if label in ours or self._is_own(label)]
        return merge_order(base, there, [label for label in ours if label[0] == "ours" or label in there])

    def _is_own(self, label: Label) -> bool:
        """Whether a slide that is not in the build stays: one that they added, or edited before it left the spec."""
        side, i = label
        return side == "theirs" or is_changed(
            self._base.slides[i], self._theirs.slides[self._in_theirs[i]], self._tolerance
        )

    def _where(self, label: Label) -> str:
        """A slide by its number in the merged deck, which its reader sees; one that is not in it by its title."""
        if label in self._places:
            return f"slide {self._places[label]}"
        side, i = label
        return quoted((self._base if side == "base" else self._theirs).slides[i].title)

    def _arrange(self, order: list[Label], sections: dict[int, str]) -> None:
        """Put the slides in order: those deleted left out, those added carried over."""
        base, theirs, ours = self._labels()
        ids = dict(zip(ours, list(self._here.element.sldIdLst), strict=False))  # copies stand behind ours
        for label in theirs:
            if label in self._places and label not in ids:
                self._carry(label, ids)
        if reordered(base, [label for label in theirs if label in self._places], ours):
            self.report.keep("the deck", "your order of the slides is kept")
        for label in ours:
            if label not in self._places:
                self._drop(label, ids.pop(label))
        listed = self._here.element.sldIdLst
        names: list[str] = []
        built = {label: sections[number] for label in order if (number := int(ids[label].get("id"))) in sections}
        own = own_sections(
            self._base.parts.get(SECTIONS, "").split("\n"),
            section_of_each(self._there),
            {i: name for (side, i), name in built.items() if side == "base"},
            self._in_theirs,
            self.report,
        )
        for label in order:
            listed.append(ids[label])  # moves it to the end
            there = self._in_theirs.get(label[1]) if label[0] == "base" else label[1]
            mine = own.get(there, "") if label[0] != "ours" and there is not None else ""
            names.append(mine or built.get(label, names[-1] if names else ""))
        if sections:
            set_sections(self._here, self._here.core_properties.title, [name or _first(sections) for name in names])

    def _carry(self, label: Label, ids: dict[Label, Any]) -> None:
        """Bring over a slide that is not in the build."""
        side, i = label
        if side == "theirs" and i in self._copies:
            ids[label] = self._copies[i]
            return
        j = self._in_theirs[i] if side == "base" else i
        slide = self._theirs.slides[j]
        where = self._where(label)
        ids[label] = self._copy_slide(self._there_parts[j], slide)
        if side == "base":
            self.report.conflict(
                where, f"{quoted(slide.title)} is kept as you have it, though it is not in the spec any more"
            )
        elif (original := original_of(slide, self._base.slides)) is not None:
            title = quoted(self._base.slides[original].title)
            numbers = self._old_numbers(slide, original)
            self.report.conflict(where, f"your copy of {title}, which is not in the spec any more, is kept{numbers}")
        elif (original := named_like(slide, self._base.slides)) is not None and (
            numbers := self._old_numbers(slide, original)
        ):
            title = quoted(self._base.slides[original].title)
            self.report.conflict(where, f"your slide, once a copy of {title}, is kept{numbers}")
        else:
            self.report.keep(where, "your slide is kept")

    def _old_numbers(self, slide: SlideState, original: int) -> str:
        """The numbers of facts that a slide of theirs still has from the one that it was copied of."""
        numbers = numbers_of(slide, self._base.slides[original])
        return f" with its old numbers: {numbers}" if numbers else ""

    def _copy_slide(self, source: Any, slide: SlideState, *, name: str = "") -> Any:
        """A copy of a slide, of theirs or of ours, at the end: where it is listed. `name` is that of the slide here."""
        layout_name = source.slide_layout.name
        layouts = {layout.name: layout for layout in self._here.slide_layouts}
        layout = layouts.get(layout_name, self._here.slide_layouts[-1])
        if layout_name not in layouts and not self.rewritten:
            self.report.lose(
                "your slide", f"its layout {quoted(layout_name)} is not in the build; it has {quoted(layout.name)} now"
            )
        added = self._here.slides.add_slide(layout)
        target: Any = added.part
        root, there = target._element, source._element
        copier = ShapeCopier(self._part_copier, source, target)
        for child in list(root):
            root.remove(child)
        for child in there:
            root.append(copier.copy(child))
        copier.renumber(root)
        root.cSld.attrib.pop("name", None)  # a copy of a slide of ours has its name
        if name:
            root.cSld.set("name", name)
        if slide.hidden:
            root.set("show", "0")
        root.attrib.update(there.attrib)
        if source.has_notes_slide and not self.rewritten:
            copier.copy_notes()
        elif slide.notes:
            add_notes(added, unmarked(text_of(slide.notes)), self._here.core_properties.language)
        return self._here.element.sldIdLst[-1]

    def _drop(self, label: Label, listed: Any) -> None:
        """Take out a slide that they deleted."""
        k = self._in_ours[label[1]]
        base, ours = self._base.slides[label[1]], self._ours.slides[k]
        listed.getparent().remove(listed)
        self._here.part.drop_rel(listed.rId)
        if [item.words for item in base.shapes] == [item.words for item in ours.shapes]:
            self.report.keep(f"slide {k + 1}", f"{quoted(ours.title)} stays deleted")
        else:
            self.report.conflict(
                f"slide {k + 1}", f"{quoted(ours.title)} stays deleted, though the build has changed it"
            )


def _first(sections: dict[int, str]) -> str:
    return next(iter(sections.values()))
