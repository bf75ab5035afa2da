"""A deck of ordinary Markdown of any length, for `make bench`: what somebody writes who has read no manual."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, cycle, islice
from pathlib import Path

from PIL import Image

_PHOTOGRAPH = (1600, 1200)
_DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">
<rect width="400" height="300" fill="#eee"/><circle cx="200" cy="150" r="90" fill="#357"/>
</svg>
"""
# Each slide's words differ by its number, as nobody writes a slide twice.
_SLIDES = (
    """\
## Why people keep history {n}

- Every change has an author, a day and a reason
- **Old states** come back with one command
    - also those of branch {n} that somebody deleted
    - also single files
- Two people work on `file_{n}.py` at once
""",
    """\
## What the commands cost {n}

| Command | Reads | Writes | Often used |
| --- | --- | --- | ---: |
| `status` | work tree | nothing | {n} |
| `commit` | index | objects | 4 |
| `push` | objects | *another* machine | 2 |
""",
    """\
## A function of lesson {n}

```python
def area_{n}(width: float, height: float) -> float:
    \"\"\"The area of a rectangle.\"\"\"
    if width < 0 or height < 0:
        raise ValueError("a side is negative")
    return width * height
```
""",
    """\
## Energy and mass {n}

$$E_{{{n}}} = m c^2 + \\frac{{p^2}}{{2 m}}$$

- $E$: energy of body {n}
- $m$: mass
""",
    """\
## Two ways to work {n}

### Alone
- Nobody waits for anybody
- Mistake {n} is found late

### Together
- Somebody reads each change
- Words are found for what is done
""",
    """\
## Someone said {n}

> Programs must be written for people to read, and only incidentally for machines, as lesson {n} shows.
>
> — Harold Abelson, Structure and Interpretation
""",
    """\
## {n} billion neurons

As many cells as that work together in a brain while it reads a page [Azevedo].
""",
    """\
## How it came about {n}

- 1953: the helix of lecture {n}
- 1977: a way to read it
- 2001: the draft of a whole genome
- 2012: scissors that find their place
""",
    """\
## Reading and remembering {n}

Whoever reads a text twice remembers little more than after the first time. Whoever closes the book after
chapter {n} and writes down what it said remembers *much* more.

1. Read a section
2. Close the book
3. Write down three sentences

> [!NOTE]
> See [the list of lesson {n}](https://example.org/{n}) for more.
""",
    """\
## Asking a table {n}

```sql
SELECT name, COUNT(*) AS visits
FROM visits_{n} JOIN people USING (person)
WHERE day >= '2020-01-01'
GROUP BY name ORDER BY visits DESC;
```

- Line 2: **Two tables** become one.
- Line 4: **Most** visits first.
""",
)
_PICTURES = (
    """\
## What a microscope shows {n}

![A bright disc before a dark ground](photograph.png)

- The light comes from below in picture {n}
- The edge is out of focus
""",
    """\
## The same as a drawing {n}

![A dark disc before a light ground](drawing.svg)
""",
)


def write_plain_deck(folder: Path, slides: int) -> Path:
    """Write a spec of as many slides, two of them with a picture, and what it names; say where it is."""
    folder.mkdir()
    Image.radial_gradient("L").resize(_PHOTOGRAPH).convert("RGB").save(folder / "photograph.png")
    (folder / "drawing.svg").write_text(_DRAWING, encoding="utf-8")
    spec = folder / "plain.md"
    spec.write_text("\n".join(islice(_written(), slides)), encoding="utf-8")
    return spec


def _written() -> Iterator[str]:
    yield "# Things worth knowing\n\nA lecture for everybody\n"
    numbered = enumerate(chain(_SLIDES, _PICTURES, cycle(_SLIDES)), start=2)
    yield from (slide.format(n=number) for number, slide in numbered)
