"""Two revisions set beside each other: what slides show otherwise, and why. Whole outputs are compared."""

from __future__ import annotations

import json
import shutil

import pytest

from build.commands.diff import diff
from build.files.places import THEME

SPEC, FACTS, LEDGER = "deck_specs/ch01.md", "engine/facts/all.py", "engine/facts.json"
NAME_ONE = "name a revision such as HEAD~1, '.' for the working tree, or a .pptx file"
STALE = " stale in the working tree, and compared as recorded; run: coursewright facts"
FOLLOW = "slide 2, the film loop and the lab CH1-LAB-01 follow"


@pytest.fixture
def compared(course, capsys):
    """What the command says of two sides, and its exit code."""

    def compare(old="HEAD", new=".", **how):
        code = diff(old, new, course.course, **{"theme": THEME, **how})
        said = capsys.readouterr()
        assert not [line for line in said.err.splitlines() if not line.endswith(STALE)]
        return code, said.out.splitlines()

    return compare


def test_a_revision_and_itself_show_the_same(compared):
    assert compared("HEAD", "main") == (0, ["HEAD and main show the same"])


def test_facts_that_are_older_than_their_code_are_counted_with_what_records_them(course, capsys):
    course.change("engine/formula.py", "2 * heads", "heads * 2")
    assert diff("HEAD", ".", course.course, theme=THEME) == 0
    said = capsys.readouterr()
    assert said.out == "HEAD and the working tree show the same\n"
    assert said.err == f"2 facts are{STALE}\n"


# ---- reasons ----------------------------------------------------------------------------------------
def test_a_constant_two_imports_away_is_the_reason_and_all_that_show_it_follow(course, compared):
    course.change("engine/shape.py", "HEADS = 8", "HEADS = 2")
    course.record(cache=8192, cache_big=8192)
    assert compared() == (1, [f"slide 1: 32.8 → 8.19 kB because HEADS 8 → 2; {FOLLOW}"])


def test_a_field_of_a_model_is_the_reason_for_the_models_that_are_like_it_too(course, compared):
    course.change("engine/data/models.yaml", "n_kv_heads: 32", "n_kv_heads: 8")
    course.record(cache=8192, cache_big=8192)
    assert compared() == (1, [f"slide 1: 32.8 → 8.19 kB because n_kv_heads 32 → 8 in small; {FOLLOW}"])


def test_another_model_changes_nothing(course, compared):
    course.change("engine/data/models.yaml", "n_heads: 4", "n_heads: 5")
    assert compared() == (0, ["HEAD and the working tree show the same"])


def test_what_changed_nearest_to_the_fact_is_told_first_and_all_of_it_on_demand(course, compared):
    course.change("engine/shape.py", "HEADS = 8", "HEADS = 2")
    course.change("engine/formula.py", "width=64", "width=32")
    course.change("engine/formula.py", "2 * heads", "heads")
    course.change(FACTS, 'preset("small")', 'preset("other")')
    course.record(cache=99)
    nearest = "preset small → other and HEADS 8 → 2"
    assert compared() == (1, [f"slide 1: 32.8 → 0.099 kB because {nearest}; {FOLLOW}"])
    others = "width 64 → 32 in size and size changed (engine/formula.py)"
    assert compared(verbose=True) == (1, [f"slide 1: 32.8 → 0.099 kB because {nearest} and {others}; {FOLLOW}"])


def test_a_formula_that_was_rewritten_is_named_with_its_file(course, compared):
    course.change("engine/formula.py", "2 * heads * width", "heads * heads * width")
    course.record(cache=99)
    assert compared() == (1, [f"slide 1: 32.8 → 0.099 kB because size changed (engine/formula.py); {FOLLOW}"])


def test_the_words_of_an_error_are_no_reason(course, compared):
    course.change("engine/formula.py", "1 head at least", "a head at least")
    course.record(cache=99)
    unknown = "no cause found: all that is behind it is the same"
    assert compared() == (1, [f"slide 1: 32.8 → 0.099 kB; {unknown}; {FOLLOW}"])


def test_a_number_whose_code_changed_before_the_older_revision_says_so(course, compared):
    course.change("engine/shape.py", "HEADS = 8", "HEADS = 2")
    course.git("commit", "-qam", "the code alone")
    course.record(cache=8192, cache_big=8192)
    because = "it was recorded again: the old value was older than its code"
    assert compared() == (1, [f"slide 1: 32.8 → 8.19 kB because {because}; {FOLLOW}"])


def test_a_number_older_than_its_code_has_no_cause_in_it(course, compared):
    course.amend("apart", value=4, digest="0" * 16)
    unknown = "no cause found: the code has changed since it was recorded"
    assert compared() == (1, [f"slide 2: 3 → 4; {unknown}"])


def test_a_measurement_made_again_names_the_day_and_what_was_another(course, compared):
    course.amend("decode", value=course.steps(0.2, 5), day="2026-03-04", versions={"torch": "2.7"})
    because = "measured again on 4 Mar 2026, torch 2.6 → 2.7"
    assert compared() == (1, [f"slide 1: step 250 → 200 ms because {because}; the film loop follows"])


def test_a_setting_comes_before_the_day(course, compared):
    course.change(FACTS, "threads=1", "threads=2")
    settings = {"dtype": "fp32", "threads": 2}
    course.record()
    course.amend("decode", value=course.steps(0.2, 5), day="2026-03-04", settings=settings)
    because = "threads 1 → 2 and measured again on 4 Mar 2026"
    assert compared() == (1, [f"slide 1: step 250 → 200 ms because {because}; the film loop follows"])


def test_a_claim_that_changed_without_its_number_is_not_on_any_slide(course, compared):
    course.change(FACTS, 't["step"] > 0', 't["step"] > 1')
    course.record()
    assert compared() == (0, ["HEAD and the working tree show the same"])


def test_another_unit_of_the_fact_itself_is_the_reason(course, compared):
    course.change(FACTS, "-> Count", "-> Ratio")
    course.change(FACTS, "Count(3)", "Ratio(3)")
    course.change(SPEC, "apart | n", "apart | x")
    course.record()
    because = "it is Ratio and was Count and apart changed (engine/facts/all.py)"
    assert compared() == (1, [f"slide 2: 3 → 3× because {because}"])


# ---- words, figures, slides ---------------------------------------------------------------------------
def test_words_that_changed_are_quoted_where_they_differ(course, compared):
    course.change(SPEC, "on one machine.", "on any machine of yours.")
    course.change(SPEC, "Look twice", "Look three times")
    course.change(SPEC, "What the cache takes", "What a cache takes")
    course.change(SPEC, "- Run it.", "- Run it.\n- Again.")
    course.change(SPEC, "footer: One", "footer: Two")
    assert compared() == (
        1,
        [
            'deck: words changed: front matter footer "One" → "Two"',
            'slide 1: words changed: title "What the cache …" → "What a cache …"; '
            'annotations "… on one machine." → "… on any machine of yours."',
            'slide 3: words changed: wisdom box "Look twice." → "Look three times."',
            'slide 4: words changed: checklist added "Again."',
        ],
    )


def test_a_number_in_another_unit_is_the_same_number(course, compared):
    course.change(SPEC, "takes {{ cache | B }}", "takes {{ cache | KiB }}")
    assert compared() == (1, ["slide 2: the same written otherwise: 32,768 B as 32 KiB"])


def test_another_fact_of_the_same_value_is_told(course, compared):
    course.change(SPEC, "One request takes {{ cache | kB }}", "One request takes {{ cache_big | kB }}")
    assert compared() == (1, ['slide 1: words changed: annotations "… takes {cache}." → "… takes {cache_big}."'])


def test_a_figure_drawn_of_other_facts_is_told_argument_by_argument(course, compared):
    course.change(SPEC, 'bars(cache, cache_big, labels="small; big"', 'bars(cache, labels="small"')
    said = 'drawn "bars(cache, cache_big)" → "bars(cache)"; labels "small; big" → "small"'
    assert compared() == (1, [f"slide 2: figure changed: {said}"])


def test_code_on_a_slide_that_changed_is_named(course, compared):
    listing = "{{ code('engine/formula.py::size') }}"
    slide = f'## Slide 5: Code - How\n\nLEFT (60%) - CODE:\n{listing}\n\nWisdom: "Read it."\n'
    course.change(SPEC, 'Wisdom: "Do it."\n', f'Wisdom: "Do it."\n\n{slide}')
    course.git("commit", "-qam", "a slide with code")
    course.change("engine/formula.py", "2 * heads", "heads * 2")
    assert compared() == (1, ["slide 5: code changed: engine/formula.py::size"])
    assert compared("HEAD~1", "HEAD") == (1, ['slide 5 added: "How"'])


def test_two_listings_of_one_function_are_each_compared_with_their_own(course, compared):
    listings = "".join(f"- {{{{ code('engine/formula.py::size', lines='{lines}') }}}}\n" for lines in ("2-3", "4"))
    slide = f'## Slide 5: Code - How\n\nLEFT (60%) - CODE:\n{listings}\nWisdom: "Read it."\n'
    course.change(SPEC, 'Wisdom: "Do it."\n', f'Wisdom: "Do it."\n\n{slide}')
    course.git("commit", "-qam", "a slide with two listings")
    assert compared() == (0, ["HEAD and the working tree show the same"])
    course.change("engine/formula.py", "2 * heads", "heads * 2")
    course.change("engine/formula.py", "1 head at least", "one head at least")
    assert compared() == (1, ["slide 5: code changed: engine/formula.py::size"])


def test_an_inserted_slide_leaves_the_others_alone(course, compared):
    course.renumber({2: 3, 3: 4, 4: 5})
    course.change(SPEC, "## Slide 3:", '## Slide 2: New - A new one\n\nWisdom: "New."\n\n## Slide 3:')
    assert compared() == (1, ['slide 2 added: "A new one"'])
    course.git("commit", "-qam", "one more")
    assert compared("HEAD", "HEAD~1") == (1, ['slide 2 removed: "A new one"'])


def test_a_slide_that_changed_places_is_one_change_and_keeps_its_numbers(course, compared):
    course.renumber({2: 4, 3: 2, 4: 3})
    course.change("engine/shape.py", "HEADS = 8", "HEADS = 2")
    course.record(cache=8192, cache_big=8192)
    assert compared() == (
        1,
        [
            "slide 1: 32.8 → 8.19 kB because HEADS 8 → 2; slide 4, the film loop and the lab CH1-LAB-01 follow",
            'slide 4 was slide 2: "A cache of 8.19 kB"',
        ],
    )


def test_a_slide_under_another_title_is_known_by_its_words(course, compared):
    course.change(SPEC, "## Slide 2: More memory - A cache of {{ cache | kB }}", "## Slide 2: Twice - Much more")
    said = 'eyebrow "More memory" → "Twice"; title "A cache of 32.8 kB" → "Much more"'
    assert compared() == (1, [f"slide 2: words changed: {said}"])


# ---- decks, theme, data -------------------------------------------------------------------------------
def test_several_decks_are_named_and_the_theme_comes_first(course, compared):
    shutil.copy(course.root / SPEC, course.root / "deck_specs/ch02.md")
    course.change("deck_specs/theme.toml", "#1A365D", "#123456")
    course.change(SPEC, "Look twice", "Look three times")
    assert compared() == (
        1,
        [
            "theme: color.navy #1A365D → #123456; all slides follow",
            "ch01:",
            '  slide 3: words changed: wisdom box "Look twice." → "Look three times."',
            "deck ch02 added: 4 slides",
        ],
    )


def test_programs_get_every_number_with_its_places_and_reasons(course, compared):
    course.change("engine/data/models.yaml", "n_kv_heads: 32", "n_kv_heads: 8")
    course.record(cache=8192)
    code, out = compared(as_json=True)
    found = json.loads("\n".join(out))
    cache = {"fact": "cache", "where": "", "old": "32.8 kB", "new": "8.19 kB"}
    numbers = found["decks"][0].pop("numbers")
    assert code == 1
    assert found == {
        "old": "HEAD",
        "new": "the working tree",
        "theme": [],
        "decks": [
            {
                "name": "ch01",
                "others": [],
                "slides": 4,
                "by_hand": [],
                "undone": [],
                "is_new": False,
                "is_gone": False,
            }
        ],
    }
    assert numbers == [
        {
            "slides": {
                "1": [cache | {"places": ["annotations"]}],
                "2": [
                    cache | {"places": ["title"]},
                    cache | {"old": "32,768 B", "new": "8,192 B", "places": ["annotations"]},
                    cache | {"places": ["figure"]},
                ],
            },
            "films": {"loop": [cache | {"places": ["film"]}]},
            "labs": {"CH1-LAB-01": [cache | {"places": []}]},
            "causes": [
                {"kind": "value", "text": "n_kv_heads 32 → 8 in small", "where": "engine/data/models.yaml::small"}
            ],
        }
    ]


# ---- trouble ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("HAED", "unknown revision 'HAED'\n  hint: did you mean 'HEAD'?\n"),
        ("mian", "unknown revision 'mian'\n  hint: did you mean 'main'?\n"),
        ("v9", f"unknown revision 'v9'\n  hint: {NAME_ONE}\n"),
        ("HEAD:engine", f"unknown revision 'HEAD:engine'\n  hint: {NAME_ONE}\n"),
    ],
)
def test_a_revision_that_is_not_there_ends_with_two_and_a_hint(course, capsys, name, message):
    assert diff(name, ".", course.course, theme=THEME) == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", message)


def test_a_revision_without_specs_or_with_a_broken_ledger_ends_with_two(course, capsys):
    course.change(LEDGER, '{\n "facts"', '{\n "fakts"')
    assert diff("HEAD", ".", course.course, theme=THEME) == 2
    assert capsys.readouterr().err == (
        "the working tree: engine/facts.json is not a ledger: it is damaged (it has no table 'facts')\n"
        "  hint: take it from git: git checkout engine/facts.json\n"
    )
    (course.root / SPEC).unlink()
    assert diff("HEAD", ".", course.course, theme=THEME) == 2
    assert capsys.readouterr().err == "the working tree has no deck_specs\n  hint: compare revisions that hold specs\n"


def test_a_spec_that_cannot_be_read_ends_with_two_and_is_not_told_as_removed(course, capsys):
    (course.root / SPEC).write_bytes(b"\0")
    assert diff("HEAD", ".", course.course, theme=THEME) == 2
    assert capsys.readouterr().err == (
        f"the working tree: {SPEC}: a binary file, not a Markdown text\n  hint: name the Markdown file\n"
    )


def test_a_revision_with_a_link_that_leads_out_of_it_ends_with_two(course, capsys):
    (course.root / "labs" / "elsewhere").symlink_to("/etc")
    course.git("add", ".")
    course.git("commit", "-q", "-m", "a link")
    assert diff("HEAD", ".", course.course, theme=THEME) == 2
    first, hint = capsys.readouterr().err.splitlines()
    assert first.partition(" ")[2] == "cannot be read: 'labs/elsewhere' is a link to an absolute path"
    assert hint == "  hint: compare a revision without such a link"


def test_a_folder_that_is_no_repository_ends_with_two(course, capsys, monkeypatch):
    shutil.rmtree(course.root / ".git")
    monkeypatch.setenv("GIT_DIR", str(course.root / "none"))
    assert diff("HEAD", ".", course.course, theme=THEME) == 2
    assert capsys.readouterr().err == (
        f"no revision 'HEAD': git says not a git repository: '{course.root / 'none'}'\n"
        "  hint: compare two .pptx files instead\n"
    )


def test_without_git_built_decks_can_still_be_compared(course, capsys, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert diff("HEAD", ".", course.course, theme=THEME) == 2
    assert capsys.readouterr().err == "git is not installed\n  hint: compare two .pptx files instead\n"


def test_nothing_in_the_repository_changes(course, compared):
    before = {path: path.stat().st_mtime_ns for path in course.root.rglob("*")}
    compared("HEAD", "HEAD")
    compared("HEAD", ".")
    assert {path: path.stat().st_mtime_ns for path in course.root.rglob("*")} == before
