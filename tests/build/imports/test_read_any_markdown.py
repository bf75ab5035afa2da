"""What any Markdown deck may hold, in the spec that is made of it: pictures, words like ours, what does harm."""

from __future__ import annotations

from pathlib import Path

from imported_spec import PIXEL, spec_of

from build.imports.read import read_deck
from build.imports.write_spec import write_spec
from tests.helpers.drawn_pictures import film


def test_a_caption_keeps_its_footnote(tmp_path: Path, picture: bytes) -> None:
    deck = "---\nmarp: true\n---\n# Leaf\n![Green](leaf.png)\nA leaf[^1]\n\n[^1]: Hooke, 1665\n"
    body, left = spec_of(deck, tmp_path)
    assert body == "## Leaf\n\n![Green](pictures/leaf.png)\nA leaf[^1]\n\n[^1]: Hooke, 1665\n"
    assert left == []


def test_a_tag_behind_a_backslash_is_words(tmp_path: Path) -> None:
    body, left = spec_of("# A\n\n## B\nSee \\<pthread.h> and `<b>`, <b>bold</b>\n\nC:\\\\<i>x</i>\n", tmp_path)
    assert body == "# A\n\n## B\n\nSee \\<pthread.h> and `<b>`, **bold**\n\nC:\\\\_x_\n"
    assert left == []


def test_hugo_s_front_matter_is_no_slide(tmp_path: Path) -> None:
    (tmp_path / "deck.md").write_text('+++\ntitle = "Leaves"\noutputs = ["Reveal"]\n+++\n\n## A\n\nb\n', "utf-8")
    assert write_spec(read_deck(tmp_path / "deck.md")).endswith("# Leaves\n\n## A\n\nb\n")


# ---- pictures ---------------------------------------------------------------------------------------
def test_pictures_that_cannot_be_there_are_words_and_told(tmp_path: Path, picture: bytes) -> None:
    (tmp_path / "plot.pdf").write_bytes(b"%PDF-1.7")
    deck = f"""## A

![On the web](https://x.org/a.png)

![Lost](lost.png)

![Plot](plot.pdf)

![Kept](data:image/png;base64,{PIXEL})

<img src="leaf.png" alt="A leaf" width="96">
"""
    spec, left = spec_of(deck, tmp_path)
    assert (
        spec
        == """## A

[On the web](https://x.org/a.png)

Lost

Plot

![Kept](pictures/inline-1.png)

![A leaf](pictures/inline-1.png){width=8.11%}
"""
    )
    assert left == [
        "deck.md:3: the picture https://x.org/a.png: it is on the web: save it and name the file",
        "deck.md:5: the picture 'lost.png': it is not there, or outside the deck's folder",
        "deck.md:7: the picture 'plot.pdf': no picture that slides show (.pdf): save it as PNG or SVG",
    ]
    assert read_deck(tmp_path / "deck.md").files == {"pictures/inline-1.png": picture}


def test_a_film_that_is_cut_off_is_told(tmp_path: Path) -> None:
    whole = film(tmp_path / "run.mp4").read_bytes()
    (tmp_path / "half.mp4").write_bytes(whole[:-8])
    spec, left = spec_of("## A\n\n![Run](run.mp4)\n\n![Half](half.mp4)\n", tmp_path)
    assert spec == "## A\n\n![Run](pictures/run.mp4)\n\nHalf\n"
    assert left == ["deck.md:5: the picture 'half.mp4': the film ends too early"]


def test_a_deck_names_no_file_outside_its_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "talk").mkdir()
    spec, left = spec_of(
        "## A\n\n![x](../secret.png)\n\n{{< include ../secret.png >}}\n", tmp_path / "talk", "deck.qmd"
    )
    assert spec == "## A\n\nx\n\nx\n"
    assert left == [
        "deck.qmd:3: the picture '../secret.png': it is not there, or outside the deck's folder",
        "deck.qmd:5: the file '../secret.png': it is not there, or outside the deck's folder",
    ]


# ---- words ------------------------------------------------------------------------------------------
def test_what_looks_like_a_label_or_a_numbered_slide_stays_words(tmp_path: Path) -> None:
    spec, left = spec_of("---\nmarp: true\n---\n# Slide 1: none\n\nWisdom: a word\n\nNotes: b\n", tmp_path)
    assert spec == "# &#83;lide 1: none\n\nWisdom\\: a word\n\nNotes\\: b\n"
    assert left == []


# ---- what no deck should do -------------------------------------------------------------------------
def test_a_file_that_includes_itself_and_aliases_of_aliases_end(tmp_path: Path) -> None:
    aliases = "".join(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * 9)}]\n" for n in range(1, 12))
    (tmp_path / "other.qmd").write_text("{{< include deck.qmd >}}\n\n" + "{{< include other.qmd >}}\n\n" * 3)
    deck = f"---\nk0: &k0 x\n{aliases}title: *k11\nformat: revealjs\n---\n\n## One\n\n{{{{< include other.qmd >}}}}\n"
    body, left = spec_of(deck, tmp_path, "deck.qmd")
    assert body.endswith("## One\n")
    assert left == [
        "other.qmd:1: the file 'deck.qmd': it stands in itself",
        *(f"other.qmd:{line}: the file 'other.qmd': it stands in itself" for line in (3, 5, 7)),
    ]


def test_broken_pictures_and_links_that_nobody_can_open_are_words_and_told(tmp_path: Path) -> None:
    (tmp_path / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(20))
    deck = (
        "## One\n\n![A leaf](cut.png)\n\n[wiki](http://wiki/a), [here](http://localhost:8000), [da](https://ünï.de/ä)\n"
    )
    body, left = spec_of(deck, tmp_path)
    assert body == "## One\n\nA leaf\n\nwiki, [here](http://localhost:8000), [da](https://ünï.de/ä)\n"
    assert left == [
        "deck.md:3: the picture 'cut.png': it is no PNG, JPEG, WebP, GIF or SVG",
        "deck.md:5: a link to 'http://wiki/a': its words only are shown",
    ]


def test_a_spec_of_ours_is_told_that_it_needs_no_import(tmp_path: Path) -> None:
    body, left = spec_of("# T\n\n## A\n\nwords\n\nNotes:\nsaid\n", tmp_path)
    assert body.endswith("## A\n\nwords\n\nNotes\\: said\n")
    assert left == ["deck.md:7: 'Notes:' as of a spec: it stands as words; a spec needs no import"]


def test_a_formula_without_its_end_stays_as_words_and_is_told(tmp_path: Path) -> None:
    body, left = spec_of("---\nmarp: true\n---\n# A\n\n---\n\n## B\n\n$$\\sum_{i=1}^{n}\n", tmp_path)
    assert body == "# A\n\n## B\n\n\\$\\$\\\\sum\\_\\{i=1}^\\{n}\n"
    assert left == ["deck.md:10: a formula without its end"]


def test_words_right_below_a_picture_behind_them_are_no_caption(tmp_path: Path, picture: bytes) -> None:
    body, _ = spec_of("---\nmarp: true\n---\n# Leaf\n![bg right](leaf.png)\nIt is **green**\n", tmp_path)
    assert body == "## Leaf\n\nIt is **green**\n\n![](pictures/leaf.png){width=50% .right .cover}\n"
