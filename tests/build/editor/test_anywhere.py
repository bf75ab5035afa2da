"""Whatever a text says and wherever the cursor stands in it: an answer, and never an exception."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spec_in_editor import SPEC, TEXT

from build.editor.complete import complete
from build.editor.define import define
from build.editor.desk import Change, changed
from build.editor.findings import read
from build.editor.hover import hover
from build.editor.mend import mends
from build.editor.point import Written, column_of, units_of
from build.findings.diagnostic import Span

PIECES = st.sampled_from(
    [
        *TEXT.split("\n"), "---", "kind: guide", "kind: quiz", "data: {g: {file: x.csv, unit: ", "{{ ", "}}", "```",
        "{{ code('", "Visual: bars(", "Visual: lines(decode_cache.", "See: ch04 slide ", "(icon: ", "![x](",
        "[Hands-on Anchor: A-1 | Asset: ", "## Q a: b?", "Answer: {{ x", "\x00", "\u2028", "\r", "🦉缓", "ا",
        "\ud83d", '{{ flops_by_length["', "{{ a[1e999] }}", "14 GB",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=12).map("\n".join) | st.tuples(
    st.integers(0, len(TEXT)), st.integers(0, 40), st.text(max_size=6)
).map(lambda cut: TEXT[: cut[0]] + cut[2] + TEXT[cut[0] + cut[1] :])


@settings(max_examples=40)
@given(TEXTS, st.integers(-1, 60), st.integers(-1, 160))
def test_any_position_in_any_text_has_an_answer(names, text, line, column):
    written = Written(text)
    point = written.at(line, column)
    for choice in complete(point, SPEC, names):
        assert 1 <= choice.start <= point.column <= choice.end <= len(point.whole) + 1
        assert "\n" not in choice.insert
    told = hover(point, SPEC, names)
    assert told is None or told.span.line == point.line
    define(point, SPEC, names)


@settings(max_examples=25)
@given(TEXTS)
def test_findings_and_what_mends_them_lie_in_the_text(names, text):
    written = Written(text)
    reading = read(written, SPEC, names)
    for one in reading.findings:
        lies(one.span, written)
        for mend in mends(one, written, names):
            lies(mend.span, written)
    assert all(1 <= one.line < one.end <= len(written.lines) + 1 for one in reading.outline)


def lies(span: Span, written: Written) -> None:
    assert 1 <= span.line <= len(written.lines)
    assert 1 <= span.column <= span.end <= len(written.lines[span.line - 1]) + 1


@given(st.text(), st.integers(1, 60), st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_units_of_a_column_lead_back_to_it(line, column, encoding):
    column = min(column, len(line) + 1)
    assert column_of(line, units_of(line, column, encoding), encoding) == column


@settings(max_examples=50)
@given(st.text(alphabet="a\n\r🦉\u2028"), st.text(alphabet="b\n🦉"), st.data())
def test_a_change_is_what_it_says_counted_in_utf16(text, put, data):
    """The oracle counts in UTF-16 itself and knows no lines but the protocol's."""
    written = Written(text)
    offsets = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    places = []
    for offset in offsets:
        line = max(number for number, start in enumerate(written.starts) if start <= offset)
        within = min(offset, written.starts[line] + len(written.lines[line])) - written.starts[line]
        places.append((line, len(written.lines[line][:within].encode("utf-16-le")) // 2))
    start, end = (written.starts[line] + characters(written, line, units) for line, units in places)
    assert changed(written, [Change(put, *places)]).text == text[:start] + put + text[end:]


def characters(written: Written, line: int, units: int) -> int:
    return len(written.lines[line].encode("utf-16-le")[: 2 * units].decode("utf-16-le"))


@pytest.mark.parametrize("text", ["", "---", "---\n---", "---\nkind: quiz\n---", "---\nkind: guide\n---", "\ufeff# A"])
def test_texts_that_have_hardly_begun_are_read(text, names):
    read(Written(text), SPEC, names)
    assert isinstance(complete(Written(text).at(1, 1), SPEC, names), list)
