"""Changed slides drawn before and after, side by side."""

from __future__ import annotations

import io
import shutil

from PIL import Image, ImageColor

from build.commands.diff import diff
from build.compare.before_after import EMPTY
from build.compare.side import SIZE
from build.files.places import THEME, THEMES
from build.pipeline import build_book
from build.render.png import png
from build.render.svg.page import page_svg
from build.theme.choose import load_theme
from engine.ledger import read_ledger

SPEC = "deck_specs/ch01.md"


def halves(path):
    """The two slides of a picture."""
    picture = Image.open(path)
    gap, top = (picture.width - 2 * SIZE[0]) // 3, picture.height - SIZE[1] - (picture.width - 2 * SIZE[0]) // 3
    lefts = (gap, 2 * gap + SIZE[0])
    return [picture.crop((x, top, x + SIZE[0], top + SIZE[1])) for x in lefts]


def test_each_changed_slide_is_one_picture_with_both_sides(course, tmp_path, capsys):
    course.renumber({2: 3, 3: 4, 4: 5})
    course.change(SPEC, "## Slide 3:", '## Slide 2: New - A new one\n\nWisdom: "New."\n\n## Slide 3:')
    course.change(SPEC, "Look twice.", "Look three times.")
    folder = tmp_path / "changed"
    assert diff("HEAD", ".", course.course, theme=THEME, pictures=folder) == 1
    assert capsys.readouterr().err == f"{folder}: 2 pictures\n"
    assert sorted(path.name for path in folder.iterdir()) == ["slide-02.png", "slide-04.png"]
    before, after = halves(folder / "slide-02.png")
    assert before.getcolors() == [(SIZE[0] * SIZE[1], ImageColor.getrgb(load_theme(THEME).color(EMPTY)))]
    assert len(after.getcolors(SIZE[0] * SIZE[1])) > 100
    before, after = halves(folder / "slide-04.png")
    assert before.tobytes() != after.tobytes()
    assert before.crop((0, 0, 960, 100)).tobytes() == after.crop((0, 0, 960, 100)).tobytes(), "the same title"


def test_a_film_and_a_slide_that_went_are_drawn_too(course, tmp_path, capsys):
    course.change("engine/shape.py", "HEADS = 8", "HEADS = 2")
    course.record(cache=8192, cache_big=8192)
    course.git("commit", "-qam", "fewer heads")
    course.change(SPEC, "## Slide 4: Practice - Try it", "## Appendix")
    assert diff("HEAD~1", ".", course.course, theme=THEME, pictures=tmp_path) == 1
    assert sorted(path.name for path in tmp_path.glob("*.png")) == [
        "removed-04.png", "slide-01.png", "slide-02.png", "slide-03.png"
    ]  # fmt: skip


def test_two_decks_have_a_folder_each_and_a_new_theme_draws_every_slide(course, tmp_path, capsys):
    text = (course.root / SPEC).read_text(encoding="utf-8")
    (course.root / "deck_specs" / "ch02.md").write_text(text.partition("## Slide 2:")[0], encoding="utf-8")
    course.git("add", ".")
    course.git("commit", "-qm", "another deck")
    theme = (course.root / "deck_specs" / "theme.toml").read_text(encoding="utf-8")
    (course.root / "deck_specs" / "theme.toml").write_text(theme.replace("#1A365D", "#12304F"), encoding="utf-8")
    assert diff("HEAD", ".", course.course, theme=THEME, pictures=tmp_path) == 1
    drawn = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.glob("*/*.png"))
    assert drawn == [*(f"ch01/slide-0{number}.png" for number in (1, 2, 3, 4)), "ch02/slide-01.png"]


def test_each_side_is_drawn_in_its_own_theme_letters_included(course, tmp_path, capsys):
    theme = course.root / "deck_specs" / "theme.toml"
    shutil.copy(THEMES / "forest.toml", theme)
    assert diff("HEAD", ".", course.course, theme=THEME, pictures=tmp_path) == 1
    ledger = read_ledger(course.root / "engine" / "facts.json")
    outcome = build_book(course.root / SPEC, load_theme(theme), ledger, clips=tmp_path, course=course.course)
    for page in outcome.book.pages:
        svg = page_svg(page, load_theme(theme))
        alone = Image.open(io.BytesIO(png(svg, load_theme(theme).fonts, width=SIZE[0], height=SIZE[1])))
        before, after = halves(tmp_path / f"slide-{page.number:02}.png")
        assert after.tobytes() == alone.convert(after.mode).tobytes()
        assert before.tobytes() != after.tobytes()
