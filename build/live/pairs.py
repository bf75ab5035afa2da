"""Which slide of a deck is which after a save: a reader stays on the slide being read, whatever its number is now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from build.live.deck_state import ShownSlide


def numbers_now(old: Sequence[ShownSlide], new: Sequence[ShownSlide]) -> Mapping[int, int]:
    """The number that each slide has now which is still there; one whose title alone was changed is."""
    before, now = ([slide.title for slide in slides] for slides in (old, new))
    found: dict[int, int] = {}
    for what, start, end, start_now, end_now in SequenceMatcher(None, before, now, autojunk=False).get_opcodes():
        if what in ("equal", "replace"):
            pairs = zip(old[start:end], new[start_now:end_now], strict=False)
            found |= {one.number: other.number for one, other in pairs}
    return found
