"""A theme's file says what differs from the default theme; mistakes are told with their place."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from theme_files import theme_of

from build.files.places import THEME, THEMES
from build.theme.choose import load_theme
from build.theme.contrast import pairs_that_fail
from build.theme.theme_file import read_theme
from build.theme.tokens import ThemeError


def test_a_theme_says_only_what_differs(tmp_path: Path) -> None:
    path = theme_of(tmp_path, '[color]\nnavy = "#08402f"\n\n[variant.MLA]\nmarker = "hexagon"\n\n[size]\ntitle = 36\n')
    theme, default = read_theme(path), load_theme(THEME)
    assert (theme.name, theme.color("navy"), theme.size("title")) == ("mine", "#08402F", 36)
    assert (theme.variant("MLA").marker, theme.variant("MLA").fill) == ("hexagon", "teal")
    assert {**theme.colors, "navy": "#1A365D"} == default.colors
    assert (theme.fonts, theme.shadows, theme.ramp) == (default.fonts, default.shadows, default.ramp)


def test_a_class_of_code_can_have_a_colour_of_its_own(tmp_path: Path) -> None:
    path = theme_of(tmp_path, '[syntax]\n"Token.Literal.Number" = "brick"\n')
    assert read_theme(path).syntax_color("Token.Literal.Number.Integer") == "brick"


MISTAKES = {
    "a colour": (
        '[color]\nnavy = "blue"  # dark\n',
        "2:8: color.navy = 'blue' is not a colour like #1A365D [T103]\n"
        '     2 | navy = "blue"  # dark\n'
        "       |        ~~~~~^",
    ),
    "a name of a colour": (
        '[color]\nnayv = "#1A365D"\n',
        "2:1: [color] has no 'nayv' [T102]\n"
        '     2 | nayv = "#1A365D"\n'
        "       | ~~~^\n"
        "  hint: did you mean 'navy'?",
    ),
    "a table": (
        "[colour]\n",
        "1:2: a theme has no table 'colour' [T102]\n"
        "     1 | [colour]\n"
        "       |  ~~~~~^\n"
        "  hint: did you mean 'color'?",
    ),
    "a variant's colour": (
        '[variant.SWA]\nfill = "skye"\n',
        "2:8: variant.SWA.fill = 'skye' is not a colour of [color]; did you mean 'sky'? [T103]\n"
        '     2 | fill = "skye"\n'
        "       |        ~~~~~^",
    ),
    "a marker": (
        'variant.SWA.marker = "star"\n',
        "1:22: variant.SWA.marker = 'star' is not one of circle, square, diamond, triangle, hexagon, pentagon [T103]\n"
        '     1 | variant.SWA.marker = "star"\n'
        "       |                      ~~~~~^",
    ),
    "a size": (
        "[size]\ntitle = 9000\n",
        "2:9: size.title = 9000 is not a number from 6 to 200 [T103]\n"
        "     2 | title = 9000\n"
        "       |         ~~~^",
    ),
    "a floor above": (
        "[size]\ntitle_floor = 40\n",
        "2:15: size.title_floor = 40 is above size.title = 38 [T103]\n"
        "     2 | title_floor = 40\n"
        "       |               ~^\n"
        "  hint: text that does not fit gets smaller",
    ),
    "a list": (
        '[ramp]\nsequential = [\n  "ramp0",\n  "ramp9",\n]\n',
        "2:14: ramp.sequential = ['ramp0', 'ramp9'] has 'ramp9', which is not a colour of [color]; "
        "did you mean 'ramp5'? [T103]\n"
        "     2 | sequential = [\n"
        "       |              ^",
    ),
    "a font without its twin": (
        '[font.body]\nname = "Arial"\n',
        "2:8: [font.body] says its name and not its twin [T103]\n"
        '     2 | name = "Arial"\n'
        "       |        ~~~~~~^\n"
        "  hint: the twin is the free font with the same widths: Carlito for Calibri, Liberation Sans for Arial",
    ),
    "a twin that is not there": (
        '[font.body]\nname = "Optima"\ntwin = "Optima Libre"\n',
        "3:8: 'Optima Libre', as wide as 'Optima', is not installed [T104]\n"
        '     3 | twin = "Optima Libre"\n'
        "       |        ~~~~~~~~~~~~~^\n"
        "  hint: install it",
    ),
    "TOML": (
        "[color]\nnavy = #1A365D\n",
        "2:8: not TOML: Invalid value [T101]\n"
        "     2 | navy = #1A365D\n"
        "       |        ^",
    ),
    "a value for a table": (
        "shadow = 3\n",
        "1:10: shadow is not a table [T103]\n"
        "     1 | shadow = 3\n"
        "       |          ^\n"
        "  hint: write [shadow]",
    ),
    "a value for the table of colours": (
        'color = "navy"\n',
        "1:9: color is not a table [T103]\n"
        '     1 | color = "navy"\n'
        "       |         ~~~~~^\n"
        "  hint: write [color]",
    ),
    "a class of code": (
        '[syntax]\n"[key]" = "navy"\n',
        "2:1: [syntax] has no '[key]' [T102]\n"
        '     2 | "[key]" = "navy"\n'
        "       | ~~~~~~^\n"
        "  hint: there are: Token, Token.Keyword, Token.Operator.Word, Token.Name.Function, Token.Name.Class, "
        "Token.Name.Decorator, Token.Name.Tag, Token.Name.Attribute, Token.Literal.String, Token.Comment, "
        "Token.Generic.Prompt, Token.Generic.Inserted, Token.Generic.Deleted, Token.Generic.Heading, "
        "Token.Generic.Subheading",
    ),
    "a table's odd name": (
        '["[key]"]\nx = 1\n',
        "1:2: a theme has no table '[key]' [T102]\n"
        '     1 | ["[key]"]\n'
        "       |  ~~~~~~^\n"
        "  hint: there are: color, variant, ramp, syntax, font, size, spacing, shadow",
    ),
    "a faint pair": (
        '[color]\nskyink = "#5590C8"\n[variant.SWA]\ntint = "white"\n',
        "2:10: skyink #5590C8 on sky100 #E0ECF7 has a contrast of 2.82, and text needs 4.5; "
        "also skyink on soft (3.06), skyink on pearl (3.24), skyink on white (3.38) [T201]\n"
        '     2 | skyink = "#5590C8"\n'
        "       |          ~~~~~~~~^\n"
        '  hint: skyink = "#346DA2" would do',
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, mistake: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text, told = MISTAKES[mistake]
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ThemeError) as error:
        read_theme(theme_of(tmp_path, text))
    assert f"mine.toml:{told}" in str(error.value)
    assert len(error.value.findings) == 1


@pytest.mark.parametrize(
    "name", ["Ari\\u0007al", "../Carlito", "a'b", "Mono*", "x\\u202Ey", " Arial", "a, b", "A" * 70, ""]
)
def test_a_fonts_name_is_letters_digits_and_spaces(tmp_path: Path, name: str) -> None:
    text = f'[font.body]\nname = "{name}"\ntwin = "Carlito"\n'
    with pytest.raises(ThemeError, match=r"mine\.toml:2:8: font\.body\.name = .* is not a font's name \[T103\]"):
        read_theme(theme_of(tmp_path, text))
    for good in ("Noto Sans CJK SC", "游ゴシック", "Source Sans 3", "A"):
        read_theme(theme_of(tmp_path, text.replace(f'"{name}"', f'"{good}"', 1)))


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = theme_of(tmp_path, '[color]\nnavy = "blue"\nteal = 3\n\n[shadow.card]\nalpha = 2\n')
    with pytest.raises(ThemeError) as error:
        read_theme(path)
    assert [finding.span.line for finding in error.value.findings] == [2, 3, 6]


def test_a_pair_is_told_where_the_theme_says_one_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ThemeError) as error:
        read_theme(theme_of(tmp_path, '[color]\ngold50 = "#8A8A8A"\n'))
    assert str(error.value) == (
        "mine.toml:2:10: mute #5A6678 on gold50 #8A8A8A has a contrast of 1.69, and text needs 4.5; also goldink on "
        "gold50 (1.81), slate on gold50 (2.18), char on gold50 (3.47), navy on gold50 (3.52) [T201]\n"
        '     2 | gold50 = "#8A8A8A"\n'
        "       |          ~~~~~~~~^\n"
        '  hint: gold50 = "#E3E3E3" would do'
    )


@pytest.mark.parametrize("lost", ["[ramp]", "[variant.MLA]", "fill =", "twin =", "goldink =", "[font.body]", "title ="])
def test_a_default_theme_that_lacks_something_says_what(
    tmp_path: Path, lost: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = THEME.read_text(encoding="utf-8").splitlines(keepends=True)
    text = "".join(line.replace("[", "[gone.", 1) if line.startswith("[") and lost in line else line for line in lines)
    if not lost.startswith("["):
        cut = next(number for number, line in enumerate(lines) if line.startswith(lost))
        text = "".join(lines[:cut] + lines[cut + 1 :])
    path = theme_of(tmp_path, text)
    monkeypatch.setattr("build.theme.theme_file.THEME", path)
    with pytest.raises(ThemeError):
        read_theme(path)


@pytest.mark.parametrize("data", [b"\xff\xfe[color]", b"#" * 70_000, None])
def test_a_file_that_is_no_theme_is_told(tmp_path: Path, data: bytes | None) -> None:
    path = tmp_path / "mine.toml"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ThemeError, match=r"mine\.toml:1:1: the theme cannot be read: .* \[T101\]"):
        read_theme(path)


EDITS = st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 12), st.text('"[]{}=#.\n x1é', max_size=3)), min_size=1)


@given(EDITS)
@settings(max_examples=150)
def test_any_file_is_a_theme_or_is_told(edits: list[tuple[int, int, str]]) -> None:
    text = (THEMES / "forest.toml").read_text(encoding="utf-8")
    for start, length, new in edits:
        text = text[:start] + new + text[start + length :]
    with TemporaryDirectory() as folder, suppress(ThemeError):
        assert pairs_that_fail(read_theme(theme_of(Path(folder), text))) == []


NAMES = st.sampled_from([
    "color", "navy", "variant", "MLA", "fill", "marker", "ramp", "sequential", "syntax", "Token", "Token.Keyword",
    "font", "body", "advance", "size", "title", "shadow", "card", "alpha", "[key]", "Token.[key]", "",
]) | st.text(max_size=3)  # fmt: skip
SCALARS = st.integers() | st.floats() | st.booleans() | NAMES | st.just("#1A365D") | st.dates()
SAID = st.dictionaries(
    NAMES, st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3))
)


def as_toml(value: object) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{json.dumps(key)} = {as_toml(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(as_toml, value))}]"
    return json.dumps(value) if isinstance(value, str | bool) else str(value)


@given(SAID)
@example({"color": "navy", "variant": {"MLA": {"fill": 3}}, "ramp": {"sequential": [1, 2]}})
@settings(max_examples=40)
def test_whatever_a_theme_says_is_told_by_its_table_and_key(said: dict[str, object]) -> None:
    text = "\n".join(f"{json.dumps(key)} = {as_toml(value)}" for key, value in said.items())
    with TemporaryDirectory() as folder:
        assert codes(theme_of(Path(folder), text)) <= {"T101", "T102", "T103"}


def codes(path: Path) -> set[str]:
    """Of all that is said of a theme."""
    try:
        read_theme(path)
    except ThemeError as error:
        return {found.code for found in error.findings}
    return set()


@pytest.mark.parametrize("text", ["[" * 30_000, "[" * 400 + "]" * 400, "{a=" * 20_000, "{a=" * 20 + "1" + "}" * 20])
def test_what_stands_too_deep_is_told(tmp_path: Path, text: str) -> None:
    with pytest.raises(ThemeError, match=r"tables and lists stand in each other more than 8 deep \[T101\]"):
        read_theme(theme_of(tmp_path, f"color.navy = {text}\n"))
