"""What single programs' decks hold, in the spec that is made of them, and what of it is told as left out."""

from __future__ import annotations

from pathlib import Path

from imported_spec import spec_of

from build.imports.read import read_deck


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
