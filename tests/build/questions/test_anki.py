"""Cards: opened by Anki's own package, and an edited question updates what somebody learns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from build.questions.anki import write_anki
from build.questions.model import Bank
from build.spec.deck import Text, Words


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Any]:
    from anki.collection import Collection

    opened = Collection(str(tmp_path / "collection.anki2"))
    yield opened
    opened.close()


def imported(collection: Any, package: Path) -> tuple[int, int]:
    """How many notes came and how many were updated."""
    from anki.import_export_pb2 import ImportAnkiPackageOptions, ImportAnkiPackageRequest

    options = ImportAnkiPackageOptions()
    log = collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options)).log
    return len(log.new), len(log.updated)


def notes(collection: Any) -> dict[str, Any]:
    found = (collection.get_note(note) for note in collection.find_notes(""))
    return {note["Id"]: note for note in found}


def test_anki_opens_a_card_for_each_question(bank: Bank, collection: Any, tmp_path: Path) -> None:
    write_anki(bank, tmp_path / "quiz.apkg", stamp=1_700_000_000)
    assert imported(collection, tmp_path / "quiz.apkg") == (6, 0)
    assert "Small course::A small quiz" in [deck.name for deck in collection.decks.all_names_and_ids()]
    card = notes(collection)["size"].cards()[0]
    assert "<p>A model keeps 32 heads. How large is its cache?</p>" in card.question()
    assert "(in MB, within 1%)" in card.question()
    for words in ("536.9 MB", "<b>Heads that are not kept were counted</b> (4,000 MB)", "keys and values"):
        assert words in card.answer()


def test_an_edited_question_updates_its_card_and_keeps_its_identity(
    bank: Bank, collection: Any, tmp_path: Path
) -> None:
    package = tmp_path / "quiz.apkg"
    write_anki(bank, package, stamp=1_700_000_000)
    imported(collection, package)
    before = {name: note.guid for name, note in notes(collection).items()}
    first = bank.families[0].first
    edited = replace(first, stem=Text((Words(text="Asked in other words?"),)))
    families = (replace(bank.families[0], variants=(edited,)), *bank.families[1:])
    write_anki(replace(bank, families=families), package, stamp=1_700_086_400)
    assert imported(collection, package)[0] == 0
    after = notes(collection)
    assert {name: note.guid for name, note in after.items()} == before
    assert after["size"]["Question"].startswith("<p>Asked in other words?</p>")
