"""The films themselves: stages and captions, and that what they show is what their facts say."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Callable
from pathlib import Path

import manim
import pytest

from animations.film import configuration, load
from animations.kv_cache_loop import KvCacheLoop
from animations.mobjects.map_plot import BOTTOM, LEFT, RIGHT, TOP
from animations.scene import FilmScene, fact_types
from animations.style import FrameText
from animations.tradeoff_map import TradeoffMap
from build.drawing.page import TextStyle
from build.drawing.text_measure import Measure
from build.files.course import product
from build.files.places import THEME
from build.films.scenes import films_of
from build.theme.choose import load_theme
from engine.ledger import Ledger
from engine.units import Bytes, Flops, Seconds

Construct = Callable[[str, Ledger], FilmScene]
Change = Callable[..., Ledger]
NAMES = sorted(films_of(product()))
DRAWING = [path for path in product().films.rglob("*.py") if path.parent.name == "mobjects" or path.stem in NAMES]


@pytest.fixture(scope="session")
def faster(ledger: Ledger, change: Change) -> Ledger:
    """Another machine's facts: a slower start, a larger gain, and tokens that differ with a cache."""
    value = copy.deepcopy(ledger["decode_cache"].value)
    value["without_cache"]["value"], value["with_cache"]["value"], value["speedup"]["value"] = 12.0, 96.0, 8.0
    value["same_tokens"]["value"] = 0.9
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
    rates = {name: words for name, words in film.numbers.items() if name.startswith("decode_cache")}
    assert rates == {
        "decode_cache.without_cache": "3.7 tokens/s",
        "decode_cache.with_cache": "21.9 tokens/s",
        "decode_cache.speedup": "6.0×",
    }
    assert {"3.7", "21.9", "163 million parameters, random weights", "200 tokens, fp32, 1 thread"} <= set(
        film.strings()
    )
    assert film.captions[3].words == "Measured: 3.7 against 21.9 tokens a second, 6.0× as fast."


def test_another_fact_is_another_film(construct: Construct, ledger: Ledger, faster: Ledger) -> None:
    film = construct("kv_cache_loop", faster)
    assert {"12.0", "96.0", "measured · Apple M4"} <= set(film.strings())
    assert film.captions[3].words == "Measured: 12.0 against 96.0 tokens a second, 8.0× as fast."


def test_the_loops_compute_what_was_counted(construct: Construct, ledger: Ledger) -> None:
    film = construct("kv_cache_loop", ledger)
    assert isinstance(film, KvCacheLoop)
    for loop, line in ((film.left, "without a cache"), (film.right, "with a cache")):
        computed = ledger["cache_step_tokens"].value["lines"][line]
        assert [len(row.blocks) - 1 for row in loop.rows] == computed  # the last block is the head
        for row, flops in zip(loop.rows, ledger["cache_step_flops"].value["lines"][line], strict=True):
            assert row.done == pytest.approx(flops)
            assert row.number.string == format(Flops(flops), "MFLOP.0").removesuffix(" MFLOPs")
    assert [sum(row.work.computed for row in loop.rows) for loop in (film.left, film.right)] == [22, 7]


def test_work_is_drawn_to_one_scale_and_so_are_rates_and_memory(
    construct: Construct, ledger: Ledger, faster: Ledger
) -> None:
    for facts in (ledger, faster):
        film = construct("kv_cache_loop", facts)
        assert isinstance(film, KvCacheLoop)
        rows = [row for loop in (film.left, film.right) for row in loop.rows]
        widths = [sum(block.width for block in row.blocks) for row in rows]
        assert [wide / widths[0] for wide in widths] == pytest.approx(
            [row.done / rows[0].done for row in rows], rel=0.01
        )
        value = facts["decode_cache"].value
        slow, fast = (bar.shape.width for bar in film.bars)
        assert slow / fast == pytest.approx(value["without_cache"]["value"] / value["with_cache"]["value"], rel=1e-3)
        held = facts["cache_step_bytes"].value["lines"]["with a cache"]
        assert [tall / held[-1] for tall in held] == pytest.approx(film.columns.parts)


def test_both_loops_say_the_same_tokens_and_the_cached_one_is_reset(construct: Construct, ledger: Ledger) -> None:
    film = construct("kv_cache_loop", ledger)
    assert isinstance(film, KvCacheLoop)
    assert [row.work.word for row in film.left.rows] == [row.work.word for row in film.right.rows]
    assert {"reset to 0 KiB", "216 KiB", "nothing kept, nothing to reset"} <= set(film.strings())
    assert film.right.in_use.string == film.columns.in_use.string == "504 KiB"
    assert film.left.in_use.string == "0 KiB"


def test_other_tokens_with_a_cache_are_not_called_the_same(
    construct: Construct, ledger: Ledger, faster: Ledger
) -> None:
    assert "Same" in construct("kv_cache_loop", ledger).captions[2].words
    assert "Same" not in construct("kv_cache_loop", faster).captions[2].words


def test_the_map_stands_where_its_facts_put_it(construct: Construct, ledger: Ledger) -> None:
    film = construct("tradeoff_map", ledger)
    assert isinstance(film, TradeoffMap)
    places = {name: bubble.get_center() for name, bubble in film.bubbles.bubbles.items()}
    for fact, axis in (("tradeoff_memory_by_context", 0), ("tradeoff_latency_by_context", 1)):
        last = {name: line[-1] for name, line in ledger[fact].value["lines"].items()}
        along = [places[name][axis] for name in sorted(last, key=lambda name: last[name])]
        assert along == sorted(along)
    assert places["MHA"][0] == pytest.approx(places["MoE"][0])  # the same cache
    sizes = {name: bubble.radius for name, bubble in film.bubbles.bubbles.items()}
    assert min(sizes, key=lambda name: sizes[name]) == "MHA"
    assert max(sizes, key=lambda name: sizes[name]) == "Delta mix"


def test_the_list_at_each_stop_is_the_sort_of_its_values(construct: Construct, ledger: Ledger) -> None:
    film = construct("tradeoff_map", ledger)
    assert isinstance(film, TradeoffMap)
    lines = ledger["tradeoff_latency_by_context"].value["lines"]
    for number, order in enumerate(film.orders):
        assert list(order) == sorted(lines, key=lambda name: lines[name][number])
    heights = {name: -row.get_center()[1] for name, row in film.list.rows.items()}
    assert sorted(heights, key=lambda name: heights[name]) == list(film.orders[-1])
    shown = [film.list.values[name].string for name in film.orders[-1]]
    assert shown == ["6.49", "7.8", "8.02", "9.04", "11.7", "14.9"]
    assert {"5.9", "6.1", "6.7", "7.1", "billion weights"} <= set(film.strings())


def test_the_map_says_for_each_length_what_its_order_does(construct: Construct, ledger: Ledger) -> None:
    assert [caption.words for caption in construct("tradeoff_map", ledger).captions] == [
        "At 2,048 tokens the weights decide: MoE reads the fewest and leads.",
        "At 4,096 tokens MHA falls to the last place.",
        "At 8,192 tokens MLA passes GQA.",
        "At 16,384 tokens MLA takes the lead, MoE falls to fourth.",
        "At 32,768 tokens the cache decides: MLA leads, MHA is last.",
    ]


def test_another_order_is_told_otherwise(construct: Construct, ledger: Ledger, change: Change) -> None:
    value = copy.deepcopy(ledger["tradeoff_latency_by_context"].value)
    value["lines"]["SWA"] = [0.003, 0.0035, 0.004, 0.0045, 0.005]
    film = construct("tradeoff_map", change(ledger, "tradeoff_latency_by_context", value=value))
    said = [caption.words for caption in film.captions]
    assert said[0] == "At 2,048 tokens the weights decide: SWA leads."
    assert said[3] == "At 16,384 tokens MLA passes MoE."
    assert said[4] == "At 32,768 tokens the cache decides: SWA leads, MHA is last."


def test_the_map_says_that_it_was_calculated_and_for_what(construct: Construct, ledger: Ledger) -> None:
    strings = construct("tradeoff_map", ledger).strings()
    assert "calculated · Llama 2 7B’s shape, bf16, one A100" in strings


def test_every_tick_of_the_map_has_its_value_and_the_axis_its_name(construct: Construct, ledger: Ledger) -> None:
    film = construct("tradeoff_map", ledger)
    assert isinstance(film, TradeoffMap)
    strings = film.strings()
    for axis, unit, ends in ((film.plot.x, Bytes, (LEFT + 0.2, RIGHT - 0.2)), (film.plot.y, Seconds, (TOP, BOTTOM))):
        for value in axis.ticks(*ends):
            assert str(unit(value)) in strings
    assert "cache of one sequence, log scale" in strings


def test_the_chip_says_less_where_there_is_no_room(media: Path, ledger: Ledger, change: Change) -> None:
    far = change(ledger, "decode_cache", machine={"cpu": "A processor with an exceedingly long and winding name"})
    with manim.tempconfig(configuration("480p", media)):
        film = KvCacheLoop(far, load_theme(THEME), skip_animations=True)
        film.setup()
        film.tell_source("decode_cache")
    assert "measured" in film.strings()


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
            words = re.sub(r"[a-z]+\d+|[A-Za-z_]+\.\d|\[.*", "", node.value)
            assert not re.search(r"\d", words), f"line {node.lineno}: {node.value!r}"


def test_an_unrecorded_fact_is_named_with_the_command(ledger: Ledger) -> None:
    less = Ledger({name: record for name, record in ledger.items() if name != "decode_cache"})
    with pytest.raises(ValueError, match=r"no fact 'decode_cache'; record it with: coursewright facts decode_cache$"):
        KvCacheLoop(less, load_theme(THEME))


def test_a_fact_of_another_type_is_refused(ledger: Ledger, change: Change) -> None:
    plain = change(ledger, "decode_cache", unit="Bytes", value=7)
    with pytest.raises(ValueError, match="fact 'decode_cache' is a Bytes, the film wants a Table"):
        KvCacheLoop(plain, load_theme(THEME))


@pytest.mark.parametrize("name", NAMES)
def test_the_catalogue_reads_the_facts_that_a_film_has(name: str) -> None:
    entry = films_of(product())[name]
    assert entry.facts == tuple(fact_types(load(entry)))


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
