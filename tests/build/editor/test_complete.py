"""Completion: what is offered where, and that what it puts into a text is known there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from spec_in_editor import SPEC, TEXT, cursor, in_deck

from build.editor.choice import Choice, fitting
from build.editor.complete import complete
from build.editor.findings import read
from build.editor.names import Names
from build.editor.point import Point, Written
from build.files.course import course_in

UNKNOWN = {"P104", "P106", "F101", "F102", "F103", "F107", "C301", "C302", "C303", "L204", "D201"}


def offered(point: Point, names: Names) -> dict[str, Choice]:
    return {choice.name: choice for choice in complete(point, SPEC, names)}


def after(point: Point, choice: Choice) -> Written:
    lines = list(point.written.lines)
    line = lines[point.line - 1]
    lines[point.line - 1] = line[: choice.start - 1] + choice.insert + line[choice.end - 1 :]
    return Written("\n".join(lines))


def line_after(point: Point, choice: Choice) -> str:
    return after(point, choice).lines[point.line - 1]


def test_a_fact_comes_with_its_value_how_it_is_known_and_its_setting_and_is_inserted_with_its_unit(names):
    point = in_deck("1. {{ decode_cache.sp‸")
    record = names.ledger["decode_cache"]
    choice = offered(point, names)["decode_cache.speedup"]
    assert line_after(point, choice) == "1. {{ decode_cache.speedup | x }}"
    assert choice.value == format(record.quantity["speedup"], "")
    assert choice.known == f"{record.machine_name} · {cursor_day(record.day)}"
    assert choice.look == "measured"
    assert "threads 1" in choice.setting


def cursor_day(iso: str) -> str:
    from build.spec.said import ENGLISH

    return ENGLISH.day(iso)


def test_inside_a_name_all_of_it_is_replaced_and_a_unit_that_stands_there_stays(names):
    point = in_deck("1. {{ kv_cache‸_mha_4k | GiB }} kept")
    assert line_after(point, offered(point, names)["kv_cache_gqa_4k"]) == "1. {{ kv_cache_gqa_4k | GiB }} kept"


def test_behind_the_bar_stand_the_units_that_fit_the_fact_its_own_first_each_with_the_value_in_it(names):
    point = in_deck("1. {{ kv_cache_gqa_4k | ‸ }}")
    found = complete(point, SPEC, names)
    value = names.ledger["kv_cache_gqa_4k"].quantity
    assert {choice.name: choice.value for choice in found} == {name: format(value, name) for name in value.scales}
    assert format(value, "") == found[0].value
    assert line_after(point, found[0]) == f"1. {{{{ kv_cache_gqa_4k | {found[0].name} }}}}"


@pytest.mark.parametrize(
    ("line", "name", "becomes"),
    [
        ("Vis‸", "Visual", "Visual: "),
        ("Exte‸", "Extended Annotations", "Extended Annotations: "),
        ("Type: ago‸", None, ""),
        ("Type: age‸", "agenda", "Type: agenda"),
        ("Type: time‸", "timeline", "Type: timeline"),
        ("Hidden: ‸", "yes", "Hidden: yes"),
        ("Reveal: figure, anno‸", "annotations", "Reveal: figure, annotations"),
        ("### How (icon: sh‸)", "share", "### How (icon: share)"),
        ("Animation Asset: kv‸", "kv_cache_loop", "Animation Asset: kv_cache_loop"),
        ("Visual: hea‸", "heads", "Visual: heads()"),
        ("Visual: heads(llama_h‸)", "llama_heads", "Visual: heads(llama_heads)"),
        ("Visual: heads(llama_heads, un‸)", "unit=", "Visual: heads(llama_heads, unit=)"),
        ("Visual: heads(llama_heads, unit=Gi‸)", "GiB", "Visual: heads(llama_heads, unit=GiB)"),
        ("Visual: bars(decode_cache.speedup, better=‸)", "lower", "Visual: bars(decode_cache.speedup, better=lower)"),
        ("Visual: stacked_bars(flops_by_length, highlight=Out‸)", "Output head",
         'Visual: stacked_bars(flops_by_length, highlight="Output head")'),
        ('1. {{ flops_by_length["Output head"][10‸', 'flops_by_length["Output head"][1024]',
         '1. {{ flops_by_length["Output head"][1024] | percent }}'),
        ("1. {{ decode_cache.settings.th‸ }}", "decode_cache.settings.threads",
         "1. {{ decode_cache.settings.threads }}"),
        ("{{ code('engine/dec‸') }}", "engine/decode.py::", "{{ code('engine/decode.py::') }}"),
        ("{{ code('engine/decode.py::gen‸') }}", "engine/decode.py::generate",
         "{{ code('engine/decode.py::generate') }}"),
        ("[Hands-on Anchor: CH9-LAB-02 | As‸", "Asset: ", "[Hands-on Anchor: CH9-LAB-02 | Asset: "),
        ("[Hands-on Anchor: CH9-LAB-02 | Pre-req: CH4-LAB-02, CH4B-LAB-0‸]", "CH4B-LAB-02",
         "[Hands-on Anchor: CH9-LAB-02 | Pre-req: CH4-LAB-02, CH4B-LAB-02]"),
    ],
)  # fmt: skip
def test_what_is_typed_becomes_what_is_chosen(line, name, becomes, names):
    point = in_deck(line)
    found = offered(point, names)
    if name is None:
        assert found == {}
    else:
        assert line_after(point, found[name]) == becomes


@pytest.mark.parametrize(
    ("text", "name", "becomes"),
    [
        ("---\nwis‸\n---\n# A\n", "wisdom", "wisdom: "),
        ("---\nwisdom: o‸\n---\n# A\n", "optional", "wisdom: optional"),
        ("---\nkind: ‸\n---\n# A\n", "quiz", "kind: quiz"),
        ("---\ndata:\n  growth: {fi‸}\n---\n", "file", "  growth: {file: }"),
        ("---\nwords: {wise o‸}\n---\n", "wise owl", "words: {wise owl: }"),
        ("---\nkind: guide\n---\n# A\n\nKey‸", "Key question", "Key question: "),
        ("---\nkind: guide\n---\n# A\n\nSee: ch0‸", "ch04 slide ", "See: ch04 slide "),
        ("---\nkind: guide\n---\n# A\n\nSee: ch04 slide 7, INF-LAB-0‸", "INF-LAB-09", "See: ch04 slide 7, INF-LAB-09"),
        ("---\nkind: quiz\n---\n# A\n\n## Q a: B?\nTol‸", "Tolerance", "Tolerance: "),
        ("---\nkind: quiz\n---\n# A\n\n## Q a: B?\nKind: or‸", "order", "Kind: order"),
        ("---\nkind: quiz\n---\n# A\n\n## Q a: B?\nAnswer: {{ kv_cache_g‸", "kv_cache_gqa_4k",
         "Answer: {{ kv_cache_gqa_4k | MB }}"),
    ],
)  # fmt: skip
def test_front_matter_guides_and_quizzes_are_completed_too(text, name, becomes, names):
    point = cursor(text)
    assert line_after(point, offered(point, names)[name]) == becomes


def test_a_key_of_the_front_matter_that_is_said_already_is_not_offered_again(names):
    assert "title" not in offered(cursor("---\ntitle: A\nt‸\n---\n"), names)


def test_a_decks_own_data_are_offered_as_facts(tmp_path: Path):
    (tmp_path / "growth.csv").write_text("year,rate (mg/l)\n2020,1.5\n2021,2.5\n", encoding="utf-8")
    course = course_in(tmp_path)
    point = cursor("---\ndata: {growth: {file: growth.csv}}\n---\n# A\n\n## B\n\nIt grew {{ growth‸ }}.\n")
    found = complete(point, tmp_path / "a.md", Names(course, course.recorded()))
    assert line_after(point, found[0]) == 'It grew {{ growth["2020"].rate | mg/l }}.'
    assert (found[0].value, found[0].look) == ("1.5 mg/l", "given")


def test_course_toml_is_completed_with_its_keys_and_themes(names):
    spec = names.course.root / "course.toml"
    key, theme = cursor("lab‸"), cursor('theme = "fo‸"')
    assert [line_after(key, choice) for choice in complete(key, spec, names)] == ['labs = ""']
    assert [line_after(theme, choice) for choice in complete(theme, spec, names)] == ['theme = "forest"']


@pytest.mark.parametrize("line", ["```python\nVis‸\n```", "## Slide 2: ‸", "1. plain words‸", "1. {{ x }} behind ‸"])
def test_in_code_in_headings_and_in_plain_words_nothing_is_offered(line, names):
    assert complete(in_deck(line), SPEC, names) == []


def test_what_begins_so_comes_first_then_what_has_a_word_that_does():
    assert fitting(["kv_cache", "cache_gain", "uncached", "page_cache"], "cache", {"page_cache"}) == [
        "cache_gain", "page_cache", "kv_cache", "uncached",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    ["Vis‸", "W‸", "1. **Sets.** {{ kv‸", "1. {{ decode_cache.‸", "1. {{ kv_cache_gqa_4k | ‸", "### How (icon: s‸)",
     "Visual: ‸", "Visual: heads(‸)", "Visual: bars(decode_cache.with_cache, ‸)", "Type: ‸"],
)  # fmt: skip
def test_whatever_is_chosen_names_nothing_that_is_unknown(line, names):
    point = in_deck(line)
    choices = complete(point, SPEC, names)
    assert choices
    for choice in choices[:: max(1, len(choices) // 6)]:  # some of many: each reads the whole text
        found = read(after(point, replace(choice)), SPEC, names).findings
        told = [str(one) for one in found if one.code in UNKNOWN and one.span.line == point.line]
        assert told == [], choice.name


def test_the_small_deck_is_right_as_it_stands(names):
    assert [str(one) for one in read(Written(TEXT), SPEC, names).findings] == []
