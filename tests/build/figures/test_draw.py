"""What is wrong with a call is said in the spec's words, at the word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from build.drawing.page import Box, Drawable, Freeform, Shape, TextBox
from build.figures.canvas import Drawing
from build.findings.diagnostic import Diagnostic, Span

MESSAGES = {
    "heads(llama_heads, small_heads)": """\
deck.md:2:9: heads takes 1 fact (heads: Table), not 2 [L202]
     2 | Visual: heads(llama_heads, small_heads)
       |         ~~~~^""",
    "linear_vs_full()": """\
deck.md:2:9: linear_vs_full takes 1 to 2 facts (memory: Series, crossing: Count?), not 0 [L202]
     2 | Visual: linear_vs_full()
       |         ~~~~~~~~~~~~~^""",
    "heads(cache_4k)": """\
deck.md:2:15: heads takes a Table as its 1st fact, and cache_4k is in Bytes [L203]
     2 | Visual: heads(cache_4k)
       |               ~~~~~~~^""",
    "bars(cache_4k, mistral_window)": """\
deck.md:2:24: bars takes a Quantity or a Series as its 2nd fact, and mistral_window is a Table [L203]
     2 | Visual: bars(cache_4k, mistral_window)
       |                        ~~~~~~~~~~~~~^
  hint: name one of its fields: mistral_window.window, mistral_window.seq_len, mistral_window.cache_full, \
mistral_window.cache_window, mistral_window.ratio""",
    "bars(cache_4k, hilight=cache_4k)": """\
deck.md:2:24: bars has no parameter 'hilight' [L204]
     2 | Visual: bars(cache_4k, hilight=cache_4k)
       |                        ~~~~~~^
  hint: did you mean 'highlight'? it has: better, formula, highlight, labels, note, says, \
title, unit""",
    "bars(cache_4k, better=lowr)": """\
deck.md:2:31: better=lowr is not one of: lower, higher [L205]
     2 | Visual: bars(cache_4k, better=lowr)
       |                               ~~~^
  hint: did you mean 'lower'?""",
    "bars(cache_4k, unit=ms)": """\
deck.md:2:9: bars: Bytes cannot be shown as 'ms'; it can as: B, kB, MB, GB, TB, KiB, MiB, GiB [L206]
     2 | Visual: bars(cache_4k, unit=ms)
       |         ~~~^""",
    "bars(cache_4k, prefill_speed)": """\
deck.md:2:9: bars: bars of one chart share one unit; here are cache_4k in Bytes and prefill_speed in \
TokensPerSecond [L206]
     2 | Visual: bars(cache_4k, prefill_speed)
       |         ~~~^""",
    "heads(mistral_window)": """\
deck.md:2:9: heads: mistral_window has no field 'n_heads', 'n_kv_heads', 'cache_mha', 'cache_gqa'; it has: window, \
seq_len, cache_full, cache_window, ratio [L206]
     2 | Visual: heads(mistral_window)
       |         ~~~~^""",
    "cache_reuse(cache_reuse_wrong)": """\
deck.md:2:9: cache_reuse: cache_reuse_wrong counts 21 and 7, its drawing 22 and 7 [L206]
     2 | Visual: cache_reuse(cache_reuse_wrong)
       |         ~~~~~~~~~~^""",
    "stacked_bars(flops_by_length, highlight=attention)": """\
deck.md:2:9: stacked_bars: highlight=attention means 2 of: Output head, Feed-forward, Attention projections, \
Attention scores [L206]
     2 | Visual: stacked_bars(flops_by_length, highlight=attention)
       |         ~~~~~~~~~~~^""",
    'lifecycle(formula="x^2")': """\
deck.md:2:9: lifecycle: a formula is also told in words, for those who do not see it: says="…" [L206]
     2 | Visual: lifecycle(formula="x^2")
       |         ~~~~~~~~^""",
    r'flow(steps="Read; Write", formula="x^", says="x")': r"""
deck.md:2:9: flow: cannot read the formula 'x^': missing super script or subscript [L206]
     2 | Visual: flow(steps="Read; Write", formula="x^", says="x")
       |         ~~~^""".lstrip(),
    'cache_growth(cache_growth_example, tokens="a; b; c")': """\
deck.md:2:9: cache_growth: cache_growth_example has 5 + 2 tokens and tokens=3 words; 9 are drawn, 3 of them steps [L206]
     2 | Visual: cache_growth(cache_growth_example, tokens="a; b; c")
       |         ~~~~~~~~~~~^""",
    "worked(split_shapes)": """\
deck.md:2:9: worked: split_shapes makes 64, which are no bytes [L206]
     2 | Visual: worked(split_shapes)
       |         ~~~~~^""",
    'worked(kv_factors_8b, kv_cache_mha_4k, bars="one")': """\
deck.md:2:9: worked: bars names 1; one is what it is, one the slip [L206]
     2 | Visual: worked(kv_factors_8b, kv_cache_mha_4k, bars="one")
       |         ~~~~~^""",
    "product(wrong_factors)": """\
deck.md:2:9: product: wrong_factors.cache is 4.29 GB, and its factors make 2.15 GB [L206]
     2 | Visual: product(wrong_factors)
       |         ~~~~~~^""",
    "score_steps(match_scores, match_scaled, short_weights, highlight=sat)": """\
deck.md:2:9: score_steps: the row sat of short_weights adds up to 0.9; attention weights are not below 0 and add up to \
1 [L206]
     2 | Visual: score_steps(match_scores, match_scaled, short_weights, highlight=sat)
       |         ~~~~~~~~~~^""",
    "weighted_sum(match_weights, word_values, wrong_context, highlight=sat)": """\
deck.md:2:9: weighted_sum: wrong_context has 9 for sat in v1, and the weighted sum makes 1.19 [L206]
     2 | Visual: weighted_sum(match_weights, word_values, wrong_context, highlight=sat)
       |         ~~~~~~~~~~~^""",
    "heat_maps(match_weights, head_self)": """\
deck.md:2:9: heat_maps: match_weights has the rows The, cat, sat, on, the, and head_self The, cat, sat, on, the, mat \
[L206]
     2 | Visual: heat_maps(match_weights, head_self)
       |         ~~~~~~~~^""",
    "triangle(open_weights)": """\
deck.md:2:9: triangle: open_weights is not causal: The looks at cat, which comes later [L206]
     2 | Visual: triangle(open_weights)
       |         ~~~~~~~^""",
    "split_join(split_wrong)": """\
deck.md:2:9: split_join: split_wrong has 9 heads of 60 numbers, 540 together, and d_model=576 [L206]
     2 | Visual: split_join(split_wrong)
       |         ~~~~~~~~~^""",
    "residual(norm=sandwich)": """\
deck.md:2:9: residual: norm=sandwich is not one or both of: pre, post [L206]
     2 | Visual: residual(norm=sandwich)
       |         ~~~~~~~^""",
    "paired_bars(flops_by_length)": """\
deck.md:2:9: paired_bars: flops_by_length has 4 lines of 5 points; two of up to 12 are drawn [L206]
     2 | Visual: paired_bars(flops_by_length)
       |         ~~~~~~~~~~^""",
    'decision(plan_two_ends, plan_users, plan_waits, asks="A; B; C")': """\
deck.md:2:9: decision: plan_two_ends: Code ends 2 times; a path has one end, a 1 [L206]
     2 | Visual: decision(plan_two_ends, plan_users, plan_waits, asks="A; B; C")
       |         ~~~~~~~^""",
    'decision(plan_skipped, plan_users, plan_waits, asks="A; B; C")': """\
deck.md:2:9: decision: plan_skipped: Code is asked (2, 0, 1, 0); all plans before its end are, none behind [L206]
     2 | Visual: decision(plan_skipped, plan_users, plan_waits, asks="A; B; C")
       |         ~~~~~~~^""",
    'decision(plan_unreached, plan_users, plan_waits, asks="A; B; C")': """\
deck.md:2:9: decision: plan_unreached: no path ends at 8 bits, so nothing shows when it is taken [L206]
     2 | Visual: decision(plan_unreached, plan_users, plan_waits, asks="A; B; C")
       |         ~~~~~~~^""",
    'decision(plan_paths, plan_users, plan_waits, asks="A; B")': """\
deck.md:2:9: decision: asks has 2 questions for 3 plans and an end for the rest [L206]
     2 | Visual: decision(plan_paths, plan_users, plan_waits, asks="A; B")
       |         ~~~~~~~^""",
    'decision_paths(plan_twice, reasons="waits; large; slow")': """\
deck.md:2:9: decision_paths: plan_twice has two paths for Chat [L206]
     2 | Visual: decision_paths(plan_twice, reasons="waits; large; slow")
       |         ~~~~~~~~~~~~~^""",
    'decision_paths(plan_paths, reasons="waits")': """\
deck.md:2:9: decision_paths: plan_paths has the reason 4; reasons names 1, from 2 on [L206]
     2 | Visual: decision_paths(plan_paths, reasons="waits")
       |         ~~~~~~~~~~~~~^""",
    'layer_stack(gains.prompt, gains.batch, layers="A; B", levers="a", told="x; y")': """\
deck.md:2:9: layer_stack: levers names 1 for 2 layers [L206]
     2 | Visual: layer_stack(gains.prompt, gains.batch, layers="A; B", levers="a", told="x; y")
       |         ~~~~~~~~~~^""",
    "series_table(card_speed, told=told, right=sheet)": """\
deck.md:2:9: series_table: there is no line 'sheet'; there are: told, right [L206]
     2 | Visual: series_table(card_speed, told=told, right=sheet)
       |         ~~~~~~~~~~~^""",
    "series_table(card_speed, by_variant)": """\
deck.md:2:9: series_table: by_variant has other rows than card_speed [L206]
     2 | Visual: series_table(card_speed, by_variant)
       |         ~~~~~~~~~~~^""",
    "token_times(moments_back, told_times.ours)": """\
deck.md:2:9: token_times: moments_back has tokens that do not come one after the other, behind 0 [L206]
     2 | Visual: token_times(moments_back, told_times.ours)
       |         ~~~~~~~~~~^""",
    "model_split(gains)": """\
deck.md:2:9: model_split: gains has no field 'cards', 'sums', 'by_heads_all', 'by_layers_all'; it has: prompt, batch, \
bits [L206]
     2 | Visual: model_split(gains)
       |         ~~~~~~~~~~^""",
    'pipeline(tokens="An extraordinarily long word")': """\
deck.md:2:9: pipeline does not fit: 'extraordinarily' needs 1.23 in and has 0.82 in [L207]
     2 | Visual: pipeline(tokens="An extraordinarily long word")
       |         ~~~~~~~^
  hint: shorten it, or give the slide a wider visual""",
}


@pytest.mark.parametrize(("text", "message"), MESSAGES.items(), ids=lambda text: text.split("(")[0])
def test_the_whole_message(text: str, message: str, drawn: Callable[..., tuple[Drawing, list[Diagnostic]]]) -> None:
    drawing, found = drawn(text, visual=True)
    assert [str(finding) for finding in found] == [message]
    assert drawing == Drawing((), "")


def test_all_problems_of_a_call_are_reported_together(
    drawn: Callable[..., tuple[Drawing, list[Diagnostic]]],
) -> None:
    _, found = drawn("heads(cache_4k, cache_8k, better=no, colour=red)", visual=True)
    assert [finding.code for finding in found] == ["L202", "L204", "L204"]


@pytest.mark.parametrize("text", ["staked_bars(flops_by_length)", "heads(llama_head)", "bars(decode_cache.with_cach)"])
def test_what_does_not_exist_is_told_by_the_checks_of_the_spec_and_not_again(
    text: str, drawn: Callable[..., tuple[Drawing, list[Diagnostic]]]
) -> None:
    assert drawn(text, visual=True) == (Drawing((), ""), [])


def test_without_the_source_a_finding_stands_at_the_call(
    drawn: Callable[..., tuple[Drawing, list[Diagnostic]]],
) -> None:
    _, (found,) = drawn("linear_vs_full()")
    assert (found.span, found.code) == (Span(), "L202")


def words_of(item: Drawable) -> str:
    assert isinstance(item, TextBox)
    return "".join(run.text for run in item.paragraphs[0].runs)


def test_title_and_note_stand_above_and_below_any_figure(good: Callable[..., Drawing]) -> None:
    box = Box(1.0, 1.0, 4.04, 3.9)
    first, *middle, last = good('lifecycle(title="One cache each", note="A note at the foot")', box).items
    assert (words_of(first), words_of(last)) == ("One cache each", "A note at the foot")
    assert isinstance(first, TextBox)
    assert isinstance(last, TextBox)
    tops = [item.box.y for item in middle if hasattr(item, "box")]
    assert first.box.bottom < min(tops)
    assert last.box.bottom == pytest.approx(box.bottom)


@pytest.mark.parametrize(("title", "size"), [("Short", 18), ("A title of many letters that is rather wide", 16)])
def test_a_title_is_as_large_as_one_line_allows(title: str, size: float, good: Callable[..., Drawing]) -> None:
    first = good(f'lifecycle(title="{title}")').items[0]
    assert isinstance(first, TextBox)
    assert first.paragraphs[0].runs[0].style.size == size
    assert first.paragraphs[0].lines == (title,)


def test_a_title_of_two_lines_is_refused(drawn: Callable[..., tuple[Drawing, list[Diagnostic]]]) -> None:
    _, (found,) = drawn('lifecycle(title="A title that goes on and on and would need a second line")')
    assert found.code == "L207"


def test_a_long_note_takes_two_lines_of_about_equal_length(good: Callable[..., Drawing]) -> None:
    note = "Above the crossing the state of fixed size needs less memory than the cache"
    last = good(f'lifecycle(note="{note}")').items[-1]
    assert isinstance(last, TextBox)
    first, second = last.paragraphs[0].lines
    assert abs(len(first) - len(second)) < 10


def test_the_alt_text_begins_with_the_title(good: Callable[..., Drawing]) -> None:
    assert good('flow(steps="Read; Write", title="In order")').alt == "In order. 1. Read, 2. Write."


def test_a_formula_stands_at_the_foot_and_is_told_in_words(good: Callable[..., Drawing]) -> None:
    box = Box(1.0, 1.0, 4.04, 3.9)
    drawing = good('lifecycle(formula="a + b = c", says="a plus b equals c")', box)
    *others, band, formula = drawing.items
    assert isinstance(band, Shape)
    assert isinstance(formula, Freeform)
    assert band.box.bottom == pytest.approx(box.bottom)
    assert max(item.box.bottom for item in others if hasattr(item, "box")) < band.box.y
    assert band.box.x < formula.box.x < formula.box.right < band.box.right
    assert formula.alt == "a plus b equals c"
    assert drawing.alt.endswith(". a plus b equals c.")
