"""Reading a file: what is read, and what is said of one that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.parse.source import LARGEST, read_source, source_from

EMPTY = """deck.md:1:1: the file is empty [P005]
  hint: a spec starts with '# Title' and has slides '## Slide 1: …'"""
SPEC = "# Deck\n\n## Slide 1: Title - Größe\n"


@pytest.mark.parametrize(
    "data",
    [
        SPEC.encode(),
        b"\xef\xbb\xbf" + SPEC.encode(),
        SPEC.replace("\n", "\r\n").encode(),
        SPEC.replace("\n", "\r").encode(),
    ],
    ids=["plain", "byte-order mark", "CRLF", "CR"],
)
def test_line_ends_and_a_byte_order_mark_are_no_matter(data: bytes) -> None:
    source, found = source_from("deck.md", data)
    assert (source.text, found) == (SPEC, [])


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            b"",
            EMPTY,
        ),
        (
            b" \n\t\n",
            EMPTY,
        ),
        (b"PK\x03\x04\0\0", "deck.md:1:1: a binary file, not a Markdown text [P003]"),
        (
            "# Größe".encode("utf-16"),
            "deck.md:1:1: the file is UTF-16; a spec is UTF-8 [P002]\n  hint: save it as UTF-8",
        ),
        (
            "# Deck\r\nein Größenvergleich".encode("cp1252"),
            "deck.md:2:7: byte 0xF6 is not UTF-8 [P002]\n     2 | ein Größenvergleich\n       |       ^\n"
            "  hint: save it as UTF-8; read as Windows-1252 this is 'ö'",
        ),
    ],
    ids=["empty", "blank", "binary", "UTF-16", "Windows-1252"],
)
def test_a_file_that_is_no_spec_gets_one_finding_and_an_empty_source(data: bytes, told: str) -> None:
    source, found = source_from("deck.md", data)
    assert [str(finding) for finding in found] == [told]
    assert source.text == ""


def test_a_file_of_five_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "deck.md"
    path.write_bytes(b"a" * 5_000_000)
    _, (finding,) = read_source(path)
    assert finding.message == f"the file has 5,000,000 bytes; a spec has at most {LARGEST:,}"
    assert finding.code == "P004"


def test_a_file_that_is_missing_or_a_folder_is_named_with_the_reason(tmp_path: Path) -> None:
    for path, reason in ((tmp_path / "none.md", "No such file or directory"), (tmp_path, "Is a directory")):
        source, found = read_source(path)
        told = f"{path}:1:1: cannot be read: {reason} [P001]\n  hint: check its path and its rights"
        assert [str(finding) for finding in found] == [told]
        assert source.text == ""


def test_the_likely_name_of_a_missing_spec_is_told(tmp_path: Path) -> None:
    (tmp_path / "chapter_four.md").touch()
    _, (finding,) = read_source(tmp_path / "chapter_for.md")
    assert finding.hint == f"did you mean '{tmp_path / 'chapter_four.md'}'?"


@pytest.mark.parametrize("letter", ["’", "“", "”", "–", "—", "…", "é", "ü", "×", "→", "😀", "ÿ"])
def test_every_misread_character_is_found_and_its_repair_offered(letter: str) -> None:
    misread = "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in letter.encode())
    _, found = source_from("deck.md", f"# a{misread}b".encode())
    assert any(finding.code == "P006" and finding.hint == f"write '{letter}'" for finding in found)


@pytest.mark.parametrize("text", ["Größe naïve café", "Ã la carte", "“quoted” – dash … ×", "Â£", "5 € and â"])
def test_letters_that_only_look_misread_are_left_alone(text: str) -> None:
    found = source_from("deck.md", text.encode())[1]
    assert [finding.code for finding in found if finding.code == "P006"] == (["P006"] if text == "Â£" else [])
