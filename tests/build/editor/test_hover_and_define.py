"""What is told of the thing under the cursor, and where it leads."""

from __future__ import annotations

from pathlib import Path

import pytest
from spec_in_editor import SPEC, cursor, in_deck

from build.editor.define import define
from build.editor.hover import hover
from build.editor.names import Names
from build.editor.point import Written
from build.files.course import course_in

ROOT = SPEC.parents[1]


def test_a_measured_fact_tells_its_value_in_the_unit_the_machine_the_day_and_how_far_it_went(names):
    record = names.ledger["decode_cache"]
    told = hover(in_deck("1. {{ decode_cache.spe‸edup | x(0) }}"), SPEC, names)
    assert told
    value, spread, known, says, settings, defined = told.words.split("\n\n")
    assert value == f"**{record.quantity['speedup']:x.0}**  `decode_cache.speedup`"
    assert spread.endswith(f"in {len(record.samples['speedup'])} samples")
    assert known.startswith(f"*Measured*: {record.machine_name} · ")
    assert says == record.says
    assert "threads 1" in settings
    assert defined == f"`{record.defined}`"
    assert (told.span.column, told.span.end) == (4, 37)


def test_a_published_fact_tells_its_source_and_a_calculated_one_what_its_function_says(names):
    published = hover(in_deck("1. {{ a100.memo‸ry | GB }}"), SPEC, names)
    assert published
    assert f"Source: {names.ledger['a100'].source}" in published.words
    computed = hover(in_deck("1. {{ kv_cache_gqa_‸4k }}"), SPEC, names)
    assert computed
    assert names.ledger["kv_cache_gqa_4k"].says in computed.words


@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("1. {{ decode_ca‸che }}", "`decode_cache` holds\n\n- `without_cache`: "),
        ("1. {{ flops_by_le‸ngth }}", "`flops_by_length` holds\n\n`Output head`, `Feed-forward`"),
        ("Visual: he‸ads(llama_heads)", "`heads({n_heads, n_kv_heads, cache_mha, cache_gqa}, unit=)`"),
        ("Visual: heads(llama_‸heads)", "`llama_heads` holds"),
        ("Visual: heads(llama_heads, un‸it=GB)", "`unit` of `heads`: str"),
        ("Wis‸dom: one", "**Wisdom**: One sentence for the owl"),
        ("Animation Asset: kv_ca‸che_loop", "The film `KvCacheLoop` shows"),
        ("See CH4B-LA‸B-02", "**CH4B-LAB-02**: "),
    ],
)
def test_it_says_what_stands_there(line, begins, names):
    told = hover(in_deck(line), SPEC, names)
    assert told
    assert told.words.startswith(begins)


@pytest.mark.parametrize("line", ["1. plain wo‸rds", "1. {{ nobody_kn‸ows }}", "1. ‸", "Visual: no‸ne(x)"])
def test_of_what_nobody_knows_nothing_is_told(line, names):
    point = in_deck(line)
    assert hover(point, SPEC, names) is None
    assert define(point, SPEC, names) is None


def test_front_matter_tells_of_its_keys(names):
    told = hover(cursor("---\nwis‸dom: off\n---\n# A\n"), SPEC, names)
    assert told
    assert told.words.startswith("**wisdom**: Whether each slide needs the owl's sentence")


@pytest.mark.parametrize(
    ("line", "file", "begins"),
    [
        ("1. {{ decode_cache.spe‸edup }}", None, "def decode_cache("),
        ("Visual: he‸ads(llama_heads)", "build/figures/heads.py", "def heads("),
        ("Visual: heads(llama_he‸ads)", None, "def llama_heads("),
        ("See CH4B-LA‸B-02", "labs/ch04/CH4B-LAB-02.toml", ""),
        ("{{ code('engine/decode.py::gen‸erate') }}", "engine/decode.py", "def generate("),
        ("[Hands-on Anchor: X-1 | Asset: ch04/03_kv-cache/gpt_with_‸kv_cache.py]",
         "labs/ch04/03_kv-cache/gpt_with_kv_cache.py", ""),
        ("Animation Asset: kv_ca‸che_loop", "animations/kv_cache_loop.py", ""),
        ("![What it shows](previ‸ew.png)", "deck_specs/preview.png", ""),
    ],
)  # fmt: skip
def test_definition_leads_to_the_function_the_lab_the_figure_or_the_picture(line, file, begins, names):
    target = define(in_deck(line), SPEC, names)
    assert target
    stands = target.path.read_bytes().split(b"\n")[target.line - 1].decode(errors="replace")
    if begins:
        lines = target.path.read_text(encoding="utf-8").splitlines()[target.line - 1 :]
        stands = next(line for line in lines if not line.startswith("@"))  # a fact's place is its decorator's line
        assert stands.startswith(begins)
    if file:
        assert target.path == ROOT / file
    else:
        assert target.path.parent == ROOT / "engine" / "facts"


def test_a_decks_own_data_lead_to_their_file(tmp_path: Path):
    (tmp_path / "growth.csv").write_text("year,rate (mg/l)\n2020,1.5\n", encoding="utf-8")
    course = course_in(tmp_path)
    point = cursor('---\ndata: {growth: {file: growth.csv}}\n---\n# A\n\n## B\n\n{{ gro‸wth["2020"].rate }}\n')
    names = Names(course, course.recorded())
    target, told = define(point, tmp_path / "a.md", names), hover(point, tmp_path / "a.md", names)
    assert target
    assert told
    assert (target.path, target.line) == (tmp_path / "growth.csv", 1)
    assert told.words.startswith("**1.5 mg/l**")


def test_a_path_that_no_file_can_have_leads_nowhere(names):
    assert define(in_deck(f"![x]({'y' * 5000}‸.png)"), SPEC, names) is None
    assert define(Written("![x](a\0b.png)").at(1, 7), SPEC, names) is None
