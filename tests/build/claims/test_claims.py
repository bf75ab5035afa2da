"""The list of what documents claim: what is said of a wrong one, and that this course's has no gap."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from build.claims.claim import read_claims
from build.claims.judge import judge, shown_on_slides
from build.commands.claims import claims, summary
from build.files.course import product
from build.files.yaml_file import YamlError
from build.parse.source import specs_of
from engine.ledger import Ledger, deck_facts

DOCUMENTS = "documents:\n  one: A document\n"


def told(tmp_path: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """All that is said of a file."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "claims.yaml").write_text(text, encoding="utf-8")
    try:
        read = read_claims(Path("claims.yaml"))
    except YamlError as error:
        return str(error)
    return "\n".join(map(str, judge(read, deck_facts(), {})[1]))


def test_every_quantitative_claim_of_the_four_documents_has_a_verdict_and_a_fact_or_a_reason() -> None:
    course, ledger = product(), deck_facts()
    file = read_claims(course.specs / "claims.yaml")
    judged, found = judge(file, ledger, shown_on_slides(specs_of(course), ledger, course))
    assert [str(one) for one in found] == []  # every fact exists, and is on a slide or says why not
    assert sum(one.claim.verdict is None for one in judged) == 0
    assert summary(judged).endswith(", 0 without a verdict")
    assert {one.claim.document for one in judged} == set(file.documents)
    assert len(file.documents) == 4
    assert len(judged) > 100


def test_no_claim_stands_twice() -> None:
    said = [(one.document, one.section, one.says) for one in read_claims(product().specs / "claims.yaml").claims]
    assert len(set(said)) == len(said)


def test_slides_are_found_by_the_facts_that_they_show() -> None:
    course, ledger = product(), deck_facts()
    shown = shown_on_slides([course.specs / "ch04_inference_and_attention_alternatives.md"], ledger, course)
    assert 5 in shown["cache_gain"]["ch04_inference_and_attention_alternatives"]
    assert "bits_step" not in shown


def test_what_is_wrong_with_a_claim_is_told_where_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        DOCUMENTS
        + """claims:
  - document: ones
    section: "1"
    says: It is 3.
    why: It is {{ kv_cache_gqa_4 | GB }}.
  - document: one
    section: "2"
    says: It is 4.
    verdict: right
    why: So it is.
"""
    )
    assert told(tmp_path, text, monkeypatch) == "\n".join(
        [
            "claims.yaml:4:5: a claim without a verdict [U202]",
            "     4 |   - document: ones",
            "       |     ^",
            "  hint: write 'verdict: right', wrong, depends or unsupported",
            "claims.yaml:4:15: no document is named 'ones' [U201]",
            "     4 |   - document: ones",
            "       |               ~~~^",
            "  hint: did you mean 'one'?",
            "claims.yaml:7:19: unknown fact 'kv_cache_gqa_4' [F101]",
            "     7 |     why: It is {{ kv_cache_gqa_4 | GB }}.",
            "       |                   ~~~~~~~~~~~~~^",
            "  hint: did you mean 'kv_cache_gqa_4k'? (engine/facts/kv_cache.py:19)",
            "claims.yaml:12:10: why says no number of ours, and not why there is none [U203]",
            "    12 |     why: So it is.",
            "       |          ~~~~~~~~^",
            "  hint: name our fact, {{ fact | unit }}, or write 'no_fact: …'",
        ]
    )


def test_a_claim_that_no_slide_bears_is_told_and_a_reason_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = '  - {document: one, section: "1", says: It is 3., verdict: right, why: "{{ kv_cache_gqa_4k }}"'
    assert told(tmp_path, f"{DOCUMENTS}claims:\n{claim}, unshown: nobody asks}}\n", monkeypatch) == ""
    found = told(tmp_path, f"{DOCUMENTS}claims:\n{claim}}}\n", monkeypatch)
    assert "warning: no slide shows what this claim is judged by: kv_cache_gqa_4k [U204]" in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            DOCUMENTS + "claims: [\n",
            "claims.yaml:4:1: not YAML: expected the node content, but found '<stream end>' [U101]\n"
            "  hint: a line is 'key: value': two spaces go deeper, quotes go around words that have ': ' or ' #'",
        ),
        (
            "- a\n",
            "claims.yaml:1:1: a file of claims is lines of 'key: value' [U102]\n"
            "     1 | - a\n"
            "       | ^\n"
            "  hint: its keys are documents, claims",
        ),
        (
            DOCUMENTS + 'claims:\n- {document: one, section: "1", sais: x, verdict: wright, why: y}\n',
            "claims.yaml:4:3: 'says' is missing [U102]\n"
            '     4 | - {document: one, section: "1", sais: x, verdict: wright, why: y}\n'
            "       |   ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~^\n"
            "claims.yaml:4:33: unknown key 'sais' [U102]\n"
            '     4 | - {document: one, section: "1", sais: x, verdict: wright, why: y}\n'
            "       |                                 ~~~^\n"
            "  hint: did you mean 'says'?\n"
            "claims.yaml:4:51: 'verdict' is 'wright', not one of right, wrong, depends, unsupported [U102]\n"
            '     4 | - {document: one, section: "1", sais: x, verdict: wright, why: y}\n'
            "       |                                                   ~~~~~^\n"
            "  hint: write 'verdict: depends'",
        ),
        (
            "documents: on\nclaims: []\n",
            "claims.yaml:1:12: 'documents' is on, not a title for each document's name [U102]\n"
            "     1 | documents: on\n"
            "       |            ~^",
        ),
        (
            "documents: {}\ndocuments: {}\nclaims: []\n",
            "claims.yaml:2:1: the key 'documents' stands twice [U102]\n"
            "     2 | documents: {}\n"
            "       | ~~~~~~~~^\n"
            "  hint: keep one",
        ),
    ],
)
def test_a_file_that_cannot_be_is_told_with_line_and_column(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, expected: str
) -> None:
    assert told(tmp_path, text, monkeypatch) == expected


def test_claims_are_printed_with_their_slides_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    ledger = deck_facts()
    assert claims(product(), ledger, as_json=False) == 0
    text = capsys.readouterr().out
    assert (
        "wrong        01: Llama 3 8B at 4K tokens has 32 heads and 2.1 GB of cache.\n"
        "             0.537 GB: it has 8 K/V sets. 2.15 GB would be one set a head.\n"
    ) in text
    assert claims(product(), ledger, as_json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["counts"]["None"] == 0
    assert len(found["claims"]) == sum(found["counts"].values())
    one = next(claim for claim in found["claims"] if claim["says"].startswith("LLaMA 7B"))
    assert one["facts"] == {"kv_cache_llama2_2k": "1 GiB"}


def test_a_course_without_such_a_list_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from build.files.course import course_in

    monkeypatch.chdir(tmp_path)
    assert claims(course_in(tmp_path), Ledger(), as_json=False) == 2
    assert capsys.readouterr().err == "there is no claims.yaml: this course keeps no list of claims\n"
