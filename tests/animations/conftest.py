"""Films are told once for each set of facts, with no frame drawn."""

from __future__ import annotations

import ast
import dataclasses
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import needs
import pytest

from engine.ledger import Ledger, read_ledger

if TYPE_CHECKING:
    from made_film import Made
    from told_films import Films

    from animations.scene import FilmScene

FACTS = Path(__file__).parent / "fixtures" / "facts.json"

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the libraries that manim brings
    try:
        import manim  # noqa: F401
    except ImportError:
        WITHOUT = (
            "test_attention_films.py",
            "test_encoder.py",
            "test_films.py",
            "test_frames.py",
            "test_make_animations.py",
            "test_sections.py",
            "test_serving_films.py",
            "test_style.py",
        )
    else:
        WITHOUT = ()


class FilmTest(pytest.Item):
    """A test that cannot even be read without manim."""

    def runtest(self) -> NoReturn:
        pytest.skip(needs.FILMS)


class FilmTests(pytest.Module):
    """A file of such tests."""

    def collect(self) -> Iterator[FilmTest]:
        for statement in ast.parse(self.path.read_bytes()).body:
            if isinstance(statement, ast.FunctionDef) and statement.name.startswith("test_"):
                yield FilmTest.from_parent(self, name=statement.name)


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    return FilmTests.from_parent(parent, path=module_path) if module_path.name in WITHOUT else None


@pytest.fixture(scope="session")
def ledger() -> Ledger:
    return read_ledger(FACTS)


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("media")


@pytest.fixture(scope="session")
def films(media: Path) -> Films:
    from told_films import Films

    return Films(media)


@pytest.fixture(scope="session")
def construct(films: Films) -> Callable[..., FilmScene]:
    """`construct(scene, facts)`: the film after its end."""
    return films.told


@pytest.fixture(scope="session")
def change() -> Callable[..., Ledger]:
    """`change(ledger, fact, value=…)`: the ledger with something of one record changed."""

    def change(ledger: Ledger, name: str, **fields: Any) -> Ledger:
        return Ledger({**ledger, name: dataclasses.replace(ledger[name], **fields)})

    return change


@pytest.fixture(scope="session")
def made_again(tmp_path_factory: pytest.TempPathFactory, ledger: Ledger, change: Callable[..., Ledger]) -> Made:
    """A film of which one fact has changed since it was made the first time."""
    pytest.importorskip("manim", reason=needs.FILMS)
    from made_film import make_again

    value = {**ledger["speculation_passes"].value, "all_passes": {"unit": "Count", "value": 20}}
    changed = change(ledger, "speculation_passes", value=value)
    return make_again(tmp_path_factory.mktemp("made again"), ledger, changed)
