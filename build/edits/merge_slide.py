"""The shapes of one slide on rebuild: which somebody has deleted, added, grouped or put in another order."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from build.deck_file.match_shapes import match_shapes, near
from build.deck_file.shape_xml import GROUP, all_shapes, keys_of, moved, naming, place_of, put, reframe, shapes_in
from build.deck_file.snapshot import Placement, ShapeState, SlideState, role_of
from build.edits.merge_order import merge_order, reordered
from build.edits.merge_shape import Merging, ShapeVersions, merge_shape, unplaced
from engine.quoted import quoted

_OWN = "own"  # stands in for a shape of ours while a group of theirs is copied


@dataclass
class SlideMerge:
    """A slide's three versions, the parts of the last two, and what merging needs. `where` names the slide."""

    base: SlideState
    theirs: SlideState
    ours: SlideState
    there: Any
    here: Any
    where: str
    merging: Merging

    def __post_init__(self) -> None:
        self._tree = self.here._element.cSld.spTree
        self._keys_here = keys_of(self._tree)
        self._keys_there = keys_of(self.there._element.cSld.spTree)
        self._ours = {key: shape for shape, key in self._keys_here.items()}
        self._theirs = {key: shape for shape, key in self._keys_there.items()}
        self._key_there = match_shapes(self.base, self.theirs)
        self._key_base = {there: key for key, there in self._key_there.items()}
        self._carried: set[str] = set()
        other_kind = self.theirs.by_key.keys() - self._key_base.keys()  # as of a text with an equation in it
        gone = (self.base.by_key.keys() - self._key_there.keys()) & self.ours.by_key.keys()
        self._replaced = {key for key in other_kind & gone if self.theirs.by_key[key].parent not in other_kind}

    def merge(self) -> None:
        """Bring all that theirs changed into the slide here."""
        self._delete()
        for base in self.base.shapes:
            theirs, ours = self._counterpart(base), self.ours.by_key.get(base.key)
            if theirs is not None and ours is not None:
                self._merge(base, theirs, ours)
            elif theirs is not None:
                self._orphan(base, theirs)
        self._add()
        self._arrange()

    def _counterpart(self, base: ShapeState) -> ShapeState | None:
        key = self._key_there.get(base.key)
        return None if key is None else self.theirs.by_key[key]

    # ---- shapes -------------------------------------------------------------------------------------
    def named(self, key: str) -> str:
        return f"{self.where}, {key!r}"

    def _expected(self, base: ShapeState) -> Placement | None:
        """Where a shape stands in theirs if it was moved with its group alone."""
        if base.place is None:
            return None
        parent = base.parent
        while parent and parent not in self._moved_groups:
            parent = self.base.by_key[parent].parent
        return moved(base.place, *self._moved_groups[parent]) if parent else base.place

    @cached_property
    def _moved_groups(self) -> dict[str, tuple[Placement, Placement]]:
        """The groups that were moved or stretched as a whole: then most of what is in them goes along.

        Of a group in which somebody moved one shape the box changes too, and the others stay.
        """
        found = {}
        for base in self.base.shapes:
            theirs = self._counterpart(base)
            if base.kind != "grpSp" or theirs is None or base.place is None or theirs.place is None:
                continue
            if near(base.place, theirs.place, self.merging.tolerance):
                continue
            inside = [shape for shape in self.base.shapes if shape.parent == base.key and shape.key in self._key_there]
            pairs = [(shape.place, self.theirs.by_key[self._key_there[shape.key]].place) for shape in inside]
            along = sum(p is not None and near(moved(p, base.place, theirs.place), q) for p, q in pairs)
            stayed = sum(near(p, q) for p, q in pairs)
            if along >= stayed:
                found[base.key] = (base.place, theirs.place)
        return found

    def _merge(self, base: ShapeState, theirs: ShapeState, ours: ShapeState) -> None:
        there, here = self._theirs[theirs.key], self._ours[base.key]
        expected = self._expected(base)
        if base.kind == "grpSp" and base.key not in self._moved_groups:
            expected = theirs.place  # its box follows what is in it
            kept = near(theirs.place, base.place, self.merging.tolerance) or not near(ours.place, base.place, 0)
            if not kept and theirs.place is not None:
                reframe(here, theirs.place)
        name = naming(there).get("name", "")
        if base.besides and role_of(name) != role_of(naming(here).get("name", "")):
            self.merging.report.lose(self.named(base.key), f"your name of it, {quoted(name)}, is not kept")
        versions = ShapeVersions(base=base, theirs=theirs, ours=ours, there=there, here=here)
        self.merging.copier.numbers[naming(there).get("id")] = naming(here).get("id")
        self._ours[base.key] = merge_shape(versions, expected, self.named(base.key), self.merging)

    # ---- what they deleted --------------------------------------------------------------------------
    def _delete(self) -> None:
        """Take out what they deleted; of a group that they dissolved, the shapes stay."""
        gone = {base.key for base in self.base.shapes if base.key not in self._key_there}
        for base in reversed(self.base.shapes):  # what is in a group before the group
            if base.key not in gone or base.key not in self.ours.by_key:
                continue
            shape = self._ours.pop(base.key)
            left = list(shapes_in(shape))
            dissolved = any(self._keys_here[member] in self._key_there for member in left)
            for member in left if dissolved else ():
                place = self.ours.by_key[self._keys_here[member]].place
                shape.addprevious(member)
                if place is not None:
                    put(member, place)
            shape.getparent().remove(shape)
            if base.parent in gone or base.key in self._replaced:
                continue
            if dissolved:
                self.merging.report.keep(self.named(base.key), "it stays dissolved")
            elif self._steady(base.key):
                self.merging.report.keep(self.named(base.key), "it stays deleted")
            else:
                self.merging.report.conflict(self.named(base.key), "it stays deleted, though the build has changed it")

    def _steady(self, key: str) -> bool:
        """Whether the build has changed nothing of a shape or of what is in it."""
        before, now = ([unplaced(shape) for shape in _within(slide, key)] for slide in (self.base, self.ours))
        return before == now

    def _orphan(self, base: ShapeState, theirs: ShapeState) -> None:
        """A shape that the build no longer has comes over if they had worked on it."""
        as_built = (unplaced(theirs), theirs.besides) == (unplaced(base), base.besides)
        if base.parent in self._carried or (
            as_built and near(theirs.place, self._expected(base), self.merging.tolerance)
        ):
            return
        self._carried.add(base.key)
        self._ours[base.key] = self._carry(theirs)
        self.merging.report.conflict(self.named(base.key), "yours is kept, though the build has it no longer")

    # ---- what they added ----------------------------------------------------------------------------
    def _add(self) -> None:
        """Bring over the shapes that they added, and put into groups what they grouped."""
        new = [shape for shape in self.theirs.shapes if shape.key not in self._key_base]
        keys = {shape.key for shape in new}
        for shape in new:
            if shape.parent in keys:
                continue  # comes with its group
            key = self._key_base[shape.key] = f"{shape.key} (added)"
            self._ours[key] = self._carry(shape)
            if shape.key in self._replaced:
                self.merging.keep(self._steady(shape.key), self.named(shape.key), "shape in its place is")
            else:
                self.merging.report.keep(self.named(shape.key), "your addition is kept")

    def _carry(self, item: ShapeState) -> Any:
        """A shape of theirs on the slide here; where it is a group around shapes of ours, these go into it."""
        there = self._theirs[item.key]
        shell, owned = deepcopy(there), []
        for shape, inner in list(zip(all_shapes(there), all_shapes(shell), strict=True)):
            own = self._ours.get(self._key_base.get(self._keys_there[shape], ""))
            if own is not None and shell in inner.iterancestors():  # else gone with its group
                inner.getparent().replace(inner, inner.makeelement(_OWN))
                owned.append((own, place_of(own)))
        copy = self.merging.copier.copy(shell)
        self._home(item).append(copy)
        if item.place is not None:
            put(copy, item.place)
        for stand_in, (own, place) in zip(list(copy.iter(_OWN)), owned, strict=True):
            stand_in.getparent().replace(stand_in, own)
            if place is not None:
                put(own, place)
        return copy

    def _home(self, item: ShapeState) -> Any:
        return self._ours.get(self._key_base.get(item.parent, ""), self._tree) if item.parent else self._tree

    def _arrange(self) -> None:
        """Let the shapes lie above each other as they put them, on the slide and in each group."""
        keys = {shape: key for key, shape in self._ours.items()}
        there = {ours: theirs for theirs, ours in self._key_base.items()}
        holders = [(self._tree, "")]
        holders += [
            (shape, there[keys[shape]])
            for shape in all_shapes(self._tree)
            if shape.tag == GROUP and keys.get(shape) in there
        ]
        another = [self._arrange_in(holder, keys, key) for holder, key in holders]
        if any(another):
            self.merging.report.keep(self.where, "your order of its shapes is kept")

    def _arrange_in(self, holder: Any, keys: dict[Any, str], there: str) -> bool:
        """Arrange what is on the slide or in a group, `there` its key; whether they had put it in another order."""
        present = [keys[shape] for shape in shapes_in(holder) if shape in keys]
        base = [shape.key for shape in self.base.shapes]  # wherever it stood
        theirs = [
            self._key_base[shape.key]
            for shape in self.theirs.shapes
            if shape.parent == there and shape.key in self._key_base
        ]
        theirs = [key for key in theirs if key in present]
        ours = [key for key in present if key in self.ours.by_key]
        order = merge_order(base, theirs, ours)
        if order != present and len(order) == len(present):
            at = holder.index(self._ours[present[0]])
            for i, key in enumerate(order):
                holder.insert(at + i, self._ours[key])
        return reordered(base, theirs, ours)


def _within(slide: SlideState, key: str) -> list[ShapeState]:
    """A shape and all that is in it."""
    found = {key}
    for shape in slide.shapes:  # a group stands before what is in it
        if shape.parent in found:
            found.add(shape.key)
    return [shape for shape in slide.shapes if shape.key in found]
