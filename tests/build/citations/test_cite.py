"""Citations of a deck: marks, short forms, the list, and everything that can be wrong with them.

What a style says is held to citeproc-py's own examples and to the styles' own.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from build.citations.cite import with_citations
from build.citations.cited_facts import with_works
from build.citations.styled_works import locator
from build.files.course import course_in
from build.findings.diagnostic import Diagnostic
from build.parse.deck import parse
from build.parse.source import source_from
from build.resolve.given import with_given
from build.resolve.resolve import resolve
from build.spec.content import WorksSlide
from build.spec.deck import Deck, Words
from build.spec.walk import parts_in
from engine.ledger import Ledger, Record

WORKS = r"""
@article{kim, author = {K{\"o}nig, Anna and van der Berg, Jan and Li, Q.}, title = {{BERT} at 7: a tale},
  year = 2023, journal = {Journal of X}, volume = 3, pages = {1--9}, doi = {10.1000/ab_c}}
@book{lee, author = {{OpenAI}}, title = {A \& B}, year = 1996, publisher = {O'Reilly \& Sons}}
@misc{page, author = {Doe, J.}, title = {Only a page}, year = 2020, url = {https://x.org/a_b}}
"""
Cited = Callable[..., tuple[Deck, list[Diagnostic]]]


@pytest.fixture
def cited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cited:
    """A deck with citations: its slides' lines below front matter, its works, and the facts that there are."""
    monkeypatch.chdir(tmp_path)

    def make(
        slides: str, front: str = "bibliography: works.bib", works: str = WORKS, ledger: Ledger | None = None
    ) -> tuple[Deck, list[Diagnostic]]:
        Path("works.bib").write_text(works, encoding="utf-8")
        source, _ = source_from("deck.md", f"---\n{front}\n---\n## One\n\n{slides}\n".encode())
        course = course_in(tmp_path)
        deck = parse(source)[0]
        ledger, _ = with_given(deck, ledger or Ledger())
        return with_citations(resolve(deck, ledger, course)[0], ledger, course)

    return make


def marked(deck: Deck) -> str:
    """The first slide's words, raised ones behind `^`, what leads to a work with its number."""
    shown = []
    for words in parts_in(deck.slides[0], Words):
        mark = f"{'^' if words.raised else ''}{words.text}"
        shown.append(f"<{mark}→{words.href.removeprefix('#work:')}>" if words.href.startswith("#") else mark)
    return "".join(shown)


def works_of(deck: Deck) -> list[str]:
    last = deck.slides[-1]
    return [f"{work.mark} {work.text.plain}".strip() for work in last.works] if isinstance(last, WorksSlide) else []


# ---- marks ------------------------------------------------------------------------------------------
def test_works_are_numbered_by_where_they_are_cited_first(cited: Cited) -> None:
    deck, found = cited("- As shown [@lee], it works.\n- Then [see @kim, p. 7; @lee]; @page says so [-@page].")
    assert found == []
    assert marked(deck).endswith(
        "As shown<^[1]→1>, it works.Then<^[1]→1>^, see<^[2, p. 7]→2>; Doe<^[3]→3> says so<^[3]→3>."
    )
    assert works_of(deck) == [
        "[1] OpenAI, A & B. O'Reilly & Sons, 1996.",
        "[2] A. König, J. van der Berg, and Q. Li, ‘BERT at 7: a tale’, Journal of X, vol. 3, pp. 1–9, 2023, "
        "doi: 10.1000/ab_c.",
        "[3] J. Doe, ‘Only a page’, 2020. [Online]. Available: https://x.org/a_b",
    ]
    assert [(one.mark, one.short) for one in deck.slides[0].cited] == [
        ("[1]", "OpenAI 1996, A & B"), ("[2]", "König et al. 2023, BERT at 7"), ("[3]", "Doe 2020, Only a page"),
    ]  # fmt: skip


def test_a_style_with_names_puts_them_into_the_sentence(cited: Cited) -> None:
    deck, found = cited(
        "As shown [@kim, p. 7]. @lee says, and @kim [p. 3], in [-@page].", "bibliography: works.bib\ncsl: apa"
    )
    assert found == []
    assert marked(deck).endswith(
        "As shown <(König et al., 2023, p. 7)→2>. OpenAI <(1996)→3> says, and König et al. <(2023, p. 3)→2>, "
        "in <(2020)→1>."
    )
    assert [(one.mark, one.short, one.named) for one in deck.slides[0].cited][:2] == [
        ("Doe, 2020", "Only a page", "Doe, 2020"), ("König et al., 2023", "BERT at 7", "König et al., 2023"),
    ]  # fmt: skip
    assert [one.partition(". ")[0] for one in works_of(deck)] == [
        "Doe, J",
        "König, A., van der Berg, J., & Li, Q",
        "OpenAI",
    ]


@pytest.mark.parametrize(
    ("csl", "said"),
    [
        ("apa", "<(König et al., 2023)→1> as König et al. <(2023)→1> says"),
        ("chicago-author-date", "<(König u. a. 2023)→1> as König u. a. <(2023)→1> says"),
    ],
)
def test_a_sentence_leaves_names_out_as_brackets_do(cited: Cited, csl: str, said: str) -> None:
    deck, _ = cited("In [@kim] as @kim says", f"bibliography: works.bib\ncsl: {csl}\nlanguage: de")
    assert marked(deck).replace("\u00a0", " ").endswith(f"In {said}")


LEFT_OUT = r"""@article{one, author = {K{\"o}nig, Anna and others}, title = {A}, year = 2023, journal = {J}}
@article{two, author = {Kim, Sehoon and Lee, J. and others}, title = {B}, year = 2022, journal = {J}}
"""


@pytest.mark.parametrize(
    ("style", "entries"),
    [
        ("csl: ieee", ["[1] A. König et al., ‘A’, J, 2023.", "[2] S. Kim, J. Lee, et al., ‘B’, J, 2022."]),
        (
            "csl: ieee\nlanguage: de",
            ["[1] A. König u.\u00a0a., „A“, J, 2023.", "[2] S. Kim, J. Lee, u.\u00a0a., „B“, J, 2022."],
        ),
        ("csl: apa", ["Kim, S., Lee, J., et al. (2022). B. J.", "König, A. et al. (2023). A. J."]),
        ("csl: modern-language-association", ["Kim, S., et al. ‘B’. J, 2022.", "König, A., et al. ‘A’. J, 2023."]),
        ("csl: nature", ["[1] König, A. et al. A. J (2023).", "[2] Kim, S., Lee, J., et al. B. J (2022)."]),
    ],
)
def test_names_that_an_entry_leaves_out_are_said_as_the_style_says_its_own(
    cited: Cited, style: str, entries: list[str]
) -> None:
    deck, found = cited("As [@one], and [@two] too.", f"bibliography: works.bib\n{style}", LEFT_OUT)
    assert (found, works_of(deck)) == ([], entries)
    assert "others" not in marked(deck)


SAME_YEAR = "".join(
    f"@book{{{key}, author = {{Kim, Sehoon}}, title = {{{title}}}, year = 2023}}\n"
    for key, title in (("later", "Bees"), ("former", "Ants"))
)


@pytest.mark.parametrize(
    ("csl", "marks", "entries"),
    [
        (
            "apa",
            "As <(Kim, 2023a→1>; <Kim, 2023b)→2>. Kim <(2023b)→2> says, in <(2023a→1><; Kim, 2023b)→2>.",
            ["Kim, S. (2023a). Ants.", "Kim, S. (2023b). Bees."],
        ),
        (
            "elsevier-harvard",
            "As <(Kim, 2023b→1>; <Kim, 2023a)→2>. Kim <(2023a)→2> says, in <(2023b→1><; Kim, 2023a)→2>.",
            ["Kim, S., 2023b. Ants.", "Kim, S., 2023a. Bees."],  # the latest first
        ),
    ],
)
def test_works_of_one_year_have_letters_and_each_leads_to_its_own(
    cited: Cited, csl: str, marks: str, entries: list[str]
) -> None:
    words = "As [@later; @former]. @later says, in [-@former; @later]."
    deck, found = cited(words, f"bibliography: works.bib\ncsl: {csl}", SAME_YEAR)
    assert (found, works_of(deck)) == ([], entries)
    assert marked(deck).partition("As")[2] == marks.removeprefix("As")
    assert [one.short for one in deck.slides[0].cited] == ["Ants", "Bees"]


def test_a_word_before_a_number_stands_in_the_line(cited: Cited) -> None:
    assert marked(cited("As shown [see @lee].")[0]).endswith("As shown see<^[1]→1>.")


def test_a_style_that_raises_its_numbers_has_no_brackets(cited: Cited) -> None:
    deck, _ = cited("As shown [@kim].", "bibliography: works.bib\ncsl: nature")
    assert marked(deck).endswith("As shown<^1→1>.")


def test_a_language_has_its_own_words(cited: Cited) -> None:
    deck, _ = cited("- Wie [@kim, S. 7]", "bibliography: works.bib\nlanguage: de")
    assert deck.slides[-1].title.plain == "Literatur"
    assert marked(deck).endswith("Wie<^[1, S. 7]→1>")
    assert deck.slides[0].cited[0].short == "König u. a. 2023, BERT at 7"
    assert "Bd. 3, S. 1–9" in works_of(deck)[0]


def test_a_deck_that_begins_at_the_right_says_works_in_latin_letters_in_english(cited: Cited) -> None:
    front = "bibliography: works.bib\nlanguage: ar"
    deck, found = cited("- نص [@kim]", front)
    assert (found, deck.slides[0].cited[0].short) == ([], "König et al. 2023, BERT at 7")
    assert "A. König, J. van der Berg, and Q. Li" in works_of(deck)[0]
    assert deck.slides[-1].title.plain == "المراجع"
    deck, _ = cited("- نص [@kim]", front, WORKS.replace("{BERT} at 7", "كتاب عن"))
    assert deck.slides[0].cited[0].short == "König وآخرون 2023, كتاب عن"


def test_addresses_of_works_are_links(cited: Cited) -> None:
    deck, _ = cited("[@kim; @page]")
    assert [words.href for words in parts_in(deck.slides[-1], Words) if words.href] == [
        "https://doi.org/10.1000/ab_c", "https://x.org/a_b",
    ]  # fmt: skip


def test_what_the_notes_alone_cite_is_not_seen(cited: Cited) -> None:
    deck, _ = cited("- A word\n\nNotes: From [@lee].")
    assert [one.seen for one in deck.slides[0].cited] == [False]
    assert len(works_of(deck)) == 1


def test_a_deck_without_citations_has_no_list(cited: Cited) -> None:
    deck, found = cited("- A word for ann@example.org")
    assert (works_of(deck), found) == ([], [])


def test_a_place_in_a_work_has_its_label() -> None:
    assert locator(", p. 7") == ("page", "7", "")
    assert locator(", chap. 3 and on") == ("chapter", "3", " and on")
    assert locator(" 33-35") == ("page", "33-35", "")
    assert locator(" passim") == ("", "", " passim")


# ---- facts ------------------------------------------------------------------------------------------
def published(source: str) -> Ledger:
    record = Record(
        name="saved", kind="published", says="", unit="Ratio", value=3, digest="", defined="facts/a.py:1", day="",
        source=source,
    )  # fmt: skip
    return Ledger({"saved": record})


@pytest.mark.parametrize("source", ["@page", "Doe, 2020, arXiv:2001.00001, table 2"])
def test_a_published_number_cites_itself(cited: Cited, source: str) -> None:
    works = WORKS.replace("Only a page}", "Only a page}, eprint = {2001.00001}")
    deck, found = cited("- It saves {{ saved | x }}", works=works, ledger=published(source))
    assert found == []
    (one,) = deck.slides[0].cited
    assert (one.mark, one.seen, one.facts) == ("[1]", True, ("saved",))
    told = with_works(published(source), deck)["saved"].source
    assert told == ("Doe 2020 [1]" if source == "@page" else source)


def test_a_number_of_the_front_matter_cites_its_source(cited: Cited) -> None:
    front = 'bibliography: works.bib\ndata:\n  cells: {value: 86, unit: "%", source: "@kimm"}'
    _, (found,) = cited("- {{ cells }} of them", front)
    assert str(found).splitlines()[0] == (
        "deck.md:4:3: the fact 'cells' comes from '@kimm', which is no work here [C815]"
    )
    deck, found = cited("- {{ cells }} of them", front.replace("kimm", "kim"))
    assert [one.facts for one in deck.slides[0].cited] == [("cells",)]


# ---- what is wrong ----------------------------------------------------------------------------------
def told(found: list[Diagnostic]) -> str:
    return "\n".join(map(str, found))


def test_an_unknown_work_is_told_with_the_nearest(cited: Cited) -> None:
    deck, found = cited("- As [@kin] says [@kim]")
    assert told(found) == (
        "deck.md:6:7: there is no work 'kin' [C815]\n"
        "     6 | - As [@kin] says [@kim]\n"
        "       |       ~~~^\n"
        "  hint: did you mean '@kim'?"
    )
    assert marked(deck).endswith("As [@kin] says<^[1]→1>")


def test_a_citation_without_works_is_as_it_is_written(cited: Cited) -> None:
    deck, found = cited("- As [@kim] says, @ann too", "title: T")
    assert told(found) == (
        "deck.md:6:7: warning: a citation, and no file of works: shown as written [C812]\n"
        "     6 | - As [@kim] says, @ann too\n"
        "       |       ~~~^\n"
        "  hint: name a file of works in the front matter: 'bibliography: works.bib'; or write \\@"
    )
    assert "As [@kim] says, @ann too" in marked(Deck(**{**vars(deck), "slides": deck.slides[-1:]}))


@pytest.mark.parametrize("words", ["As [@kim] says", "Nothing is cited"])
def test_files_of_works_that_are_not_there_are_told(cited: Cited, words: str) -> None:
    _, found = cited(f"- {words}", "bibliography: [work.bib, works.pdf]")
    assert told(found) == (
        "deck.md:2:16: there is no file 'work.bib' [C811]\n"
        "     2 | bibliography: [work.bib, works.pdf]\n"
        "       |                ~~~~~~~^\n"
        "  hint: did you mean 'works.bib'?\n"
        "deck.md:2:26: the file 'works.pdf' is neither BibTeX nor CSL JSON [C811]\n"
        "     2 | bibliography: [work.bib, works.pdf]\n"
        "       |                          ~~~~~~~~^\n"
        "  hint: name a .bib or a .json"
    )


def test_a_file_of_works_in_another_folder_is_suggested_with_it(cited: Cited, tmp_path: Path) -> None:
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "all.bib").write_text(WORKS)
    _, found = cited("- As [@kim]", "bibliography: books/al.bib")
    assert found[0].hint == "did you mean 'books/all.bib'?"


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_works_in_another_encoding_are_told_with_their_first_letter(cited: Cited, tmp_path: Path, mark: bytes) -> None:
    (tmp_path / "old.bib").write_bytes(mark + "% ä\n@book{kim, title = {é".encode() + b"\xfc}}")
    _, found = cited("- As [@kim]", "bibliography: old.bib")
    assert [str(one).splitlines()[0].rpartition("/")[2] for one in found if one.code == "C811"] == [
        "old.bib:2:22: byte 0xFC is not UTF-8 [C811]"
    ]


def test_entries_that_are_wrong_are_told_in_their_file(cited: Cited) -> None:
    works = "@book{kim, title = {A}}\n@book{lost, title = {B\n@book{kim, title = {C}}\n"
    _, found = cited("- As [@kim] says [@lost]", works=works)
    assert [str(one).splitlines()[0] for one in found] == [
        "deck.md:6:19: there is no work 'lost' [C815]",
        "works.bib:2:1: warning: an entry that cannot be read: Unexpected block start: `@book`. Was still looking for "
        "field-value closing `}` [C813]",
        "works.bib:3:1: warning: two entries have the key 'kim': the first is taken [C814]",
        "works.bib:1:1: warning: the work 'kim' has no author and no year [C817]",
    ]
    assert found[0].hint == "its entry cannot be read: works.bib:2"


@pytest.mark.parametrize(
    ("csl", "message"),
    [
        ("ieeee", "there is no style 'ieeee'"),
        ("own.csl", "there is no style 'own.csl'"),
        ("broken.csl", "the style is no XML: Premature end of data in tag style line 1 (broken.csl:1)"),
        ("other.csl", "the file is no style of CSL (other.csl:1)"),
    ],
)
def test_a_style_that_is_none_is_told(cited: Cited, csl: str, message: str) -> None:
    Path("broken.csl").write_text('<style xmlns="http://purl.org/net/xbiblio/csl">')
    Path("other.csl").write_text("<html></html>")
    _, found = cited("- As [@kim] says", f"bibliography: works.bib\ncsl: {csl}")
    assert [(one.code, one.span.line, one.span.column) for one in found] == [("C816", 3, 6)]
    assert found[0].message.startswith(message.partition(" in tag")[0])
    assert found[0].hint


def test_without_citeproc_it_is_told_what_to_install(cited: Cited, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> object:
        raise ModuleNotFoundError(name="citeproc")

    monkeypatch.setattr("build.citations.cite.styled_works", missing)
    _, found = cited("- As [@kim] says")
    assert [(one.code, one.message) for one in found] == [
        ("C818", "citations need packages that are not installed"),
    ]  # fmt: skip


def test_works_of_zotero_are_read_too(cited: Cited) -> None:
    Path("works.json").write_text(
        '[{"id": "kim", "type": "book", "title": "A", "author": [{"family": "Kim", "given": "S."}],\n'
        ' "issued": {"date-parts": [["2023", 6]]}, "publisher": "P"},\n {"id": "kim", "title": "B"}, {"title": "C"}]'
    )
    deck, found = cited("[@kim]", "bibliography: works.json")
    assert works_of(deck) == ["[1] S. Kim, A. P, 2023."]
    assert [str(one).splitlines()[0] for one in found] == [
        "works.json:1:1: warning: two entries have the key 'kim': the first is taken [C814]",
        "works.json:1:1: warning: work 3 has no 'id' [C813]",
    ]


def test_json_that_is_none_is_told_with_its_place(cited: Cited) -> None:
    Path("works.json").write_text('[{"id": "kim",\n  "title" "A"}]')
    _, found = cited("[@kim]", "bibliography: works.json")
    assert [str(one).splitlines()[0] for one in found if one.code == "C811"] == [
        "works.json:2:11: not JSON: Expecting ':' delimiter [C811]"
    ]
