"""The command line: `coursewright deck`, `facts`, `check`, `why` and the rest. Each command imports its own room.

Exit codes: 0 done or clean, 1 findings or a failed run, 2 unreadable input or a wrong command line.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

try:
    import typer
except KeyboardInterrupt:
    raise SystemExit(130) from None

if TYPE_CHECKING:
    from build.files.course import Course
    from engine.readiness.needs import Needs

ROOT = Path(__file__).resolve().parent
ROOMS = ("animations", "build", "engine", "labs")
_BETWEEN_COLLECTIONS = 20_000  # objects: modules and slides are many and stay, so looking for rubbish finds none

Here = Annotated[bool, typer.Option("--here", help="With this machine's own measurements.")]
Specs = Annotated[
    list[Path] | None,
    typer.Argument(help="Markdown specs, by path or by the beginning of a name; without any, all of the course."),
]
Decks = Annotated[
    list[Path] | None,
    typer.Argument(help="Decks (.pptx), or specs whose decks are built; without any, all of the course."),
]
Slides = Annotated[str, typer.Option("--slides", metavar="5-12,14", help="Only these slides.")]
Hour = Annotated[int | None, typer.Option("--hour", help="Only the slides of this hour.")]
Draft = Annotated[bool, typer.Option("--draft", help="Whatever is wrong: what does not fit is cut off, with a mark.")]
Theme = Annotated[
    str,
    typer.Option(
        "--theme", metavar="NAME|FILE", envvar="COURSEWRIGHT_THEME",
        help="Another look: forest, clear, one of the course's themes, your own .toml, or a company's .pptx.",
    ),
]  # fmt: skip
Cluster = Annotated[
    str,
    typer.Option(metavar="tcp://HOST:PORT", envvar="COURSEWRIGHT_CLUSTER", help="Let a Dask cluster's workers do it."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def _tell_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"coursewright {version('coursewright')}")
        raise typer.Exit(0)


def about(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Slides, films and labs whose every number comes from one live engine."""


def deck(
    specs: Specs = None,
    out: Annotated[Path | None, typer.Option(help="Where to write the deck; with one spec only.")] = None,
    here: Here = False,
    strict: Annotated[bool, typer.Option("--strict", help="Take warnings for errors.")] = False,
    slides: Slides = "",
    hour: Hour = None,
    theme: Theme = "",
    draft: Draft = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Drop what you changed in the deck that is there.")] = False,
) -> None:
    """Build editable decks.

    SPEC.md to dist/SPEC.pptx of its course. What you changed there in PowerPoint is kept.
    """
    from build.commands import choice
    from build.commands.deck import make_decks

    codes, asked = [], {"here": here, "strict": strict, "draft": draft, "fresh": fresh}
    for its, wanted in choice.builds(specs, ".pptx", theme, out=out, slides=slides, hour=hour, **asked):
        codes.append(make_decks(its, wanted))
        if out is None:
            choice.refresh_course_page(wanted)
    raise typer.Exit(max(codes))


class Films(StrEnum):
    """Where the films of a page are."""

    beside = "beside"
    inside = "inside"
    none = "none"


def html(
    specs: Specs = None,
    films: Annotated[Films, typer.Option("--films", help="Beside the page, inside it, or none.")] = Films.beside,
    out: Annotated[Path | None, typer.Option(help="Where to write the page; with one spec only.")] = None,
    here: Here = False,
    strict: Annotated[bool, typer.Option("--strict", help="Take warnings for errors.")] = False,
    slides: Slides = "",
    hour: Hour = None,
    theme: Theme = "",
    draft: Draft = False,
) -> None:
    """Build decks as pages for a browser.

    SPEC.md to dist/SPEC.html: one file that needs no network.
    """
    from build.commands import choice
    from build.commands.html import make_html_decks

    codes, asked = [], {"here": here, "strict": strict, "draft": draft}
    for its, wanted in choice.builds(specs, ".html", theme, out=out, slides=slides, hour=hour, **asked):
        codes.append(make_html_decks(its, wanted, films.value))
        if out is None:
            choice.refresh_course_page(wanted)
    raise typer.Exit(max(codes))


class Sheets(StrEnum):
    """Slides on a sheet of a handout."""

    one = "1"
    three = "3"
    six = "6"


def pdf(
    specs: Specs = None,
    handout: Annotated[Sheets | None, typer.Option(help="A4: so many slides a sheet, with their notes.")] = None,
    lines: Annotated[bool, typer.Option("--lines", help="A handout's lines to write on, for its notes.")] = False,
    notes: Annotated[bool, typer.Option("--notes", help="Speaker notes as annotations.")] = False,
    answers: Annotated[bool, typer.Option("--answers", help="The labs' questions, answered, at the end.")] = False,
    out: Annotated[Path | None, typer.Option(help="Where to write it; with one spec only.")] = None,
    here: Here = False,
    strict: Annotated[bool, typer.Option("--strict", help="Take warnings for errors.")] = False,
    slides: Slides = "",
    hour: Hour = None,
    theme: Theme = "",
    draft: Draft = False,
) -> None:
    """Put decks on paper: tagged PDFs, or handouts."""
    from build.commands import choice
    from build.commands.pdf import all_there, make_pdfs
    from build.paper.how import How
    from engine.refusal import refusal

    if lines and not handout:
        raise refusal("--lines is for a handout; name --handout 1, 3 or 6")
    if notes and handout:
        raise refusal("--notes are annotations on slides; a handout has them beside its slides")
    how = How(handout=int(handout.value) if handout else 0, lines=lines, notes=notes, answers=answers)
    codes, asked = [], {"here": here, "strict": strict, "draft": draft}
    for its, wanted in choice.builds(specs, ".pdf", theme, out=out, slides=slides, hour=hour, **asked):
        known = out is not None or all_there(its, wanted, how)
        codes.append(make_pdfs(its, wanted, how))
        if not known:
            choice.refresh_course_page(wanted)
    raise typer.Exit(max(codes))


def guide(
    specs: Specs = None,
    here: Here = False,
    strict: Annotated[bool, typer.Option("--strict", help="Take warnings for errors.")] = False,
    theme: Theme = "",
    online: Annotated[bool, typer.Option("--online", help="Ask whether the addresses it names still answer.")] = False,
) -> None:
    """Build study guides: HTML, PDF and DOCX in dist/."""
    from build.commands import choice
    from build.commands.guide import make_guides

    codes = []
    for course, its in choice.courses_of(choice.chosen_specs(specs, "guide")).items():
        wanted = choice.wanted_in(course, theme, here=here, strict=strict)
        codes.append(make_guides(its, wanted, online=online))
        choice.refresh_course_page(wanted)
    raise typer.Exit(max(codes))


def new(
    words: Annotated[list[str], typer.Argument(metavar="NAME | deck NAME", help="A folder for a course, or a deck.")],
) -> None:
    """Begin a course: a folder with a deck. `new deck NAME` adds a deck to the course here."""
    from build.commands import choice
    from build.commands.new import new_course, new_deck
    from engine.refusal import refusal

    if words[0] == "deck":
        if len(words) != 2:
            raise refusal("a deck has one name, as in: coursewright new deck week-2")
        raise typer.Exit(new_deck(words[1], choice.course_here()))
    if len(words) != 1:
        raise refusal("a course has one name, as in: coursewright new my-course")

    def record(course: Course) -> int:
        from engine.record import make_facts

        return make_facts(home=course.home, say=lambda line: None)

    raise typer.Exit(new_course(Path(words[0]), record))


def import_(
    file: Annotated[Path, typer.Argument(help="A deck: .md, .qmd, .Rmd, .html, .ipynb, .pptx.")],
    out: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where to write it, else a folder here.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit 1 if something would be lost.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace what is called the same in that folder.")] = False,
    as_json: AsJson = False,
) -> None:
    """Turn another program's deck into a spec.

    NAME/NAME.md beside its pictures; what was left out is told with its place. With --check exit 1 where something is.
    """
    from build.commands.import_deck import import_deck

    raise typer.Exit(import_deck(file, out, check=check, force=force, as_json=as_json))


def animations(
    scenes: Annotated[list[str] | None, typer.Argument(help="Scenes by name; without any, all.")] = None,
    decks: Annotated[
        list[Path] | None,
        typer.Option("--for", metavar="SPEC", help="The films that this spec names; may be repeated."),
    ] = None,
    quality: Annotated[str, typer.Option(help="480p, 720p, 1080p, 4k or 8k; 1080p60: 60 frames a second.")] = "1080p",
    format: Annotated[str, typer.Option(help="mp4, or gif: that too, at 480p.")] = "mp4",
    force: Annotated[bool, typer.Option("--force", help="Render even what is up to date.")] = False,
    here: Here = False,
    theme: Theme = "",
    cluster: Cluster = "",
) -> None:
    """Render the films that are not up to date. Their captions (.vtt) lie beside them."""
    from build.commands import choice

    courses: Mapping[Course, list[str] | None] = {choice.course_here(): scenes}
    if decks:
        from build.commands.wanted_films import films_named

        named = {
            course: films_named(course, its) for course, its in choice.courses_of(choice.chosen_specs(decks)).items()
        }
        courses = {course: [*(scenes or ()), *its] for course, its in named.items() if scenes or its}
    asked = [(choice.wanted_in(course, theme, here=here), only) for course, only in courses.items()]
    from animations.render import How, render_all
    from build.parse.source import specs_of
    from build.resolve.given import with_given_of

    codes = [0]
    for wanted, only in asked:
        course = wanted.course
        how = How(course=course, theme=wanted.look, quality=quality, format=format, cluster=cluster, force=force)
        ledger = with_given_of(specs_of(course), choice.ledger_of(course, here=here))
        codes.append(render_all(ledger, wanted.films, how, only))
        choice.refresh_course_page(wanted)
    raise typer.Exit(max(codes))


def facts(
    names: Annotated[list[str] | None, typer.Argument(help="Facts to run even if they are not stale.")] = None,
    here: Annotated[bool, typer.Option("--here", help="Measure for this machine alone, beside the ledger.")] = False,
    as_list: Annotated[bool, typer.Option("--list", help="List the facts and run none.")] = False,
    cluster: Cluster = "",
) -> None:
    """Run what facts are stale or missing; write the ledger."""
    from build.commands import choice
    from engine.provenance import FactsError, discover

    home = choice.course_here().home
    try:
        if as_list:
            for name, fact in sorted(discover(home).items()):
                print(f"{name:<28} {fact.kind:<10} {fact.unit:<16} {fact.says}")
            raise typer.Exit(0)
        import signal

        from engine.record import TERMINATED, make_facts

        signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))  # what is recorded is kept, as at ^C
        raise typer.Exit(make_facts(names, here=here, address=cluster, home=home))
    except FactsError as error:
        print(*error.findings, sep="\n", file=sys.stderr)
        raise typer.Exit(1) from None
    except (OSError, ValueError) as error:
        from build.commands.failure import failed

        raise typer.Exit(failed(error)) from None


def check(
    specs: Specs = None,
    package: Annotated[Path | None, typer.Option("--package", help="Check this .pptx file instead.")] = None,
    recompute: Annotated[bool, typer.Option("--recompute", help="Compute the computed facts again, too.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Take warnings for errors.")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules and check nothing.")] = False,
    as_json: AsJson = False,
    theme: Theme = "",
) -> None:
    """Check specs, pages, films and facts; write nothing. Exit 0 clean, 1 errors, 2 unreadable input."""
    from build.commands.check_report import print_rules, report_checked

    if rules:
        raise typer.Exit(print_rules(as_json=as_json))
    from build.commands import choice
    from build.commands.check import check_package, check_specs
    from build.commands.check_facts import check_facts
    from build.commands.check_lists import check_lists
    from build.commands.failure import FAILURES, failed
    from engine.recompute import recompute as compute_again

    if package:
        counts, unreadable, found = {"packages": 1}, False, check_package(package)
    else:
        chosen = choice.chosen_specs(specs) + ([] if specs else choice.all_documents())
        counts, unreadable, found = {"specs": len(chosen), "facts": 0}, False, []
        for course, its in choice.courses_of(chosen).items():
            wanted, ledger = choice.wanted_in(course, theme), choice.ledger_of(course)
            try:
                readable, wrong = check_specs(its, wanted, ledger)
            except FAILURES as error:
                raise typer.Exit(failed(error)) from None
            defined, stale = check_facts(course, compute_again if recompute else None)
            counts["facts"] += defined
            unreadable, found = unreadable or not readable, [*found, *wrong, *stale, *check_lists(course, ledger)]
    raise typer.Exit(report_checked(found, counts, unreadable=unreadable, strict=strict, as_json=as_json))


def translate_template(
    spec: Annotated[Path, typer.Argument(help="A deck, guide or quiz, by path or by the beginning of its name.")],
    language: Annotated[str, typer.Argument(metavar="de|pt-BR|…", help="The language to translate it to.")],
) -> None:
    """Write SPEC.de.md to translate, or bring it up to date."""
    from build.commands import choice
    from build.commands.translate_template import translate_template as write_template

    raise typer.Exit(write_template(choice.spec_meant(spec), language))


def why(
    deck: Annotated[Path, typer.Argument(help="A spec, by path or by the beginning of its name.")],
    slide: Annotated[int, typer.Argument(help="The slide's number, as it shows it.")],
    as_json: AsJson = False,
    here: Here = False,
) -> None:
    """Lead each number on a slide back to its source."""
    from build.commands import choice

    spec = choice.spec_meant(deck)
    ((course, _),) = choice.courses_of([spec]).items()
    wanted = choice.wanted_in(course, "", here=here)
    from build.commands.why import why as lead_back

    raise typer.Exit(lead_back(spec, slide, choice.ledger_of(course, here=wanted.here), wanted, as_json=as_json))


def packet(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Use cases (.yaml); without any, those in the course's folder packets.")
    ] = None,
    compare: Annotated[
        Path | None, typer.Option(metavar="OLD.yaml", help="Say which decisions moved since that use case, and why.")
    ] = None,
    result: Annotated[
        Path | None, typer.Option(metavar="FILE.json", help="What coursewright load --json has printed.")
    ] = None,
    base_url: Annotated[str, typer.Option(help="Run the load test against this server instead.")] = "",
    model: Annotated[str, typer.Option(help="As the server names it.")] = "smollm2-135m",
    calls: Annotated[
        int | None, typer.Option(min=1, help="Calls of that load test, if not twenty minutes of them.")
    ] = None,
    api_key: Annotated[str, typer.Option(envvar="OPENAI_API_KEY", help="The key that the server asks for.")] = "",
    as_json: AsJson = False,
    theme: Theme = "",
) -> None:
    """Decide how to serve a use case, with evidence.

    The readiness packet: dist/packet_NAME.md, .html, .pdf and .docx, and six slides.
    """
    from build.commands import choice
    from build.commands.packet import Asked, make_packets, read_result
    from build.files.use_cases import use_cases
    from engine.refusal import refusal

    course = choice.course_here()
    chosen = files or use_cases(course)
    if not chosen:
        raise refusal("there is no use case here; name a .yaml file")
    if (compare or result or base_url) and len(chosen) > 1:
        raise refusal(f"--compare, --result and --base-url are of one use case, and there are {len(chosen)}")
    if result and base_url:
        raise refusal("--result is of a load test that was run, and --base-url runs one; name one of them")
    try:
        from engine.readiness.simulated import expected
    except ModuleNotFoundError:  # PyTorch: nothing is simulated then, and the packet says so
        expected = None  # type: ignore[assignment]
    was: Mapping[str, Any] | None = None
    if result:
        try:
            was = read_result(result)
        except (OSError, ValueError) as error:
            from build.commands.failure import failed

            raise typer.Exit(failed(error)) from None

    def seen(needs: Needs) -> Mapping[str, Any] | None:
        if not base_url:
            return was
        from engine.load.drive import Target
        from engine.readiness.measured import seen as measure

        target = Target(base_url=base_url, model=model, api_key=api_key)
        return measure(needs, target, calls=calls, say=lambda line: print(line, file=sys.stderr, flush=True))

    asked = Asked(simulated=expected, before=compare, as_json=as_json, seen=seen)
    wanted = choice.wanted_in(course, theme)
    code = make_packets(chosen, wanted, asked)
    choice.refresh_course_page(wanted)
    raise typer.Exit(code)


def claims(as_json: AsJson = False) -> None:
    """List what the documents claim, and what is true."""
    from build.commands import choice
    from build.commands.claims import claims as list_claims

    course = choice.course_here()
    raise typer.Exit(list_claims(course, choice.ledger_of(course), as_json=as_json))


def diff(
    old: Annotated[str, typer.Argument(help="A git revision, '.' (the working tree), or a built .pptx.")],
    new: Annotated[str, typer.Argument(help="The same.")] = ".",
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Every number, reason and word, not the first two.")
    ] = False,
    pictures: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Draw each changed slide there, before and after.")
    ] = None,
    as_json: AsJson = False,
    theme: Theme = "",
) -> None:
    """Say what two builds or revisions show otherwise. Exit 0 the same, 1 different, 2 trouble."""
    from build.commands import choice
    from build.commands.diff import diff as print_diff

    look = choice.wanted_in(choice.course_here(), theme).look
    raise typer.Exit(
        print_diff(old, new, choice.course_here(), pictures=pictures, theme=look, as_json=as_json, verbose=verbose)
    )


class LabStep(StrEnum):
    """The steps of a lab, in order."""

    predict = "predict"
    run = "run"
    change = "change"
    explain = "explain"


def lab(
    lab_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="The lab; without one, all are listed.")] = None,
    step: Annotated[LabStep | None, typer.Option("--step", help="One step only.")] = None,
    answers: Annotated[list[str] | None, typer.Option("--answer", help="To a question of predict, in order.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Does your own change do what the lab asked?")] = False,
    with_prerequisites: Annotated[bool, typer.Option("--with-prerequisites", help="Run those first.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Run every lab: seconds and verdict.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Shorter texts.")] = False,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A parameter of the lab.")
    ] = None,
    notebook: Annotated[bool, typer.Option("--notebook", help="Run its cells as a notebook, in dist/labs/.")] = False,
    as_json: AsJson = False,
    here: Here = False,
    theme: Theme = "",
) -> None:
    """Go through a lab: predict, run, change, explain."""
    from build.commands import choice

    built = choice.wanted_in(choice.course_here(), theme, here=here)
    from labs.catalogue import list_labs
    from labs.course import COURSE_VARIABLE
    from labs.session import Wanted, check_lab, run_all, run_lab

    os.environ[COURSE_VARIABLE] = str(built.course.root)  # for the lab's processes too
    wanted = Wanted(
        step=step.value if step else None, answers=answers or (), quick=quick, notebook=notebook, as_json=as_json,
        here=here, theme=built.look, settings=settings or (),
    )  # fmt: skip
    if every:
        code = run_all(wanted)
    elif lab_id is None:
        raise typer.Exit(list_labs())
    elif check:
        raise typer.Exit(check_lab(lab_id, wanted))
    else:
        code = run_lab(lab_id, wanted, with_prerequisites=with_prerequisites)
    choice.refresh_course_page(built)
    raise typer.Exit(code)


def look(decks: Decks = None, here: Here = False, theme: Theme = "") -> None:
    """Draw decks with LibreOffice. A picture a slide, and a contact sheet."""
    from build.commands import choice
    from build.commands.look import look as draw

    chosen = choice.courses_of(choice.chosen_specs(decks)).items()
    raise typer.Exit(max(draw(its, choice.wanted_in(course, theme, here=here)) for course, its in chosen))


def figures(
    out: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where to write them, else dist.")] = None,
    here: Here = False,
    theme: Theme = "",
) -> None:
    """Draw every figure that specs can name."""
    from build.commands import choice
    from build.commands.figures import make_gallery

    wanted = choice.wanted_in(choice.course_here(), theme, here=here)
    specs = [spec for course in (wanted.course, wanted.course.behind) if course for spec in choice.all_specs(course)]
    raise typer.Exit(make_gallery(specs, out or wanted.folder, wanted))


def live(
    spec: Annotated[Path | None, typer.Argument(help="A deck, by path or by the beginning of its name.")] = None,
    show: Annotated[bool, typer.Option("--open", help="Open the browser, too.")] = False,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Where to listen on this machine; 0: any.")] = None,
    here: Here = False,
    theme: Theme = "",
) -> None:
    """Show a deck in the browser, and each save at once."""
    from build.commands import choice
    from build.commands.live import live as serve_deck
    from engine.refusal import refusal

    chosen = choice.chosen_specs([spec] if spec else None)
    if len(chosen) != 1:
        raise refusal(f"there are {len(chosen)} decks; name one: {', '.join(one.stem for one in chosen)}")
    ((course, _),) = choice.courses_of(chosen).items()
    raise typer.Exit(serve_deck(chosen[0], choice.wanted_in(course, theme, here=here), port=port, show=show))


def stills(
    specs: Specs = None,
    size: Annotated[str, typer.Option(help="1080p, 4k, 8k or WIDTHxHEIGHT in pixels.")] = "1080p",
    here: Here = False,
    strict: Annotated[bool, typer.Option("--strict", help="Take warnings for errors.")] = False,
    slides: Slides = "",
    hour: Hour = None,
    draft: Draft = False,
    edited: Annotated[
        Path | None, typer.Option("--from", metavar="FILE.pptx", help="With what you changed in this deck by hand.")
    ] = None,
    theme: Theme = "",
) -> None:
    """Draw slides as PNG and SVG without an office program.

    dist/stills/SPEC/slide-NN.png and .svg, and a contact sheet.
    """
    from build.commands import choice
    from build.commands.stills import make_stills, size_of
    from engine.refusal import refusal

    chosen = choice.courses_of(choice.chosen_specs(specs))
    for its in chosen.values():
        if twice := choice.alike(its):
            raise refusal(f"{twice[0]} and {twice[1]} would both go to stills/{twice[0].stem}; draw them one by one")
    try:
        pixels = size_of(size)
    except ValueError as error:
        raise refusal(f"--size {error}") from None
    if edited and sum(map(len, chosen.values())) > 1:
        raise refusal("--from names the deck of one spec; name that")
    pick, codes = choice.picked(slides, hour), []
    for course, its in chosen.items():
        wanted = choice.wanted_in(course, theme, here=here, strict=strict, pick=pick, draft=draft)
        codes += [make_stills(spec, wanted, size=pixels, edited=edited) for spec in its]
    raise typer.Exit(max(codes))


def quiz(
    specs: Annotated[list[Path] | None, typer.Argument(help="Quizzes, by path or by the beginning of a name.")] = None,
    files: Annotated[bool, typer.Option("--files", help="Write page, PDFs, GIFT, QTI and Anki's cards.")] = False,
    seed: Annotated[int, typer.Option(min=1, help="Which set of numbers and orders.")] = 1,
    here: Here = False,
    strict: Annotated[bool, typer.Option("--strict", help="Take warnings for errors.")] = False,
    theme: Theme = "",
) -> None:
    """Answer a quiz here, or write it with --files."""
    from build.commands import choice
    from build.commands.quiz import ask_quiz, make_quizzes
    from engine.refusal import refusal

    chosen = choice.chosen_specs(specs, "quiz")
    if not files and len(chosen) != 1:
        raise refusal(f"there are {len(chosen)} quizzes; name one, or write all with --files")
    codes = []
    for course, its in choice.courses_of(chosen).items():
        wanted = choice.wanted_in(course, theme, here=here, strict=strict)
        if not files:
            raise typer.Exit(ask_quiz(its[0], wanted, seed=seed))
        codes.append(make_quizzes(its, wanted, seed=seed))
        choice.refresh_course_page(wanted)
    raise typer.Exit(max(codes))


def lsp() -> None:
    """Serve an editor: completion, hover, findings. Your editor starts it."""
    from build.editor.server import serve

    serve()


def schema(
    what: Annotated[str, typer.Argument(metavar="deck|guide|quiz|theme|course", help="Of which kind of file.")],
) -> None:
    """Print the JSON schema of front matter and the like."""
    import json

    from build.editor.schemas import SCHEMAS
    from engine.did_you_mean import unknown
    from engine.refusal import refusal

    if what not in SCHEMAS:
        raise refusal(str(unknown("kind of file", what, SCHEMAS)))
    print(json.dumps(SCHEMAS[what](), ensure_ascii=False, indent=1))


def bench(
    spec: Annotated[Path | None, typer.Argument(help="What to build; else the first of the course.")] = None,
    slides: Annotated[int, typer.Option(min=1, help="Slides of the long deck made from it.")] = 1000,
    repeats: Annotated[int, typer.Option(min=1, help="Builds that are timed.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Time the build: whole process, ratios, machine named. Exit 1 where a goal is missed."""
    from build.commands import choice
    from build.commands.bench import bench as run_bench
    from engine.machine import machine
    from engine.refusal import refusal

    chosen = choice.chosen_specs([spec] if spec else None)[0]
    if not chosen.is_file():
        raise refusal(f"there is no spec {chosen}")
    raise typer.Exit(run_bench(chosen, slides=slides, repeats=repeats, machine=machine(), as_json=as_json))


def commands() -> typer.Typer:
    """All commands, in the order in which they are listed. Not before the rooms can be imported."""
    from engine.command_line import estimate, generate, load, serve

    app = typer.Typer(
        help="Slides, films and labs whose every number comes from one live engine.",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(about)
    of_decks = (deck, html, pdf, guide, quiz, new, import_, translate_template, animations, facts)
    of_facts = (check, why, claims, packet, diff, lab)
    of_engine = (estimate, generate, serve, load)
    for command in (*of_decks, *of_facts, *of_engine, live, look, figures, stills, lsp, schema, bench):
        app.command(command.__name__.rstrip("_").replace("_", "-"))(command)
    return app


def main() -> None:
    """What the installed command runs."""
    gc.set_threshold(_BETWEEN_COLLECTIONS)
    atexit.register(gc.freeze)  # nor at the end
    sys.path.insert(0, str(ROOT))  # before what is installed under a room's name, such as PyPA's package `build`
    try:
        if strangers := [stranger for room in ROOMS if (stranger := _stranger(room))]:
            print("; ".join(strangers), file=sys.stderr)
            raise SystemExit(2)
        commands()()
    except KeyboardInterrupt:  # before a command runs, or in its last lines; Typer tells of the others
        raise SystemExit(130) from None
    except ModuleNotFoundError as error:
        from build.files.installed import not_installed

        print(not_installed(error), file=sys.stderr)
        raise SystemExit(2) from None
    except OSError as error:  # a name that is too long, a folder that went away
        from build.findings.file_messages import error_text

        print(error_text(error), file=sys.stderr)
        raise SystemExit(2) from None


def _stranger(room: str) -> str:
    """What stands in a room's place although the rooms come first, and how to get rid of it; else nothing."""
    from importlib.util import find_spec

    module = sys.modules.get(room)
    spec = module.__spec__ if module else find_spec(room)
    found = (spec and spec.origin) or "nowhere"
    ours = ROOT / room / "__init__.py"
    if Path(found).resolve() == ours.resolve() or not ours.exists():
        return ""
    from importlib.metadata import distribution, packages_distributions

    owners = [
        owner
        for owner in packages_distributions().get(room, ())
        if Path(str(distribution(owner).locate_file(f"{room}/__init__.py"))).resolve() == Path(found).resolve()
    ]
    remedy = f"uninstall it: pip uninstall {owners[0]}" if owners else "take it off Python's path"
    return f"{found} stands before this checkout's {room}; {remedy}"


if __name__ == "__main__":
    main()
