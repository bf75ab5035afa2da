"""What is kept of slides: the same values under the same keys, or nothing."""

from __future__ import annotations

from pathlib import Path

from build.files.slide_memory import SlideMemory


def kept(file: Path, **values: object) -> SlideMemory:
    memory = SlideMemory(file, "around")
    for name, value in values.items():
        memory.put(memory.key(name), value)
    memory.save()
    return SlideMemory(file, "around")


def test_a_value_comes_back_as_long_as_nothing_around_it_changes(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "deck.slides"
    memory = kept(file, first=("x", 1.5), second=b"y")
    assert memory.get(memory.key("first")) == ("x", 1.5)
    assert memory.get(memory.key("second")) == b"y"
    assert memory.get(memory.key("third")) is None
    other = SlideMemory(file, "changed")
    assert other.get(other.key("first")) is None
    assert [path.name for path in file.parent.iterdir()] == ["deck.slides"]


def test_what_a_build_does_not_ask_for_is_gone_after_it(tmp_path: Path) -> None:
    file = tmp_path / "deck.slides"
    memory = kept(file, first=1, second=2)
    assert memory.get(memory.key("first")) == 1
    memory.put(memory.key("third"), 3)
    memory.save()
    memory = SlideMemory(file, "around")
    assert [memory.get(memory.key(name)) for name in ("first", "second", "third")] == [1, None, 3]


def test_a_memory_that_is_not_used_otherwise_is_not_written_again(tmp_path: Path) -> None:
    file = tmp_path / "deck.slides"
    memory = kept(file, first=1)
    before = file.stat().st_ino
    memory.get(memory.key("first"))
    memory.save()
    assert file.stat().st_ino == before


def test_a_damaged_memory_gives_nothing_or_what_was_kept(tmp_path: Path) -> None:
    file = tmp_path / "deck.slides"
    kept(file, first="a value", second="another one")
    whole = file.read_bytes()
    damaged = [whole[:at] for at in range(len(whole))]
    damaged += [whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :] for at in range(len(whole))]
    for content in damaged:
        file.write_bytes(content)
        memory = SlideMemory(file, "around")
        assert memory.get(memory.key("first")) in ("a value", None)
        memory.put(memory.key("third"), 3)
        memory.save()
        again = SlideMemory(file, "around")
        assert again.get(again.key("third")) in (3, None)


def test_a_memory_that_cannot_be_kept_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way of a folder")
    memory = kept(tmp_path / "file" / "deck.slides", first=1)
    assert memory.get(memory.key("first")) is None


def test_without_a_file_nothing_is_kept() -> None:
    memory = SlideMemory()
    memory.put(memory.key("first"), 1)
    memory.save()
    assert memory.get(memory.key("first")) is None
