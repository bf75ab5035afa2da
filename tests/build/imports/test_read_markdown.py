"""What single programs' decks hold, in the spec that is made of them, and what of it is told as left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from build.imports.read import read_deck
from build.imports.write_spec import write_spec
from tests.helpers.drawn_pictures import film

PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="


def spec_of(text: str, folder: Path, name: str = "deck.md") -> tuple[str, list[str]]:
    """The spec without its front matter, and what was left out, with its line."""
    (folder / name).write_text(text, encoding="utf-8")
    imported = read_deck(folder / name)
    spec = write_spec(imported)
    body = spec.partition("\n---\n")[2].lstrip("\n") if spec.startswith("---") else spec
    return body, [str(left).removeprefix(f"{folder}/") for left in imported.left if not left.look]


@pytest.fixture
def picture(tmp_path: Path) -> bytes:
    from base64 import b64decode

    data = b64decode(PIXEL)
    (tmp_path / "leaf.png").write_bytes(data)
    return data


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


# ---- Marp -------------------------------------------------------------------------------------------
def test_a_marp_deck_keeps_columns_of_html_notes_and_pictures_with_their_place(tmp_path: Path, picture: bytes) -> None:
    deck = """---
marp: true
theme: gaia
footer: Leaves
---
# Leaves

---
<!-- _class: lead -->
## Two sides

<div class="columns">
<div>

- <b>light</b>
- water

</div>
<div>

![w:300px](leaf.png)

</div>
</div>

<!-- What the speaker says -->

---
![bg right:40%](leaf.png)
## Beside
words
"""
    spec, left = spec_of(deck, tmp_path)
    assert (
        spec
        == """# Leaves

## Two sides

::: columns
::: column
- **light**
- water
:::
::: column
![](pictures/leaf.png){width=25.34%}
:::
:::

Notes:
What the speaker says

## Beside

![](pictures/leaf.png){width=40% .right .cover}

words
"""
    )
    assert left == []


# ---- Slidev -----------------------------------------------------------------------------------------
def test_what_an_option_of_a_slide_says_is_told_with_its_words(tmp_path: Path) -> None:
    deck = "---\nmdc: true\n---\n\n# A\n\n---\nsource: An American composer\nclass: px-10 py-2\n---\n\n# B\n"
    _, left = spec_of(deck, tmp_path)
    assert left == ["deck.md:8: source: An American composer"]


def test_a_slidev_deck_takes_pages_and_snippets_from_its_files_and_tells_components(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "more.md").write_text("# From a page\n\nwords\n")
    (tmp_path / "a.ts").write_text("// #region one\nconst a = 1\n// #endregion\n")
    deck = """---
# a remark on the theme
mdc: true
title: The file
---
# Start

Hello {{ name }}

<Tweet id="1" scale="0.6" />

---
src: ./pages/more.md
---

---
layout: two-cols
---
# Sides

left

::right::

<<< @/a.ts#one {1}

---
hide: true
---
# Hidden one
"""
    spec, left = spec_of(deck, tmp_path)
    assert (
        spec
        == """# Start

Hello \\{\\{ name }}

## From a page

words

## Sides

::: columns
::: column
left
:::
::: column
```ts
const a = 1
```
:::
:::

## Hidden one

Hidden: yes
"""
    )
    assert left == [
        "deck.md:8: {{ name }}: what a program works out: it stands as it is written",
        "deck.md:10: <Tweet> (id='1' scale='0.6')",
    ]


# ---- pandoc, Quarto ---------------------------------------------------------------------------------
def test_a_pandoc_deck_keeps_line_blocks_lettered_lists_equations_and_its_title_slide(tmp_path: Path) -> None:
    deck = """% A talk
% Ann; Bob
% 2024

# Part

## First

| Roses are red
| Violets are blue

a)  one
b)  two

\\begin{align}
x &= 1
\\end{align}

```{=latex}
\\clearpage words
```

::: incremental
- point
:::
"""
    spec, left = spec_of(deck, tmp_path)
    assert (
        spec
        == """# A talk

# Part

## First

Reveal: each point

Roses are red<br>Violets are blue

1. one
2. two

$$
\\begin{align} x &= 1 \\end{align}
$$

- point
"""
    )
    assert left == ["deck.md:19: a block for latex: \\clearpage words"]


def test_a_quarto_deck_keeps_code_and_captions_and_tells_what_its_cells_would_give(
    tmp_path: Path, picture: bytes
) -> None:
    (tmp_path / "part.qmd").write_text("## Included\n\nwords\n")
    deck = """---
title: Leaves
subtitle: Light
author:
  - name: Ann Lee
    affiliation: Here
format:
  revealjs:
    theme: simple
    footer: "[site](https://x.org)"
---
## Code {visibility="hidden"}

```{python}
#| label: fig-a
#| fig-cap: "How it grows"
plot(1)
```

```{r}
#| echo: false
secret()
```

{{< include part.qmd >}}

## Picture

![Caption](leaf.png){fig-alt="A leaf" width=50%}

{{< video https://x.org/v >}}
"""
    spec, left = spec_of(deck, tmp_path, "deck.qmd")
    assert (
        spec
        == """# Leaves

Light

## Code

Hidden: yes

```python
plot(1)
```

How it grows

## Included

words

## Picture

![A leaf](pictures/leaf.png "Caption"){width=50%}

<https://x.org/v>
"""
    )
    assert left == [
        "deck.qmd:14: what a cell of python gives: its code stands in its place",
        "deck.qmd:20: what a cell of r gives, its code hidden: run it, and put its picture there: secret()",
        "deck.qmd:31: a film: https://x.org/v: a link stands in its place",
    ]
    assert (read_deck(tmp_path / "deck.qmd").front) == {
        "footer": "site", "title": "Leaves", "author": "Ann Lee",
    }  # fmt: skip


def test_a_deck_of_xaringan_keeps_columns_steps_notes_and_words_of_classes(tmp_path: Path, picture: bytes) -> None:
    deck = """---
output:
  xaringan::moon_reader:
    yolo: false
---
# A

.pull-left[
- one
]
.pull-right[Beside
it
]

---
class: center, middle
background-image: url(leaf.png)

# B
Words .small[of .red[any] [link](https://x.org)], a.b[0]

--

.box[
More
]

???
Say it.

---

```r
.pull-left[
--
```
"""
    body, left = spec_of(deck, tmp_path, "deck.Rmd")
    assert (
        body
        == """## A

::: columns
::: column
- one
:::
::: column
Beside it
:::
:::

## B

![](pictures/leaf.png){.background}

. . .

Words of any [link](https://x.org), a.b\\[0]

More

Notes:
Say it.

## B (2)

```r
.pull-left[
--
```
"""
    )
    assert left == []


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
