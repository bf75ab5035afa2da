"""Where lines may end: as viewers end them in European scripts, after UAX 14 in all others."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from build.drawing.line_breaks import addresses, parts_of_address, pieces


def shown(text: str) -> list[str]:
    return [piece.text for piece in pieces(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("feed-forward and LAB-02", ["feed-", "forward ", "and ", "LAB-02"]),
        ("один – два", ["один ", "– ", "два"]),
        ("and/or, 3/4", ["and/or, ", "3/4"]),
        ("缓存更小，解码。", ["缓", "存", "更", "小，", "解", "码。"]),
        ("「括弧」です", ["「括", "弧」", "で", "す"]),
        ("データ", ["デー", "タ"]),
        ("使用 GQA 与 key-value", ["使", "用 ", "GQA ", "与 ", "key-", "value"]),
        ("สวัสดีชาวโลก", ["สวัสดี", "ชาว", "โลก"]),
        ("다중 헤드", ["다", "중 ", "헤", "드"]),
        ("🇩🇪 👩🏽‍💻 x", ["🇩🇪 ", "👩🏽‍💻 ", "x"]),
        ("שלום עולם", ["שלום ", "עולם"]),
        ("一\n二", ["一", "二"]),
        ("state‑of‑the‑art", ["state‑of‑the‑art"]),
        ("a\ud800中b", ["a\ud800", "中", "b"]),
    ],
)
def test_a_line_may_end_after_each_of_these(text: str, expected: list[str]) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("다중 헤드", ["다중 ", "헤드"]),
        ("GPU는 3개(약), key-value를", ["GPU는 ", "3개(약), ", "key-", "value를"]),
        ("“집”이라는 漢字를 쓴다.", ["“집”이라는 ", "漢", "字", "를 ", "쓴다."]),
    ],
)
def test_words_of_a_korean_deck_stay_whole(text: str, expected: list[str]) -> None:
    assert [piece.text for piece in pieces(text, whole=True)] == expected


@given(st.text("ab -–‐\n中。「ส่ว🚀\u0301אع\u200d\u00ad\ud800"))
@settings(max_examples=200)
def test_nothing_of_a_text_is_lost_but_its_newlines(text: str) -> None:
    assert "".join(piece.text + "\n" * (piece.end == "\n") for piece in pieces(text)) == text
    assert all("\n" not in piece.text for piece in pieces(text))


def test_an_address_ends_a_line_behind_slash_question_mark_ampersand_and_hyphen() -> None:
    address = "https://example.org/a/long-path?query=1&page=2"
    assert addresses(f"See {address}, and www.a.org") == [(4, 4 + len(address) + 1), (56, 65)]
    assert parts_of_address(address) == ["https://example.org/", "a/", "long-path?", "query=1&", "page=2"]
