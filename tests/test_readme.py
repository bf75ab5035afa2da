"""The examples of the README run as they stand there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import needs
import pytest
from PIL import Image
from pptx import Presentation

from build.commands.preview import PICTURE, WORDS, slides_shown, words_digest
from engine.ledger import deck_facts

ROOT = Path(__file__).resolve().parent.parent
FACT, FILM, DECK, MODEL = re.findall(
    r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)
CONSTRUCTED = """
from pathlib import Path
from manim import tempconfig
from animations.film import configuration
from build.files.places import THEME
from build.theme.choose import load_theme
from build.commands.preview import PICTURE, WORDS, slides_shown, words_digest
from engine.ledger import deck_facts
with tempconfig(configuration("480p", Path("media"))):
    film = TokensASecond(deck_facts(), load_theme(THEME), skip_animations=True)
    film.render()
print(film.finished == list(film.stages), 20 <= film.renderer.time <= 30, film.captions[-1][0])
"""


def run(program: str, folder: Path) -> list[str]:
    """The lines that a program prints, run in an empty folder as somebody's own would be."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_the_picture_shows_what_its_slides_say_today() -> None:
    with Image.open(PICTURE) as picture:
        assert picture.info[WORDS] == words_digest(slides_shown()), "make preview"


def test_a_number_that_moved_is_another_picture() -> None:
    slides = slides_shown()
    assert words_digest(slides) != words_digest([slide.replace("7", "8") for slide in slides])
    assert words_digest(slides) == words_digest([slide.replace(">", ">\n") for slide in slides])


def test_a_fact_is_a_function(tmp_path: Path) -> None:
    keys_and_values = 2 * 32 * 8 * 128 * 2 * 2048  # Mistral 7B: layers, sets, head, bytes, tokens
    assert run(FACT + "print(float(kv_cache_mistral_2k()))", tmp_path) == [f"{keys_and_values}.0"]


def test_a_film_tells_its_stages(tmp_path: Path) -> None:
    pytest.importorskip("manim", reason=needs.FILMS)
    speedup = deck_facts()["decode_cache"].quantity.speedup
    assert run(FILM + CONSTRUCTED, tmp_path)[-1] == f"True True The gain: {speedup} as fast with a cache."


def test_a_spec_becomes_pages_and_pages_a_deck(tmp_path: Path) -> None:
    assert run(DECK, tmp_path) == [""]
    (slide,) = Presentation(str(tmp_path / "hello.pptx")).slides
    assert slide.shapes.title.text == "Hello"
    assert any("A cache takes 0.5 GiB." in shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)


def test_a_model_holds_what_the_formula_says(tmp_path: Path) -> None:
    assert run(MODEL, tmp_path) == ["19 tokens; 262,144 B, and 262,144 B are held"]
