from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pptx import Presentation

from build.deck_file.deck_parts import look_of
from build.deck_file.package import DeckPackage
from build.deck_file.snapshot import (
    ParagraphState,
    Placement,
    RunState,
    ShapeState,
    SlideState,
    Snapshot,
    SnapshotWriter,
    loads,
)
from build.deck_file.snapshot_part import find_snapshot

texts = st.text(max_size=4)
bodies = st.lists(
    st.builds(ParagraphState, st.lists(st.builds(RunState, texts, texts), max_size=2).map(tuple), texts), max_size=2
).map(tuple)
places = st.none() | st.builds(Placement, *[st.integers()] * 4, texts)
items = st.builds(
    ShapeState, texts, texts, texts, places, texts, texts, texts, st.lists(bodies, max_size=2).map(tuple), texts
)
slides = st.builds(
    SlideState,
    texts,
    texts,
    texts,
    st.booleans(),
    texts,
    texts,
    bodies,
    st.lists(items, max_size=2).map(tuple),
    st.tuples(texts, texts, texts),
)


@given(st.builds(Snapshot, texts, st.lists(slides, max_size=2), st.dictionaries(texts, texts, min_size=1, max_size=2)))
def test_a_snapshot_comes_back_from_its_text(snapshot: Snapshot) -> None:
    writer = SnapshotWriter()
    for slide in snapshot.slides:
        writer.add(slide)
    assert loads(writer.text(snapshot.look, snapshot.parts)) == snapshot


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format":0}', '{"format":1,"look":"","texts":[],"slides":[[]]}'])
def test_any_other_text_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        loads(text)


def test_a_deck_without_a_snapshot_has_none(tmp_path: Path) -> None:
    plain = tmp_path / "plain.pptx"
    Presentation().save(str(plain))
    assert find_snapshot(DeckPackage.open(str(plain))) is None


def test_the_look_of_a_master_is_digested_as_the_decks_that_are_built_already_have_it() -> None:
    """Else a rebuild would say of each of them that somebody has changed its master."""
    assert look_of(Presentation()) == "eb17e22148e2"
