"""`coursewright packet`: its files, what it says of a wrong use case, and the worked ones."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import chromium
import pytest
from docx import Document

from build.commands.packet import Asked, make_packets, read_result
from build.files.course import course_in, product
from build.files.use_cases import use_cases
from build.files.wanted import Wanted
from build.files.yaml_file import YamlError
from build.packet.document import document
from build.packet.markdown import markdown
from build.packet.page import packet_page
from build.packet.slides import slides
from build.packet.use_case_file import read_use_case
from build.packet.word import write_word
from build.theme.choose import load_theme
from engine.ledger import deck_facts
from engine.readiness.compare import compare
from engine.readiness.packet import packet

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DAY = date(2026, 11, 30)
CHAT = """name: Chat
users: 40
prompt: 1500
answer: 300
shared: 900
first_token: 1.0
each_token: 0.05
budget: 3000
models: [llama-3-8b]
cards:
  - {card: a100-80gb-sxm, price: 1.64, source: a list, day: 2026-05-01}
  - {card: h100-sxm, price: 2.9, source: a list, day: 2026-05-01}
quality: {bar: right, share: 0.9, answers: 100}
"""


@pytest.fixture
def use_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("chat.yaml").write_text(CHAT, encoding="utf-8")
    return Path("chat.yaml")


def wanted(root: Path) -> Wanted:
    return Wanted(course=course_in(root))


# ---- files ------------------------------------------------------------------------------------------
def test_a_use_case_becomes_a_document_in_four_formats_and_six_slides(
    use_case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make_packets([use_case], wanted(tmp_path), Asked()) == 0
    out = capsys.readouterr().out
    assert out == (
        "Chat: 5 decided, 2 undecided. 1 × A100 80 GB SXM with Llama 3 8B carries the load: 30.7 ms of 50 ms a token, "
        "at 2 times the least time.\n"
        "Do not go live yet: answer quality is not measured, and no load test has been run.\n"
        "dist/packet_chat: MD, HTML, PDF, DOCX, PPTX\n"
    )
    from docx import Document
    from pptx import Presentation
    from pypdfium2 import PdfDocument

    folder = tmp_path / "dist"
    assert len(Presentation(str(folder / "packet_chat_slides.pptx")).slides) == 6
    word = Document(str(folder / "packet_chat.docx"))
    assert [p.text for p in word.paragraphs if p.style.name == "Heading 1"][:3] == [
        "Decisions", "Service levels under load", "Open points",
    ]  # fmt: skip
    pages = PdfDocument(folder / "packet_chat.pdf")
    text = pages[0].get_textpage().get_text_range()
    pages.close()
    assert "Do not go live yet" in text
    assert "1 × A100 80 GB SXM" in (folder / "packet_chat.html").read_text(encoding="utf-8")


def test_every_number_of_the_table_leads_to_a_command_in_the_annex(use_case: Path) -> None:
    text = markdown(document(packet(read_use_case(use_case, DAY)[0]), deck_facts(), file="chat.yaml", day="today"))
    body, _, annex = text.partition("## Annex")
    cited = {int(part.partition("]")[0]) for part in body.split("[")[1:] if part.partition("]")[0].isdecimal()}
    rows = [line for line in annex.splitlines() if line.startswith("| ") and "`" in line]
    assert cited == set(range(1, len(rows) + 1))
    assert all("`coursewright " in row for row in rows)
    assert "FILE" not in text


def test_undecided_rows_stand_again_under_open_points(use_case: Path) -> None:
    made = packet(read_use_case(use_case, DAY)[0])
    text = markdown(document(made, deck_facts(), file="chat.yaml", day="today"))
    opened = text.partition("## Open points")[2].partition("##")[0]
    for decision in made.decisions:
        assert (
            "*Undecided*" in next(line for line in text.splitlines() if line.startswith(f"| {decision.name} |"))
        ) == (not decision.decided)
        assert (f"**{decision.name}.**" in opened) == (not decision.decided)


def test_facts_stay_facts_in_the_notes_of_the_slides(use_case: Path) -> None:
    made = packet(read_use_case(use_case, DAY)[0])
    spec = slides(made, document(made, deck_facts(), file="chat.yaml", day="today"))
    assert "{{ prefix_run.faster | x }}" in spec
    assert spec.count("\n## ") == 5


@pytest.mark.parametrize("path", use_cases(product()), ids=lambda path: path.stem)
def test_the_worked_use_cases_are_read_without_a_word(path: Path) -> None:
    needs, told = read_use_case(path, DAY)
    assert told == []
    assert packet(needs).option.plan


def test_there_are_three_worked_use_cases() -> None:
    assert [path.stem for path in use_cases(product())] == ["code_completion", "overnight_summaries", "support_chat"]


def test_slides_that_cannot_be_written_are_left_out_of_what_was_made(
    use_case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "dist" / "packet_chat_slides.pptx").mkdir(parents=True)
    assert make_packets([use_case], wanted(tmp_path), Asked()) == 1
    said = capsys.readouterr()
    assert said.out.endswith("dist/packet_chat: MD, HTML, PDF, DOCX\n")
    assert "packet_chat_slides.pptx" in said.err


# ---- differences ------------------------------------------------------------------------------------
def test_what_moved_comes_first_in_the_document_and_on_the_command_line(
    use_case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("faster.yaml").write_text(CHAT.replace("each_token: 0.05", "each_token: 0.025"), encoding="utf-8")
    assert make_packets([Path("faster.yaml")], wanted(tmp_path), Asked(before=use_case)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2] == "asked: each token, P95 50 ms → 25 ms"
    assert lines[3] == (
        "moved: Card: 1 × A100 80 GB SXM → 1 × H100 SXM. A100 80 GB SXM: one card, 16 bits: 30.7 ms a token at 2 times "
        "the least time, 25 ms allowed. $2,117 a month at $2.9 an hour; $3,000 are there. Price: a list, "
        "1 May 2026."
    )
    assert lines[4] == "as before: Model, Weights, Cache, Batching, Prefix cache, Guessing ahead"
    before, after = (packet(read_use_case(Path(name), DAY)[0]) for name in ("chat.yaml", "faster.yaml"))
    told = document(after, deck_facts(), file="faster.yaml", day="today", difference=compare(before, after))
    assert told.sections[0].heading == "What moved, and why"


# ---- what is wrong ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            ("users: 40", "users: forty"),
            "chat.yaml:2:8: 'users' is 'forty', not a whole number of 1 or more up to 100,000 [U102]\n"
            "     2 | users: forty\n"
            "       |        ~~~~^\n"
            "  hint: write 'users: 40'",
        ),
        (
            ("each_token: 0.05", "each_tokn: 0.05"),
            "chat.yaml:1:1: 'each_token' is missing [U102]\n"
            "     1 | name: Chat\n"
            "       | ^\n"
            "  hint: write 'each_token: 0.05'\n"
            "chat.yaml:7:1: unknown key 'each_tokn' [U102]\n"
            "     7 | each_tokn: 0.05\n"
            "       | ~~~~~~~~^\n"
            "  hint: did you mean 'each_token'?",
        ),
        (
            ("[llama-3-8b]", "[llama-3-8]"),
            "chat.yaml:9:10: unknown model 'llama-3-8' [U102]\n"
            "     9 | models: [llama-3-8]\n"
            "       |          ~~~~~~~~^\n"
            "  hint: did you mean 'llama-3-8b'?",
        ),
        (
            ("answers: 100}", "answers: 100, grades: [{model: mixtral-8x7b, bits: 4, right: 1, of: 2}]}"),
            "chat.yaml:13:86: mixtral-8x7b in 4 bits: scales are counted only where all blocks are alike: full or "
            "window attention, one feed-forward layer [U102]\n"
            "    13 | quality: {bar: right, share: 0.9, answers: 100, "
            "grades: [{model: mixtral-8x7b, bits: 4, right: 1, of: 2}]}\n"
            "       |" + " " * 86 + "^\n"
            "  hint: leave this grade out, or grade another model",
        ),
        (
            ("h100-sxm", "h100-sxn"),
            "chat.yaml:12:12: unknown card 'h100-sxn' [U102]\n"
            "    12 |   - {card: h100-sxn, price: 2.9, source: a list, day: 2026-05-01}\n"
            "       |            ~~~~~~~^\n"
            "  hint: did you mean 'h100-sxm'?",
        ),
        (
            ("shared: 900", "shared: 1500"),
            "chat.yaml:5:9: shared=1500 of 1500 tokens: the last one at least is computed [U102]\n"
            "     5 | shared: 1500\n"
            "       |         ~~~^\n"
            "  hint: correct this number, or those that it goes with",
        ),
        (
            ("budget: 3000", "budget: 3000\nprivate: yes"),
            "chat.yaml:12:3: private data needs cards of our own, and no offer is 'ours' [U102]\n"
            "    12 |   - {card: a100-80gb-sxm, price: 1.64, source: a list, day: 2026-05-01}\n"
            "       |   ^\n"
            "  hint: mark one of them 'ours: yes'",
        ),
        (
            ("2026-05-01}\n  -", "2027-05-01}\n  -"),
            "chat.yaml:11:61: the price of a100-80gb-sxm is of 2027-05-01, which has not come [U102]\n"
            "    11 |   - {card: a100-80gb-sxm, price: 1.64, source: a list, day: 2027-05-01}\n"
            "       |                                                             ~~~~~~~~~^\n"
            "  hint: write the day on which it was looked up",
        ),
        (
            ("answers: 100}", "answers: 1, grades: [{bits: 8, right: 9, of: 8, model: llama-3-8b}]}"),
            "chat.yaml:13:73: 'right' is 9, and only 8 were graded [U102]\n"
            "    13 | quality: {bar: right, share: 0.9, answers: 1, grades: [{bits: 8, right: 9, of: 8, "
            "model: llama-3-8b}]}\n"
            "       |                                                                         ^\n"
            "  hint: write at most 'right: 8'",
        ),
        (
            ("users: 40", "users: 010"),
            "chat.yaml:2:8: not a value of YAML: '010' is read as 8 [U101]\n"
            "     2 | users: 010\n"
            "       |        ~~^\n"
            "  hint: write a whole number in plain digits, words in quotes, a day as 2026-05-01",
        ),
        (
            ("name: Chat", "name: a {{ fact }}"),
            "chat.yaml:1:7: plain words belong here, and no '{{' [U102]\n"
            "     1 | name: a {{ fact }}\n"
            "       |       ~~~~~~~~~~~^\n"
            "  hint: write 'name: Support chat'",
        ),
        (
            ("name: Chat", "name: ' '"),
            "chat.yaml:1:7: words belong here [U102]\n"
            "     1 | name: ' '\n"
            "       |       ~~^\n"
            "  hint: write 'name: Support chat'",
        ),
        (
            ("name: Chat", 'name: "a\\x01b"'),
            "chat.yaml:1:7: not a value of YAML: control character U+0001 [U101]\n"
            '     1 | name: "a\\x01b"\n'
            "       |       ~~~~~~~^\n"
            "  hint: write a whole number in plain digits, words in quotes, a day as 2026-05-01",
        ),
    ],
)
def test_a_use_case_that_cannot_be_is_told_with_line_and_column(
    use_case: Path, change: tuple[str, str], expected: str
) -> None:
    use_case.write_text(CHAT.replace(*change), encoding="utf-8")
    with pytest.raises(YamlError) as error:
        read_use_case(use_case, DAY)
    assert str(error.value) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (
            b"name: caf\xe9\n",
            "chat.yaml:1:10: byte 0xE9 is not UTF-8 [U101]\n"
            "     1 | name: caf\ufffd\n"
            "       |          ^\n"
            "  hint: save it as UTF-8",
        ),
        (
            b"name: a\nusers: \x004\n",
            "chat.yaml:2:8: control character U+0000 [U101]\n"
            "     2 | users: \ufffd4\n"
            "       |        ^\n"
            "  hint: delete it",
        ),
        (
            b"a: &a [x, x, x, x, x, x, x, x, x, x]\n"
            + b"".join(b"%c: &%c [%s]\n" % (98 + i, 98 + i, b", ".join([b"*%c" % (97 + i)] * 10)) for i in range(6)),
            "chat.yaml:1:32: more than 50,000 parts [U101]\n"
            "     1 | a: &a [x, x, x, x, x, x, x, x, x, x]\n"
            "       |                                ^\n"
            "  hint: write less, and no alias of aliases",
        ),
    ],
)
def test_a_use_case_that_is_no_text_and_one_that_repeats_itself_for_ever_are_told(
    use_case: Path, raw: bytes, expected: str
) -> None:
    use_case.write_bytes(raw)
    with pytest.raises(YamlError) as error:
        read_use_case(use_case, DAY)
    assert str(error.value).replace("\0", "\ufffd") == expected


def test_words_on_several_lines_are_one_line_and_a_long_name_fits_a_word_file(use_case: Path, tmp_path: Path) -> None:
    name = "long words " * 40
    use_case.write_text(CHAT.replace("name: Chat", f'name: "{name}\\n\\n## Slide 9"'), encoding="utf-8")
    needs, _ = read_use_case(use_case, DAY)
    assert needs.name == f"{name}## Slide 9"
    write_word(
        document(packet(needs), deck_facts(), file="chat.yaml", day="1 May 2026"),
        load_theme(wanted(tmp_path).look),
        tmp_path / "chat.docx",
        day="2026-05-01",
    )
    assert Document(str(tmp_path / "chat.docx")).core_properties.title == f"Readiness packet: {name}"[:255]


def test_a_command_for_a_wrong_use_case_ends_with_2_and_leaves_no_file(
    use_case: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    use_case.write_text("- 1\n", encoding="utf-8")
    assert make_packets([use_case], wanted(tmp_path), Asked()) == 2
    assert capsys.readouterr().err.startswith("chat.yaml:1:1: a use case is lines of 'key: value' [U102]\n")
    assert not (tmp_path / "dist").exists()


def test_a_price_of_more_than_a_year_ago_is_told(use_case: Path) -> None:
    use_case.write_text(CHAT.replace("2026-05-01}\n  -", "2025-05-01}\n  -"), encoding="utf-8")
    _, told = read_use_case(use_case, DAY)
    assert [str(one) for one in told] == [
        "chat.yaml:11:61: warning: the price of a100-80gb-sxm is 578 days old [U301]\n"
        "    11 |   - {card: a100-80gb-sxm, price: 1.64, source: a list, day: 2025-05-01}\n"
        "       |                                                             ~~~~~~~~~^\n"
        "  hint: look it up, and write today's"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "'r.json' is no JSON; coursewright load --json prints what belongs here"),
        (
            json.dumps({"completed": 1, "failed": 0, "p95_ttft_ms": 3.0}),
            "'r.json' has no p95_tpot_ms, request_goodput; it is not what coursewright load --limit … --json prints",
        ),
    ],
)
def test_a_result_that_is_none_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, expected: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("r.json").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError) as error:  # noqa: PT011
        read_result(Path("r.json"))
    assert str(error.value) == expected


@chromium.needed
def test_everybody_can_read_a_packet_at_a_desk_and_on_a_phone(browser: Browser, use_case: Path, tmp_path: Path) -> None:
    told = document(packet(read_use_case(use_case, DAY)[0]), deck_facts(), file="chat.yaml", day="today")
    file = tmp_path / "packet.html"
    file.write_text(packet_page(told, load_theme(product().theme), course="A course"), encoding="utf-8")
    with chromium.opened(browser, file.as_uri()) as page:
        assert chromium.unreadable(page, 1280, 390) == []
