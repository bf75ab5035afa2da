"""Works of BibTeX, as pandoc reads them into CSL JSON."""

from __future__ import annotations

import pytest

from build.citations.bibtex import BibTexFile, people, plain, with_case


def item(text: str) -> dict[str, object]:
    """The last entry of a file."""
    return [*BibTexFile(text).entries()][-1].read()


def test_an_article_is_what_pandoc_makes_of_it() -> None:
    # pandoc -f biblatex -t csljson, without its `id`
    text = r"""
@string{acm = "Communications of the {ACM}"}
@article{williams, author = {Williams, Samuel and Waterman, Andrew}, title = {Roofline: {An} Insightful Model},
  journal = acm # {, old}, volume = 52, number = 4, pages = {65--76}, year = 2009, month = apr,
  doi = {https://doi.org/10.1145/1498765.1498785}}
"""
    assert item(text) == {
        "type": "article-journal",
        "author": [{"family": "Williams", "given": "Samuel"}, {"family": "Waterman", "given": "Andrew"}],
        "title": 'Roofline: <span class="nocase">An</span> Insightful Model',
        "container-title": 'Communications of the <span class="nocase">ACM</span>, old',
        "volume": "52",
        "issue": "4",
        "page": "65-76",
        "issued": {"date-parts": [[2009, 4]]},
        "DOI": "10.1145/1498765.1498785",
    }


def test_a_paper_has_what_it_lacks_from_its_volume() -> None:
    text = """
@proceedings{vol, title = {Proc. of X}, year = 2001, publisher = {ACM}}
@inproceedings{paper, author = {Doe, J.}, title = {One}, crossref = {vol}}
"""
    (_, paper) = BibTexFile(text).entries()
    assert paper.read() == {
        "type": "paper-conference",
        "author": [{"family": "Doe", "given": "J."}],
        "title": "One",
        "container-title": "Proc. of X",
        "publisher": "ACM",
        "issued": {"date-parts": [[2001]]},
    }


def test_an_entry_that_refers_to_itself_ends() -> None:
    assert item("@book{a, title = {A}, crossref = {a}}")["title"] == "A"


@pytest.mark.parametrize(
    ("latex", "letters"),
    [
        (r"K{\"o}nig", "König"), (r"K\"onig", "König"), (r"Erd{\H{o}}s", "Erdős"), (r"Stra{\ss}e", "Straße"),
        (r"{\'E}cole \& {\O}re", "École & Øre"), ("a -- b", "a – b"), ("50% of it", "50% of it"),
        ("Łukasz 深い", "Łukasz 深い"),
        (r"$O(n)$ is", "O(n) is"), ("{open", "open"),
    ],
)  # fmt: skip
def test_latex_is_read_as_letters(latex: str, letters: str) -> None:
    assert plain(latex) == letters


def test_braces_keep_the_case_of_their_letters() -> None:
    assert with_case("The {BERT} of {\\'E}cole") == 'The <span class="nocase">BERT</span> of École'
    assert with_case("{All {of} it}") == "All of it"


def test_names_have_their_parts() -> None:
    assert [*people("{The {X} Team} and van der Berg, Jan and Ludwig von Beethoven and {OpenAI} and others")] == [
        {"literal": "The X Team"},
        {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"},
        {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "von"},
        {"literal": "OpenAI"},
        {"literal": "others"},
    ]


def test_what_arxiv_has_and_what_a_page_is_have_addresses() -> None:
    assert item("@misc{a, title={A}, eprint={2205.14135}, archiveprefix={arXiv}}")["URL"] == (
        "https://arxiv.org/abs/2205.14135"
    )
    assert item(r"@misc{a, title={A}, howpublished={\url{https://x.org/a\_b}}}")["URL"] == "https://x.org/a_b"


def test_what_is_wrong_has_its_line_and_the_others_are_read() -> None:
    text = """@book{a, title = {A}}
@book{open, title = {Never closed

@book{b, title = {B}}
@book{a, title = {Again}}
@book{c, title = {C}, title = {D}}
@misc{no comma title = {x}}
"""
    file = BibTexFile(text)
    assert [entry.key for entry in file.entries()] == ["a", "b", "c"]
    assert sorted((one.line, one.key, one.lost) for one in file.broken) == [
        (2, "open", True), (5, "a", False), (6, "c", False), (7, "no", True),
    ]  # fmt: skip
    assert [one.message for one in file.broken if not one.lost] == [
        "two entries have the key 'a': the first is taken",
        "the entry 'c' says 'title' twice: the first counts",
    ]


def test_of_ten_thousand_entries_only_those_cited_are_read() -> None:
    text = "\n".join(f"@book{{k{n}, title = {{{{T}}itle {n}}}, year = 2000}}" for n in range(10_000))
    entries = {entry.key: entry for entry in BibTexFile(text).entries()}
    assert len(entries) == 10_000
    assert entries["k9999"].line == 10_000
    assert entries["k9999"].read()["title"] == '<span class="nocase">T</span>itle 9999'
