"""reveal.js decks, in Markdown and in HTML."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.imports.imported import Imported
from build.imports.read import read_deck
from build.imports.write_spec import write_spec


def read(text: str, path: Path) -> Imported:
    path.write_text(text, encoding="utf-8")
    return read_deck(path)


def test_notes_behind_a_word_and_vertical_slides_are_read(tmp_path: Path) -> None:
    deck = """---
revealOptions:
  transition: fade
verticalSeparator: --
---
# A

words
***
Note: said aside
and more

---

## B

- one <!-- .element: class="fragment" -->

--

## C

below
"""
    assert (
        write_spec(read(deck, tmp_path / "deck.md"))
        == """---
title: A
---

# A

words

Notes:
said aside and more

## B

Reveal: each point

- one

## C

below
"""
    )


def test_sections_of_html_and_of_markdown_are_one_deck(tmp_path: Path) -> None:
    (tmp_path / "more.md").write_text("## From a file\n\n\n\n## And its second\n\nNote: aside\n")
    deck = """<!doctype html><html><head><title>Page</title></head><body><div class="reveal"><div class="slides">
<section><h1>Top</h1><p>A <strong>bold</strong> word</p><aside class="notes">Said</aside></section>
<section>
  <section data-markdown><textarea data-template>
    ## In Markdown

    - point
  </textarea></section>
  <section data-visibility="hidden"><h2>Below</h2>
    <ul><li>one<ul><li>two</li></ul></li></ul>
    <table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>
  </section>
</section>
<section data-markdown="more.md" data-separator="^\\n\\n\\n"></section>
<section><iframe src="https://x.org/live"></iframe></section>
</div></div><script>Reveal.initialize()</script></body></html>
"""
    imported = read(deck, tmp_path / "deck.html")
    assert (
        write_spec(imported)
        == """---
title: Top
---

# Top

A **bold** word

Notes:
Said

## In Markdown

- point

## Below

Hidden: yes

- one
  - two

| a | b |
| --- | --- |
| 1 | 2 |

## From a file

## And its second

Notes:
aside

## https\\://x.org/live
"""
    )
    assert [str(left).removeprefix(f"{tmp_path}/") for left in imported.left if not left.look] == [
        "deck.html:15: <iframe>: https://x.org/live: a link stands in its place",
        "deck.html:15: a heading's link to https://x.org/live: its words stay",
    ]


def test_a_page_without_slides_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"^page\.html has no slides: reveal.js shows each <section>$"):
        read("<html><body>words</body></html>", tmp_path / "page.html")


def test_code_of_html_keeps_its_lines_and_words_behind_a_tag_are_no_label(tmp_path: Path) -> None:
    (tmp_path / "talk.html").write_text(
        """<div class="reveal"><div class="slides"><section><h2>Code</h2>
<p>Notes: on the slide</p>
<pre><code class="language-python" data-trim>
  if a &lt; b:
      <mark>Notes: int</mark>
</code></pre>
<pre><code><script type="text/template"><b>&amp;</b></script></code></pre>
<p>behind</p></section></div></div>"""
    )
    assert write_spec(read_deck(tmp_path / "talk.html")) == (
        "## Code\n\nNotes\\: on the slide\n\n```python\nif a < b:\n    Notes: int\n```\n"
        "\n```\n<b>&amp;</b>\n```\n\nbehind\n"
    )
