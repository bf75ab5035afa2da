"""A deck is built again when a file whose code it shows has changed."""

from __future__ import annotations

from pathlib import Path

from build.files.code_named import code_named


def test_the_files_that_a_spec_shows_code_of_are_found(tmp_path: Path) -> None:
    for folder in ("src", "decks"):
        (tmp_path / folder).mkdir()
    for name in ("src/a.js", "src/b.py", "decks/c.js", "other.js"):
        (tmp_path / name).write_text("a\n")
    spec = tmp_path / "decks" / "deck.md"
    spec.write_text(
        "```js file=src/a.js lines=1\n```\n{{ code('src/b.py::f') }}\n```js file=\"gone.js\"\n```\nother.js\n"
        "```js file=c.js\n```\n```js file=a\0b.js\n```\n"
    )
    assert code_named(spec, tmp_path) == [tmp_path / name for name in ("src/a.js", "src/b.py", "decks/c.js")]
    assert code_named(tmp_path / "none.md", tmp_path) == []
