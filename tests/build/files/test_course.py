"""A course is a folder: where its things lie, what stands behind them, and what its course.toml may say."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from build.files.course import Course, by_course, course_at, course_in, course_of, product
from build.files.course_file import KEYS, CourseError
from build.files.places import ROOT, THEME, THEMES
from build.findings.file_messages import display_path


def course(root: Path, said: str = "", *files: str) -> Course:
    """A course with some empty files."""
    for file in files:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).touch()
    (root / "course.toml").write_text(said, encoding="utf-8")
    return course_in(root)


def told(root: Path, said: str, *files: str) -> list[str]:
    """The findings of a course.toml, each in one line."""
    with pytest.raises(CourseError) as error:
        course(root, said, *files)
    assert all(finding.path == str(root / "course.toml") for finding in error.value.findings)
    return [
        f"{found.span.line}:{found.span.column} {found.code} {found.message}; {found.hint}"
        for found in error.value.findings
    ]


# ---- where things lie -------------------------------------------------------------------------------
def test_this_repository_is_a_course_and_nothing_stands_behind_it() -> None:
    ours = product()
    assert (ours.root, ours.declared, ours.behind) == (ROOT, True, None)
    assert (ours.specs, ours.labs, ours.films) == (ROOT / "deck_specs", ROOT / "labs", ROOT / "animations")
    assert (ours.facts, ours.ledger) == (ROOT / "engine" / "facts", ROOT / "engine" / "facts.json")
    assert (ours.theme, ours.dist) == (THEME, ROOT / "dist")


def test_an_empty_course_toml_is_enough(tmp_path: Path) -> None:
    own = course(tmp_path)
    assert own.declared
    assert (own.root, own.specs, own.dist) == (tmp_path, tmp_path, tmp_path / "dist")
    assert (own.facts, own.ledger) == (tmp_path / "facts", tmp_path / "facts.json")
    assert (own.labs, own.films, own.figures) == (tmp_path / "labs", tmp_path / "animations", tmp_path / "figures")
    assert own.theme == THEME
    assert own.behind == product()


def test_folders_that_are_there_need_not_be_named(tmp_path: Path) -> None:
    own = course(tmp_path, "", "deck_specs/one.md", "theme.toml")
    assert (own.specs, own.theme) == (tmp_path / "deck_specs", tmp_path / "theme.toml")


def test_each_place_may_be_another(tmp_path: Path) -> None:
    said = """
        specs = "text"
        facts = "numbers"  # with a remark
        labs = "a/labs"
        films = 'films'
        figures = "drawings"
        ledger = "numbers/known.json"
        theme = "look.toml"
        dist = "out/decks"
    """
    files = ("text/a.md", "numbers/a.py", "a/labs/a.py", "films/a.py", "drawings/a.py", "look.toml")
    own = course(tmp_path, said, *files)
    places = (own.specs, own.facts, own.labs, own.films, own.figures, own.ledger, own.theme, own.dist)
    expected = ("text", "numbers", "a/labs", "films", "drawings", "numbers/known.json", "look.toml", "out/decks")
    assert [place.relative_to(tmp_path).as_posix() for place in places] == [*expected]


def test_a_theme_is_named_as_the_products_or_as_one_of_the_courses_own(tmp_path: Path) -> None:
    assert course(tmp_path, 'theme = "forest"').theme == THEMES / "forest.toml"
    assert course(tmp_path, 'theme = "theme"', "theme.toml").theme == THEME
    assert course(tmp_path, 'theme = "sea"', "themes/sea.toml").theme == tmp_path / "themes" / "sea.toml"


def test_the_course_is_the_nearest_folder_upwards_that_says_so(tmp_path: Path) -> None:
    outer = course(tmp_path, "", "a/b/c.md", "a/inner/x/d.md")
    inner = course(tmp_path / "a" / "inner")
    assert course_of(tmp_path / "a" / "b" / "c.md") == outer
    assert course_of(tmp_path / "a" / "inner" / "x" / "d.md") == course_at(tmp_path / "a" / "inner" / "x") == inner
    specs = [tmp_path / name for name in ("a/b/c.md", "a/inner/x/d.md", "e.md")]
    assert by_course(specs) == {outer: [specs[0], specs[2]], inner: [specs[1]]}


def test_a_spec_without_one_is_a_course_in_its_own_folder(tmp_path: Path) -> None:
    own = course_of(tmp_path / "a" / "spec.md")
    assert (own.root, own.declared, own.dist) == (tmp_path / "a", False, tmp_path / "a" / "dist")


def test_a_spec_behind_a_link_belongs_to_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    own = course(tmp_path / "there", "", "spec.md")
    (tmp_path / "link.md").symlink_to(own.root / "spec.md")
    assert course_of(tmp_path / "link.md") == own


def test_a_file_is_the_courses_before_the_products(tmp_path: Path) -> None:
    own = course(tmp_path, "", "labs/a.py", "labs/b.py", "engine/decode.py")
    lab = "ch04/04_gqa/memory_estimator_gqa.py"
    assert own.lab("a.py") == tmp_path / "labs" / "a.py"
    assert own.lab("b.ipynb") == tmp_path / "labs" / "b.ipynb", "its script is there"
    assert own.lab(lab) == ROOT / "labs" / lab
    assert own.lab("none.py") == tmp_path / "labs" / "none.py"
    assert own.file("engine/decode.py") == tmp_path / "engine" / "decode.py"
    assert own.file("engine/model.py") == ROOT / "engine" / "model.py"
    assert product().lab("none.py") == ROOT / "labs" / "none.py"


def test_a_course_in_another_folder_has_its_things_there_and_the_products_where_they_are(tmp_path: Path) -> None:
    own = course(tmp_path, 'labs = "exercises"', "exercises/a.py")
    moved = own.at(Path("/elsewhere"))
    assert (moved.root, moved.labs) == (Path("/elsewhere"), Path("/elsewhere/exercises"))
    assert moved.theme == THEME


def test_a_companys_template_may_be_the_look_of_a_course(tmp_path: Path) -> None:
    assert course(tmp_path, 'template = "company.pptx"', "company.pptx").theme == tmp_path / "company.pptx"


# ---- what course.toml may not say -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('\nlab = "labs"', "2:1 K102 unknown key 'lab'; did you mean 'labs'?"),
        ("[unheard]\nx = 1", f"1:2 K102 unknown key 'unheard'; there are: {', '.join(KEYS)}"),
        ("labs = 3", '1:8 K103 labs is not a text in quotation marks; write labs = "labs"'),
        ('facts = ""', '1:9 K103 facts is not a text in quotation marks; write facts = "facts"'),
        (
            '[template]\nfile = "a.pptx"',
            "1:2 K103 [template] is no part of course.toml; move it to theme.toml, which is beside it",
        ),
        ('labs = ["labs"]', '1:8 K103 labs is not a text in quotation marks; write labs = "labs"'),
        (
            'labs = "../labs"',
            "1:8 K103 labs = '../labs' is not a path below the course's folder; "
            "write a path from the folder of course.toml, with / between its parts",
        ),
        (
            "labs = '/labs'",
            "1:8 K103 labs = '/labs' is not a path below the course's folder; "
            "write a path from the folder of course.toml, with / between its parts",
        ),
        ('labs = "exercise"', "1:8 K103 the folder labs = 'exercise' is not there; did you mean 'exercises'?"),
        ('labs = "zebra"', "1:8 K103 the folder labs = 'zebra' is not there; make the folder"),
        ('labs = "a.md"', "1:8 K103 the folder labs = 'a.md' is a file; make the folder"),
        ('facts = "."', '1:9 K103 facts need a folder of their own; write facts = "facts"'),
        (
            'facts = "build/facts"',
            "1:9 K103 facts cannot lie in 'build', which is a room of Coursewright; write facts = \"facts\"",
        ),
        (
            'ledger = "facts.txt"',
            "1:10 K103 ledger = 'facts.txt' is not the name of a .json file; write ledger = \"facts.json\"",
        ),
        ('theme = "lok.toml"', "1:9 K103 there is no theme 'lok.toml'; did you mean 'look.toml'?"),
        ('theme = "forst"', "1:9 K103 there is no theme 'forst'; did you mean 'forest'?"),
        ('theme = "qqqqq"', "1:9 K103 there is no theme 'qqqqq'; there are: theme, clear, forest"),
        (
            'theme = "mine.pptx"',
            "1:9 K103 'mine.pptx' is a template, and no theme; put it there, and write template = \"mine.pptx\"",
        ),
        ('template = "a.md"', "1:12 K103 template = 'a.md' is no .pptx and no .potx; save it in PowerPoint as one"),
        ('template = "mine.pptx"', "1:12 K103 there is no template 'mine.pptx'; put it there"),
        (
            'theme = "forest"\ntemplate = "mine.pptx"',
            '2:12 K103 theme and template both say the look; write template = "mine.pptx" into the theme\'s file',
        ),
        ('dist = "a.md"', "1:8 K103 dist = 'a.md' is a file; name the folder that is made for outputs"),
        ("labs = \n", "1:8 K101 not TOML: Invalid value; "),
        ("labs\n", "1:5 K101 not TOML: Expected '=' after a key in a key/value pair; "),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, said: str, expected: str) -> None:
    assert told(tmp_path, said, "exercises/a.py", "a.md", "look.toml") == [expected]


@pytest.mark.parametrize("dist", [".", "labs", "labs/out", "material"])
def test_outputs_have_a_folder_of_their_own(tmp_path: Path, dist: str) -> None:
    said = f'facts = "material/facts"\ndist = "{dist}"'
    (found,) = told(tmp_path, said, "labs/a.py", "material/facts/a.py")
    assert found.startswith("2:8 K103 outputs go to ")
    assert found.endswith('; write dist = "dist", and put nothing else there')


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    found = told(tmp_path, 'lab = "x"\nfilms = 3\nledger = "a"\n')
    assert [line.split()[1] for line in found] == ["K102", "K103", "K103"]


def test_two_themes_of_one_name_are_told_with_both_places(tmp_path: Path) -> None:
    (found,) = told(tmp_path, 'theme = "forest"', "themes/forest.toml")
    both = f"{tmp_path}/themes/forest.toml and {display_path(THEMES / 'forest.toml')}"
    assert found == f"1:9 K103 two themes are called 'forest', {both}; rename one of the two files"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xff\xfe", "cannot be read: 'utf-8' codec can't decode"),
        (b"x = " + b"[" * 10_000, "cannot be read"),
        (b"#" * 70_000, "it has 70,000 bytes, and a course.toml at most 65,536"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, content: bytes, expected: str) -> None:
    (tmp_path / "course.toml").write_bytes(content)
    with pytest.raises(CourseError, match=r"course\.toml:1:1: .* \[K101\]") as error:
        course_in(tmp_path)
    assert expected in str(error.value)


@given(st.one_of(st.text(), st.dictionaries(st.sampled_from(KEYS), st.text(), max_size=3)))
def test_whatever_it_says_it_is_a_course_or_findings(said: str | dict[str, str]) -> None:
    if isinstance(said, dict):
        said = "".join(f"{key} = {value!r}\n" for key, value in said.items())
    with TemporaryDirectory() as folder, suppress(CourseError):
        (Path(folder) / "course.toml").write_text(said, encoding="utf-8", errors="surrogatepass")
        own = course_in(Path(folder))
        assert own.dist != own.root
        assert all(path.is_relative_to(own.root) for path in (own.labs, own.facts, own.ledger, own.dist))
