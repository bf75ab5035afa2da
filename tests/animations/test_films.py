"""The films themselves: stages and captions, and that what they show is what their facts say."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable
from pathlib import Path

import manim
import pytest

from animations.film import configuration
from animations.kv_cache_loop import KvCacheLoop
from animations.mobjects.bubble_map import BOTTOM, LEFT, RIGHT, TOP
from animations.scene import FilmScene, fact_types
from animations.style import FrameText
from animations.tradeoff_map import TradeoffMap, shortened
from build.drawing.page import TextStyle
from build.drawing.text_measure import Measure
from build.files.places import THEME
from build.films.scenes import ANIMATIONS, scenes
from build.theme.choose import load_theme
from engine.ledger import Ledger
from engine.units import Bytes, Seconds

Construct = Callable[[str, Ledger], FilmScene]
Change = Callable[..., Ledger]
NAMES = sorted(scenes())
DRAWING = [path for path in ANIMATIONS.rglob("*.py") if path.parent.name == "mobjects" or path.stem in NAMES]


@pytest.fixture(scope="session")
def faster(ledger: Ledger, change: Change) -> Ledger:
    """Another machine's facts: a slower start, a larger gain."""
    value = copy.deepcopy(ledger["decode_cache"].value)
    value["without_cache"]["value"], value["with_cache"]["value"], value["speedup"]["value"] = 12.0, 96.0, 8.0
    samples = {"without_cache": [11.9, 12.1], "with_cache": [95.9, 96.1], "speedup": [7.9, 8.1]}
    return change(ledger, "decode_cache", value=value, samples=samples, machine={"cpu": "Apple M4", "cores": 10})


# ---- telling ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", NAMES)
def test_a_film_tells_its_five_stages_in_order(construct: Construct, ledger: Ledger, name: str) -> None:
    film = construct(name, ledger)
    assert film.finished == list(film.stages)
    assert len(set(film.stages)) == 5
    assert set(film.stages) <= set(film.strings())


@pytest.mark.parametrize("name", NAMES)
def test_each_caption_can_be_read(construct: Construct, ledger: Ledger, name: str) -> None:
    captions = construct(name, ledger).captions
    assert len(captions) >= 5
    for words, start, end in captions:
        assert end - start >= 1 + 0.35 * len(words.split()) - 0.06, words


@pytest.mark.parametrize("name", NAMES)
def test_a_film_takes_twenty_to_thirty_seconds(construct: Construct, ledger: Ledger, name: str) -> None:
    assert 20 <= construct(name, ledger).renderer.time <= 30


def test_a_caption_that_does_not_fit_is_an_error(media: Path, ledger: Ledger) -> None:
    with manim.tempconfig(configuration("480p", media)):
        film = KvCacheLoop(ledger, load_theme(THEME), skip_animations=True)
        film.setup()
        with pytest.raises(ValueError, match=r"'wide wide .*' is wider than the frame"):
            film.say("wide " * 40)


# ---- facts ------------------------------------------------------------------------------------------
def test_the_cache_film_shows_both_rates_and_their_ratio(construct: Construct, ledger: Ledger) -> None:
    film = construct("kv_cache_loop", ledger)
    assert film.numbers == {
        "decode_cache.without_cache": "3.7 tokens/s",
        "decode_cache.with_cache": "22 tokens/s",
        "decode_cache.speedup": "6.0×",
    }
    assert {"3.7", "22"} <= set(film.strings())
    assert "Measured on Intel Xeon Platinum 8481C: 6.0× the tokens per second." in film.strings()


def test_another_fact_is_another_film(construct: Construct, ledger: Ledger, faster: Ledger) -> None:
    film = construct("kv_cache_loop", faster)
    assert {"12.0", "96.0", "Measured on Apple M4: 8.0× the tokens per second."} <= set(film.strings())
    assert not set(film.numbers.values()) & set(construct("kv_cache_loop", ledger).numbers.values())


def test_the_gauge_is_in_proportion(construct: Construct, ledger: Ledger, faster: Ledger) -> None:
    for facts in (ledger, faster):
        film = construct("kv_cache_loop", facts)
        assert isinstance(film, KvCacheLoop)
        value = facts["decode_cache"].value
        slow, fast = (column.height for column in film.gauge.columns)
        assert slow / fast == pytest.approx(value["without_cache"]["value"] / value["with_cache"]["value"], rel=1e-3)


def test_the_map_stands_where_its_facts_put_it(construct: Construct, ledger: Ledger) -> None:
    film = construct("tradeoff_map", ledger)
    assert isinstance(film, TradeoffMap)
    places = {name: bubble.get_center() for name, bubble in film.map.bubbles.items()}
    sizes = {name: bubble.width for name, bubble in film.map.bubbles.items()}
    for fact, axis in (("tradeoff_memory", 0), ("tradeoff_latency", 1)):
        record = ledger[fact].value
        (line,) = record["lines"].values()
        by_fact = sorted(zip(line, record["x"], strict=True))
        along = [places[name][axis] for _, name in by_fact]
        assert along == sorted(along)
    assert places["MHA"][0] == pytest.approx(places["MoE"][0])  # the same cache
    assert min(sizes, key=lambda name: sizes[name]) == "MHA"
    assert max(sizes, key=lambda name: sizes[name]) == "Delta mix"


def test_the_map_says_that_it_was_calculated_and_for_what(construct: Construct, ledger: Ledger) -> None:
    strings = construct("tradeoff_map", ledger).strings()
    assert "calculated" in strings
    assert "Cache or state of one sequence: Llama 2 7B shape, 32,768 tokens, bf16" in strings


def test_every_tick_of_the_map_has_its_value_and_the_axis_its_name(construct: Construct, ledger: Ledger) -> None:
    film = construct("tradeoff_map", ledger)
    assert isinstance(film, TradeoffMap)
    strings = film.strings()
    for axis, unit, ends in ((film.map.x, Bytes, (LEFT + 0.2, RIGHT - 0.2)), (film.map.y, Seconds, (TOP, BOTTOM))):
        for value in axis.ticks(*ends):
            assert str(unit(value)) in strings
    assert "more memory" in strings


def test_the_map_says_each_variants_numbers(construct: Construct, ledger: Ledger) -> None:
    said = " ".join(caption.words for caption in construct("tradeoff_map", ledger).captions)
    for words in ("17.2 GB", "15 ms", "4.29 GB", "8.7 ms", "1.21 GB", "2.68 GB", "12.1 ms", "4.31 GB"):
        assert words in said


@pytest.mark.parametrize("name", NAMES)
def test_every_number_on_a_frame_is_a_fact(construct: Construct, ledger: Ledger, name: str) -> None:
    film = construct(name, ledger)
    for words, *_ in film.captions:
        for number in re.findall(r"(?<![A-Za-z])\d[\d.,]*\d|(?<![A-Za-z])\d", words):
            said = [*film.numbers.values(), *(str(film.records[fact].machine.get("cpu", "")) for fact in film.records)]
            assert any(number in text for text in said), words


@pytest.mark.parametrize("path", DRAWING, ids=lambda path: path.stem)
def test_no_number_is_typed_into_a_string(path: Path) -> None:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    specs = {id(part) for n in nodes if isinstance(n, ast.FormattedValue) and n.format_spec for part in ast.walk(n)}
    notes = {id(n.value) for n in nodes if isinstance(n, ast.Expr)}  # docstrings
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in specs | notes:
            words = re.sub(r"[a-z]+\d+|\[.*", "", node.value)
            assert not re.search(r"\d", words), f"line {node.lineno}: {node.value!r}"


def test_an_unrecorded_fact_is_named_with_the_command(ledger: Ledger) -> None:
    less = Ledger({name: record for name, record in ledger.items() if name != "decode_cache"})
    with pytest.raises(ValueError, match=r"no fact 'decode_cache'; record it with: make facts NAME=decode_cache$"):
        KvCacheLoop(less, load_theme(THEME))


def test_a_fact_of_another_type_is_refused(ledger: Ledger, change: Change) -> None:
    plain = change(ledger, "decode_cache", unit="Bytes", value=7)
    with pytest.raises(ValueError, match="fact 'decode_cache' is a Bytes, the film wants a Table"):
        KvCacheLoop(plain, load_theme(THEME))


@pytest.mark.parametrize("film", [KvCacheLoop, TradeoffMap])
def test_the_catalogue_reads_the_facts_that_a_film_has(film: type[FilmScene]) -> None:
    entry = scenes()[film.__module__.rpartition(".")[2]]
    assert entry.class_name == film.__name__
    assert entry.facts == tuple(fact_types(film))


# ---- text -------------------------------------------------------------------------------------------
def test_no_latex_is_used(construct: Construct, ledger: Ledger, media: Path) -> None:
    for name in NAMES:
        construct(name, ledger)
    assert not any("Tex" in path.name for path in media.rglob("*"))


@pytest.mark.parametrize(("size", "bold"), [(24, False), (26, True)])
def test_text_is_as_wide_as_on_a_slide(media: Path, size: int, bold: bool) -> None:
    words = "Nothing is recomputed in transformer blocks"
    with manim.tempconfig(configuration("480p", media)):
        line = FrameText(load_theme(THEME), words, size=size, bold=bold)
    ours = Measure(load_theme(THEME).fonts).width(words, TextStyle(size, bold=bold))
    assert line.width == pytest.approx(ours, rel=0.02)


def test_lines_in_a_row_share_a_baseline(media: Path) -> None:
    with manim.tempconfig(configuration("480p", media)):
        high, low = FrameText(load_theme(THEME), "noon").put(1, 2), FrameText(load_theme(THEME), "nonny").put(5, 2)
    assert high.get_top()[1] == pytest.approx(low.get_top()[1], abs=0.005)
    assert low.get_bottom()[1] < high.get_bottom()[1] - 0.03


def test_a_facts_sentence_loses_clauses_before_words(media: Path) -> None:
    with manim.tempconfig(configuration("480p", media)):
        assert (
            shortened(load_theme(THEME), "One clause, and another, and a third.", 3.6).string
            == "One clause, and another"
        )
        cut = shortened(load_theme(THEME), "Many words without any clause at all here.", 2.6)
    assert cut.width <= 2.6
    assert cut.string.endswith("…")
    assert "Many words without any clause at all here.".startswith(cut.string[:-1] + " ")
