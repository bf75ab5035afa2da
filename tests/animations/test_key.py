"""What makes a clip stale."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from animations.key import ROOT, key, reached
from build.files.course import product
from build.films.scenes import Film, films_of
from build.theme.theme_file import read_theme
from engine.ledger import Ledger

SCENE = films_of(product())["kv_cache_loop"]
THEME = "deck_specs/theme.toml"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the rooms that films reach, the same for all: what a test edits there is as it was behind it."""
    copy = tmp_path_factory.mktemp("rooms")
    for room in ("animations", "build", "engine"):
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__", "data"))
    (copy / "deck_specs").mkdir()
    shutil.copy(ROOT / "deck_specs" / "theme.toml", copy / "deck_specs")
    return copy


def scene(root: Path) -> Film:
    """The film of a copy."""
    return replace(SCENE, path=root / "animations" / SCENE.path.name)


def digest(root: Path, ledger: Ledger, quality: str = "480p", manim: str = "0.22.0") -> str:
    return key(scene(root), ledger, theme=read_theme(root / THEME), quality=quality, manim=manim, root=root)


@contextmanager
def edited(path: Path, old: str, new: str) -> Iterator[None]:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    yield
    path.write_text(text, encoding="utf-8")


def test_a_scene_reaches_what_it_imports_and_nothing_else(root: Path) -> None:
    modules = reached(root / "animations" / "kv_cache_loop.py", root)
    assert {"animations.kv_cache_loop", "animations.mobjects.panels", "animations.film", "build.theme.choose"} <= set(
        modules
    )
    assert "animations.mobjects.bubbles" not in modules
    assert not any(name.startswith(("engine.facts", "build.layout")) for name in modules)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("animations/kv_cache_loop.py", '"sea"', '"bay"'),
        ("animations/mobjects/panels.py", "CARD_RADIUS = 0.12", "CARD_RADIUS = 0.13"),  # the loops' cards have it
        ("animations/style.py", "SIZE_A_POINT = 1.01", "SIZE_A_POINT = 1.02"),
        ("animations/encoder.py", '"superfast"', '"fast"'),
        ("engine/units.py", '" tokens/s"', '" tok/s"'),
        ("deck_specs/theme.toml", 'gold = "#C9A227"', 'gold = "#C9A228"'),
    ],
)
def test_a_value_in_a_module_that_is_reached_changes_the_key(
    root: Path, ledger: Ledger, path: str, old: str, new: str
) -> None:
    before = digest(root, ledger)
    with edited(root / path, old, new):
        assert digest(root, ledger) != before
    assert digest(root, ledger) == before


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("animations/kv_cache_loop.py", "LONGEST = 2.9  # inches of", "LONGEST = 2.9  # in, of"),
        ("animations/mobjects/bubbles.py", "DASHES = 22", "DASHES = 24"),
        ("build/drawing/text_measure.py", "RESERVE = 0.03", "RESERVE = 0.04"),
    ],
)
def test_a_comment_or_a_module_that_is_not_reached_leaves_it(
    root: Path, ledger: Ledger, path: str, old: str, new: str
) -> None:
    before = digest(root, ledger)
    with edited(root / path, old, new):
        assert digest(root, ledger) == before


def test_a_fact_the_machine_the_quality_and_the_renderer_change_the_key(
    root: Path, ledger: Ledger, change: Callable[..., Ledger]
) -> None:
    value = {**ledger["decode_cache"].value, "speedup": {"unit": "Ratio", "value": 6.1}}
    keys = {
        digest(root, ledger),
        digest(root, change(ledger, "decode_cache", value=value)),
        digest(root, change(ledger, "decode_cache", machine={"cpu": "Apple M4"})),
        digest(root, ledger, quality="720p"),
        digest(root, ledger, manim="0.23.0"),
    }
    assert len(keys) == 5


def test_a_fact_that_the_film_does_not_show_and_the_day_leave_it(
    root: Path, ledger: Ledger, change: Callable[..., Ledger]
) -> None:
    before = digest(root, ledger)
    assert digest(root, change(ledger, "tradeoff_parameters", value={"other": 1})) == before
    assert digest(root, change(ledger, "decode_cache", day="2027-01-01", digest="f00")) == before


def test_a_theme_changes_the_key_by_what_it_says_and_not_by_its_comments(
    root: Path, ledger: Ledger, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.toml"
    keys = []
    for text in ('[color]\ngold = "#C9A228"\n', '# warmer\n[color]\ngold = "#c9a228"\n', "[size]\nframe_title = 36\n"):
        mine.write_text(text, encoding="utf-8")
        keys.append(key(scene(root), ledger, theme=read_theme(mine), quality="480p", manim="0.22.0", root=root))
    assert keys[0] == keys[1]
    assert len({*keys, digest(root, ledger)}) == 3
