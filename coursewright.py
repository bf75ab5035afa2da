"""The command line: `coursewright deck`, `facts`, `check`, `why` and the rest. Each command imports its own room.

Exit codes: 0 done or clean, 1 findings or a failed run, 2 unreadable input or a wrong command line.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import sys
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

try:
    import typer
except KeyboardInterrupt:
    raise SystemExit(130) from None

if TYPE_CHECKING:
    from build.files.course import Course
    from build.files.wanted import Wanted
    from build.findings.diagnostic import Diagnostic
    from build.spec.pick import Pick
    from engine.ledger import Ledger
    from engine.provenance import Definition, Finding

ROOT = Path(__file__).resolve().parent
ROOMS = ("animations", "build", "engine", "labs")
_BETWEEN_COLLECTIONS = 20_000  # objects: modules and slides are many and stay, so looking for rubbish finds none

app = typer.Typer(
    help="Slides, films and labs whose every number comes from one live engine.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


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
        help="Another look: forest, clear, one of the course's themes, or your own .toml.",
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


@app.callback()
def about(
    version: Annotated[
        bool, typer.Option("--version", callback=_tell_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Slides, films and labs whose every number comes from one live engine."""


@app.command()
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
    """Build editable decks: SPEC.md to dist/SPEC.pptx of its course. What you changed there in PowerPoint is kept."""
    from build.commands.deck import make_decks

    chosen = _chosen(specs)
    if out and len(chosen) > 1:
        raise _refusal(f"--out names one file, and there are {len(chosen)} specs")
    if out and (out.suffix != ".pptx" or out.is_dir()):
        from engine.quoted import quoted

        raise _refusal(f"--out {quoted(str(out))} is not the name of a .pptx file")
    pick, codes = _pick(slides, hour), []
    for course, its in _by_course(chosen).items():
        if twice := _alike(its):
            raise _refusal(f"{twice[0]} and {twice[1]} would both be {twice[0].stem}.pptx; build one with --out")
        wanted = _wanted(course, theme, here=here, out=out, strict=strict, pick=pick, draft=draft, fresh=fresh)
        codes.append(make_decks(its, wanted))
        if out is None:
            _refresh_course_page(wanted)
    raise typer.Exit(max(codes))


@app.command()
def new(
    words: Annotated[list[str], typer.Argument(metavar="NAME | deck NAME", help="A folder for a course, or a deck.")],
) -> None:
    """Begin a course: a folder with a deck that builds at once. `new deck NAME` adds a deck to the course here."""
    from build.commands.new import new_course, new_deck

    if words[0] == "deck":
        if len(words) != 2:
            raise _refusal("a deck has one name, as in: coursewright new deck week-2")
        raise typer.Exit(new_deck(words[1], _course()))
    if len(words) != 1:
        raise _refusal("a course has one name, as in: coursewright new my-course")

    def record(course: Course) -> int:
        from engine.record import make_facts

        return make_facts(home=course.home, say=lambda line: None)

    raise typer.Exit(new_course(Path(words[0]), record))


@app.command()
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
    courses: Mapping[Course, list[str] | None] = {_course(): scenes}
    if decks:
        from build.commands.wanted_films import films_named

        named = {course: films_named(course, its) for course, its in _by_course(_chosen(decks)).items()}
        courses = {course: [*(scenes or ()), *its] for course, its in named.items() if scenes or its}
    asked = [(_wanted(course, theme, here=here), only) for course, only in courses.items()]
    from animations.render import How, render_all
    from build.parse.source import specs_of
    from build.resolve.given import with_given_of

    codes = [0]
    for wanted, only in asked:
        course = wanted.course
        how = How(course=course, theme=wanted.look, quality=quality, format=format, cluster=cluster, force=force)
        ledger = with_given_of(specs_of(course), _ledger(course, here=here))
        codes.append(render_all(ledger, wanted.films, how, only))
        _refresh_course_page(wanted)
    raise typer.Exit(max(codes))


@app.command()
def facts(
    names: Annotated[list[str] | None, typer.Argument(help="Facts to run even if they are not stale.")] = None,
    here: Annotated[bool, typer.Option("--here", help="Measure for this machine alone, beside the ledger.")] = False,
    as_list: Annotated[bool, typer.Option("--list", help="List the facts and run none.")] = False,
    cluster: Cluster = "",
) -> None:
    """Run the facts that are stale or missing; write the ledger."""
    from engine.provenance import FactsError, discover

    home = _course().home
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
        _print_all(error.findings)
        raise typer.Exit(1) from None
    except (OSError, ValueError) as error:
        from build.findings.file_messages import error_text

        raise _refusal(error_text(error)) from None


@app.command()
def check(
    specs: Specs = None,
    package: Annotated[Path | None, typer.Option("--package", help="Check this .pptx file instead.")] = None,
    recompute: Annotated[bool, typer.Option("--recompute", help="Compute the computed facts again, too.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Take warnings for errors.")] = False,
    rules: Annotated[bool, typer.Option("--rules", help="List the rules and check nothing.")] = False,
    as_json: AsJson = False,
    theme: Theme = "",
) -> None:
    """Check specs, pages, films and facts; nothing is written. Exit 0 clean, 1 errors, 2 unreadable input."""
    from build.findings.diagnostic import has_errors, in_order, warnings_in

    if rules:
        from build.findings.rules import RULES, listed

        print(_as_json({code: rule._asdict() for code, rule in RULES.items()}) if as_json else listed())
        raise typer.Exit(0)
    from build.commands.check import check_package, check_specs
    from build.findings.file_messages import error_text

    if package:
        counts, unreadable, found = {"packages": 1}, False, check_package(package)
    else:
        chosen = _chosen(specs)
        counts, unreadable, found = {"specs": len(chosen), "facts": 0}, False, []
        for course, its in _by_course(chosen).items():
            try:
                readable, wrong = check_specs(its, _wanted(course, theme), _ledger(course))
            except (OSError, ValueError, RuntimeError) as error:
                raise _refusal(error_text(error)) from None
            defined, stale = _check_facts(course, recompute=recompute)
            counts["facts"] += defined
            unreadable, found = unreadable or not readable, [*found, *wrong, *stale]
    found = in_order(found)
    if as_json:
        graves = [finding.severity for finding in found]
        counts |= {"errors": graves.count("error"), "warnings": graves.count("warning")}
        print(_as_json({"findings": [finding.as_data() for finding in found], "counts": counts}))
    else:
        _print_all(found)
    if unreadable or any(finding.code == "W101" for finding in found):
        raise typer.Exit(2)
    if has_errors(found, strict=strict):
        raise typer.Exit(1)
    if not as_json:
        numbers = ", ".join(f"{what} {number}" for what, number in counts.items())
        warned = warnings_in(found)
        print(f"{numbers}, warnings {warned}" if warned else f"{numbers}: clean")


@app.command()
def why(
    deck: Annotated[Path, typer.Argument(help="A spec, by path or by the beginning of its name.")],
    slide: Annotated[int, typer.Argument(help="The slide's number, as it shows it.")],
    as_json: AsJson = False,
    here: Here = False,
) -> None:
    """Lead each number on a slide back to its source."""
    spec = _find_spec(deck)
    ((course, _),) = _by_course([spec]).items()
    wanted = _wanted(course, "", here=here)
    from build.commands.why import why as lead_back

    raise typer.Exit(lead_back(spec, slide, _ledger(course, here=wanted.here), wanted, as_json=as_json))


@app.command()
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
    """Say what two builds or revisions show otherwise, and why. Exit 0 the same, 1 different, 2 trouble."""
    from build.commands.diff import diff as print_diff

    look = _wanted(_course(), theme).look
    raise typer.Exit(print_diff(old, new, _course(), pictures=pictures, theme=look, as_json=as_json, verbose=verbose))


class LabStep(StrEnum):
    """The steps of a lab, in order."""

    predict = "predict"
    run = "run"
    change = "change"
    explain = "explain"


@app.command()
def lab(
    lab_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="The lab; without one, all are listed.")] = None,
    step: Annotated[LabStep | None, typer.Option("--step", help="One step only.")] = None,
    answers: Annotated[list[str] | None, typer.Option("--answer", help="To a question of predict, in order.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Does your own change do what the lab asked?")] = False,
    with_prerequisites: Annotated[bool, typer.Option("--with-prerequisites", help="Run those first.")] = False,
    every: Annotated[bool, typer.Option("--all", help="Run every lab: seconds and verdict.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Shorter texts.")] = False,
    notebook: Annotated[bool, typer.Option("--notebook", help="Run its cells as a notebook, in dist/labs/.")] = False,
    as_json: AsJson = False,
    here: Here = False,
    theme: Theme = "",
) -> None:
    """Go through a lab: predict, run, change, explain."""
    built = _wanted(_course(), theme, here=here)
    from labs.catalogue import list_labs
    from labs.course import COURSE_VARIABLE
    from labs.session import Wanted, check_lab, run_all, run_lab

    os.environ[COURSE_VARIABLE] = str(built.course.root)  # for the lab's processes too
    wanted = Wanted(
        step=step.value if step else None, answers=answers or (), quick=quick, notebook=notebook, as_json=as_json,
        here=here, theme=built.look,
    )  # fmt: skip
    if every:
        code = run_all(wanted)
    elif lab_id is None:
        raise typer.Exit(list_labs())
    elif check:
        raise typer.Exit(check_lab(lab_id, wanted))
    else:
        code = run_lab(lab_id, wanted, with_prerequisites=with_prerequisites)
    _refresh_course_page(built)
    raise typer.Exit(code)


@app.command()
def estimate(
    what: Annotated[str, typer.Argument(help="One of the questions above.")],
    name: Annotated[str | None, typer.Argument(metavar="[MODEL]", help="A preset, such as llama-3-8b.")] = None,
    model: Annotated[str | None, typer.Option(help="The same, as an option.")] = None,
    seq_len: Annotated[
        str | None, typer.Option(help="Tokens in a sequence, or in a prompt; several with commas.")
    ] = None,
    batch: Annotated[str | None, typer.Option(help="Sequences at once; several with commas.")] = None,
    new_tokens: Annotated[int | None, typer.Option(help="Tokens of an answer.")] = None,
    dtype: Annotated[str | None, typer.Option(help="Of the weights: fp32, bf16, int8 …")] = None,
    cache_dtype: Annotated[str | None, typer.Option(help="Of the cache; that of the weights if not given.")] = None,
    group: Annotated[int | None, typer.Option(help="Weights that share a bf16 scale, in int8 and int4.")] = None,
    gpu: Annotated[
        str | None, typer.Option("--gpu", "--hardware", help="A card; a100-80gb-sxm if none is named.")
    ] = None,
    cards: Annotated[int | None, typer.Option(help="Cards that share the model's heads.")] = None,
    link: Annotated[str | None, typer.Option(help="What joins them: nvlink-4, pcie-5 …")] = None,
    policy: Annotated[str | None, typer.Option(help="How a window's cache is allocated.")] = None,
    reserve: Annotated[float | None, typer.Option(help="The share of memory kept free.")] = None,
    chunk: Annotated[int | None, typer.Option(help="Tokens read at once, whose activations need room.")] = None,
    shared: Annotated[int | None, typer.Option(help="First tokens that all requests have alike, cached once.")] = None,
    users: Annotated[int | None, typer.Option(help="Say what must be kept free that only so many fit.")] = None,
    cached: Annotated[int | None, typer.Option(help="Tokens that are cached already.")] = None,
    price: Annotated[float | None, typer.Option(help="Of one card for an hour, in any currency.")] = None,
    rate: Annotated[float | None, typer.Option(help="Tokens a second that you have measured.")] = None,
    utilisation: Annotated[float | None, typer.Option(help="Share of the paid time in which the cards work.")] = None,
    job_utilisation: Annotated[float | None, typer.Option(help="The same, of the batch job.")] = None,
    limit: Annotated[float | None, typer.Option(help="Seconds from token to token at most.")] = None,
    overhead: Annotated[float | None, typer.Option(help="Seconds a step beyond the roofline.")] = None,
    causal: Annotated[bool | None, typer.Option("--causal", help="Count visible pairs only.")] = None,
    changes: Annotated[list[str] | None, typer.Option("--set", help="What if: n_kv_heads=8")] = None,
    as_json: AsJson = False,
) -> None:
    """Say what a model will cost, by formula.

    \b
    kv           what sequences keep between steps
    params       parameters and weights
    flops        operations of a prompt and of a token
    activations  what a pass holds for itself
    roofline     the least time of a prompt and of a step
    capacity     users that fit on a card, and what must be kept free for fewer
    cost         a million tokens at a price an hour
    offline      a batch job beside a service
    choose       every card for one load
    """
    from engine.answers import answer, as_text

    if model and name:
        raise _refusal(f"one model, not both {name!r} and --model {model}")
    chosen = model or name
    if chosen is None:
        raise _refusal(f"estimate {what} needs a model, such as --model llama-3-8b")
    given = {
        "seq_len": seq_len, "batch": batch, "dtype": dtype, "gpu": gpu, "policy": policy,
        "reserve": reserve, "chunk": chunk, "cached": cached, "overhead": overhead, "causal": causal,
        "new_tokens": new_tokens, "cache_dtype": cache_dtype, "group": group, "cards": cards, "link": link,
        "shared": shared, "users": users, "price": price, "rate": rate, "utilisation": utilisation,
        "job_utilisation": job_utilisation, "limit": limit,
    }  # fmt: skip
    try:
        found = answer(what, chosen, {k: v for k, v in given.items() if v is not None}, changes or ())
    except ValueError as error:
        raise _refusal(str(error)) from None
    print(_as_json(found) if as_json else as_text(found))


@app.command()
def generate(
    prompt: Annotated[str, typer.Argument(help="What the model is asked.")],
    model: Annotated[str, typer.Option(help="smollm2-135m, a checkpoint's folder, or a GGUF file.")] = "smollm2-135m",
    system: Annotated[str | None, typer.Option(help="What it is told beforehand.")] = None,
    raw: Annotated[bool, typer.Option("--raw", help="Go on with the text instead of answering it.")] = False,
    control: Annotated[bool, typer.Option("--control", help="Take <|im_end|> and its like in it as tokens.")] = False,
    max_new_tokens: Annotated[int, typer.Option(min=0, help="Where to stop at the latest.")] = 256,
    temperature: Annotated[float, typer.Option(min=0, max=1e6, help="0 takes the likeliest token each time.")] = 0.0,
    top_k: Annotated[int | None, typer.Option(min=1, help="Draw from the k likeliest.")] = None,
    top_p: Annotated[
        float | None, typer.Option(min=0, max=1, help="Draw from the fewest that hold this share.")
    ] = None,
    min_p: Annotated[
        float | None, typer.Option(min=0, max=1, help="Least chance, as a share of the likeliest's.")
    ] = None,
    repetition_penalty: Annotated[
        float, typer.Option(min=1e-6, max=1e6, help="Above 1: say less what was said.")
    ] = 1.0,
    stop: Annotated[list[str] | None, typer.Option(help="A text that ends the answer; may be repeated.")] = None,
    seed: Annotated[int | None, typer.Option(min=-(2**63), max=2**64 - 1, help="The same seed, the same text.")] = None,
    dtype: Annotated[str, typer.Option(help="fp32, bf16, or kept: as the file has them, and faster.")] = "fp32",
    threads: Annotated[int | None, typer.Option(min=1, max=1024, help="Tried, if you do not say.")] = None,
    as_json: AsJson = False,
) -> None:
    """Let a real model answer, word by word, timed."""
    from engine.checkpoint_files.chat_template import get_ready

    gc.disable()  # PyTorch and a vocabulary are hundreds of thousands of objects, and all of them stay
    if not raw:
        get_ready()
    import torch

    from build.findings.file_messages import error_text
    from engine.pretrained import dtype_of, pretrained
    from engine.reply import Prompt, Sampling, reply_to
    from engine.threads import fastest_threads

    sampling = Sampling(
        temperature=temperature, top_k=top_k, top_p=top_p, min_p=min_p, repetition_penalty=repetition_penalty, seed=seed
    )
    try:
        torch.set_num_threads(threads or 1)
        gpt = pretrained(model, dtype=dtype_of(dtype))
        gc.freeze()
        gc.enable()
        torch.set_num_threads(threads := threads or fastest_threads(gpt))
        reply = reply_to(
            gpt,
            Prompt(prompt, system=system, raw=raw, control=control),
            max_new_tokens=max_new_tokens,
            sampling=sampling,
            stop=stop or (),
        )
        for piece in reply:
            print("" if as_json else piece, end="", flush=True)
    except BrokenPipeError:
        raise
    except (ValueError, OSError) as error:
        raise _refusal(error_text(error)) from None
    except (MemoryError, RuntimeError) as error:  # what torch raises where memory is short is no MemoryError
        raise _refusal(f"{model} cannot answer here: {' '.join(str(error).split())[:200]}") from None
    if as_json:
        print(_as_json({"model": model, "dtype": dtype, "threads": threads, **reply.as_data()}))
    else:
        print(f"\n\n{reply.summary()}")


@app.command()
def serve(
    model: Annotated[str, typer.Option(help="smollm2-135m, a checkpoint's folder, or a GGUF file.")] = "smollm2-135m",
    host: Annotated[str, typer.Option(help="Where to listen; 0.0.0.0 is every address of this machine.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes one that is free.")] = 8000,
    dtype: Annotated[str, typer.Option(help="fp32 or bf16.")] = "fp32",
    threads: Annotated[int | None, typer.Option(min=1, max=1024, help="Tried, if you do not say.")] = None,
    rows: Annotated[int, typer.Option(min=1, help="Answers made at once.")] = 8,
    tokens: Annotated[int, typer.Option(min=1, help="Tokens read in one step.")] = 256,
    memory: Annotated[float, typer.Option(help="GiB of KV cache.")] = 1.0,
    policy: Annotated[str, typer.Option(help="continuous, dynamic or static batching.")] = "continuous",
    waiting: Annotated[int, typer.Option(min=1, help="Requests that may wait; more are told to come again.")] = 64,
    data: Annotated[Path, typer.Option(metavar="FOLDER", help="Where files and batch jobs are kept.")] = Path(
        "dist/serve"
    ),
) -> None:
    """Serve a model to OpenAI's clients.

    Chat, completions, streams, files and batch jobs under /v1; /health and /metrics beside them.
    COURSEWRIGHT_API_KEY is the key that clients have to show; without it none is asked for.
    """
    from build.findings.file_messages import error_text
    from engine.server.start import Settings
    from engine.server.start import serve as serve_model

    settings = Settings(
        model=model, host=host, port=port, dtype=dtype, threads=threads, rows=rows, tokens=tokens, memory=memory,
        policy=policy, waiting=waiting, data=data,
    )  # fmt: skip
    try:
        serve_model(settings, lambda line: print(line, flush=True))
    except (ValueError, OSError) as error:
        raise _refusal(error_text(error)) from None


class Ramp(StrEnum):
    linear = "linear"
    exponential = "exponential"


@app.command()
def load(
    base_url: Annotated[
        str, typer.Option(help="Of any server that speaks OpenAI's interface.")
    ] = "http://127.0.0.1:8000/v1",
    model: Annotated[str, typer.Option(help="As the server names it.")] = "smollm2-135m",
    rate: Annotated[
        float, typer.Option(help="Calls a second, whether they are answered or not; inf: all at once.")
    ] = float("inf"),
    burstiness: Annotated[float, typer.Option(help="1 is a Poisson process; less comes in bursts, more evenly.")] = 1.0,
    ramp: Annotated[Ramp | None, typer.Option(help="Let the rate rise during the run.")] = None,
    ramp_from: Annotated[float, typer.Option(help="The rate that a ramp begins with.")] = 1.0,
    clients: Annotated[
        int | None, typer.Option(help="Instead of a rate: so many, each asks again when answered.")
    ] = None,
    n: Annotated[int, typer.Option("--n", min=1, help="Calls in all.")] = 100,
    prompt_words: Annotated[int, typer.Option(min=1, help="Words of a prompt.")] = 32,
    answer_tokens: Annotated[int, typer.Option(min=1, help="Tokens of an answer.")] = 32,
    spread: Annotated[float, typer.Option(help="Both up to this share shorter or longer.")] = 0.0,
    shared_words: Annotated[int, typer.Option(min=0, help="Words that all prompts begin with.")] = 0,
    file: Annotated[Path | None, typer.Option(help="Instead: lines of JSON with prompt and answer_tokens.")] = None,
    chat: Annotated[bool, typer.Option("--chat", help="Ask as a chat.")] = False,
    plain: Annotated[bool, typer.Option("--plain", help="Without ignore_eos, which some servers do not know.")] = False,
    warm_up: Annotated[int, typer.Option(min=0, help="Calls before, which are not counted.")] = 0,
    limit: Annotated[
        list[str] | None, typer.Option(metavar="ttft=0.5", help="For goodput: ttft, tpot or e2el, in seconds.")
    ] = None,
    records: Annotated[Path | None, typer.Option(metavar="FILE", help="Keep every call's time stamps.")] = None,
    seed: Annotated[int, typer.Option(help="The same seed, the same load.")] = 0,
    api_key: Annotated[str, typer.Option(envvar="OPENAI_API_KEY", help="The key that the server asks for.")] = "",
    as_json: AsJson = False,
) -> None:
    """Put a load on a server and say what clients see.

    Each figure by the words of four load tools, since they mean different things by them. Exit 1 if a call failed.
    """
    from build.findings.file_messages import error_text
    from engine.load.command import Wanted
    from engine.load.command import load as put_load
    from engine.load.drive import Target

    wanted = Wanted(
        target=Target(base_url=base_url, model=model, api_key=api_key, chat=chat, plain=plain), n=n, rate=rate,
        burstiness=burstiness, ramp=ramp.value if ramp else None, ramp_from=ramp_from, clients=clients, file=file,
        prompt_words=prompt_words, answer_tokens=answer_tokens, spread=spread, shared_words=shared_words,
        warm_up=warm_up, seed=seed, limits=limit or (), records=records,
    )  # fmt: skip
    try:
        found, page = put_load(wanted, lambda line: print(line, file=sys.stderr, flush=True))
    except (ValueError, OSError) as error:
        raise _refusal(error_text(error)) from None
    print(_as_json(found) if as_json else page)
    raise typer.Exit(1 if found["failed"] else 0)


@app.command()
def look(decks: Decks = None, here: Here = False, theme: Theme = "") -> None:
    """Draw decks with LibreOffice. A picture a slide, and a contact sheet."""
    from build.commands.look import look as draw

    chosen = _by_course(_chosen(decks)).items()
    raise typer.Exit(max(draw(its, _wanted(course, theme, here=here)) for course, its in chosen))


@app.command()
def figures(
    out: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where to write them, else dist.")] = None,
    here: Here = False,
    theme: Theme = "",
) -> None:
    """Draw every figure that a spec can name, and how it is written."""
    from build.commands.figures import make_gallery

    wanted = _wanted(_course(), theme, here=here)
    specs = [spec for course in (wanted.course, wanted.course.behind) if course for spec in _all_specs(course)]
    raise typer.Exit(make_gallery(specs, out or wanted.folder, wanted))


@app.command()
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
    from build.commands.stills import make_stills, size_of

    chosen = _by_course(_chosen(specs))
    for its in chosen.values():
        if twice := _alike(its):
            raise _refusal(f"{twice[0]} and {twice[1]} would both go to stills/{twice[0].stem}; draw them one by one")
    try:
        pixels = size_of(size)
    except ValueError as error:
        raise _refusal(f"--size {error}") from None
    if edited and sum(map(len, chosen.values())) > 1:
        raise _refusal("--from names the deck of one spec; name that")
    pick, codes = _pick(slides, hour), []
    for course, its in chosen.items():
        wanted = _wanted(course, theme, here=here, strict=strict, pick=pick, draft=draft)
        codes += [make_stills(spec, wanted, size=pixels, edited=edited) for spec in its]
    raise typer.Exit(max(codes))


@app.command()
def bench(
    spec: Annotated[Path | None, typer.Argument(help="What to build; else the first of the course.")] = None,
    slides: Annotated[int, typer.Option(min=1, help="Slides of the long deck made from it.")] = 1000,
    repeats: Annotated[int, typer.Option(min=1, help="Builds that are timed.")] = 5,
    as_json: AsJson = False,
) -> None:
    """Time the build: whole process, ratios, machine named. Exit 1 where a goal is missed."""
    from build.commands.bench import bench as run_bench
    from engine.machine import machine

    chosen = _chosen([spec] if spec else None)[0]
    if not chosen.is_file():
        raise _refusal(f"there is no spec {chosen}")
    raise typer.Exit(run_bench(chosen, slides=slides, repeats=repeats, machine=machine(), as_json=as_json))


def main() -> None:
    """What the installed command runs."""
    gc.set_threshold(_BETWEEN_COLLECTIONS)
    atexit.register(gc.freeze)  # nor at the end
    sys.path.insert(0, str(ROOT))  # before what is installed under a room's name, such as PyPA's package `build`
    try:
        if strangers := [stranger for room in ROOMS if (stranger := _stranger(room))]:
            sys.exit(_refusal("; ".join(strangers)).exit_code)
        app()
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


# ---- shared by the commands ---------------------------------------------------------------------------
def _course() -> Course:
    """The course of the folder that the user works in."""
    from build.files.course import course_at

    try:
        return course_at(Path.cwd())
    except ValueError as error:
        raise _told(error) from None


def _by_course(specs: list[Path]) -> Mapping[Course, list[Path]]:
    """Specs by the course that each belongs to."""
    from build.files.course import by_course

    try:
        return by_course(specs)
    except ValueError as error:
        raise _told(error) from None


def _all_specs(course: Course | None = None) -> list[Path]:
    """The specs of a course, else of the one here, as the user would type them."""
    from build.parse.source import specs_of

    found = specs_of(course or _course())
    return [Path(os.path.relpath(path)) if path.is_relative_to(Path.cwd()) else path for path in found]


def _chosen(specs: list[Path] | None) -> list[Path]:
    """The specs that a command is for: those that were named, else all of the course."""
    chosen = [_find_spec(spec) for spec in specs] if specs else _all_specs()
    if not chosen:
        from build.findings.file_messages import display_path

        place = display_path(_course().specs)
        raise _refusal(f"there is no deck {'here' if place == '.' else f'in {place}'}; name one")
    return chosen


def _wanted(course: Course, theme: str, *, here: bool = False, **more: Any) -> Wanted:
    """What is asked of a build in a course."""
    from build.files.commands import record_facts
    from build.files.wanted import Wanted
    from build.theme.choose import find_theme

    homes = [owner.home for owner in (course, course.behind) if owner]
    if here and not any(home.ledger_here.exists() for home in homes):  # else each number would be missing by itself
        raise _refusal(f"this machine has measured nothing yet\n  hint: {record_facts(course, here=True)}")
    try:
        return Wanted(course=course, theme=find_theme(theme, course), here=here, **more)
    except ValueError as error:
        raise _refusal(str(error)) from None


def _refresh_course_page(wanted: Wanted) -> None:
    """The page of a course, not of a single spec that is a course by itself."""
    from build.commands.course_page import refresh
    from build.parse.source import specs_of

    if wanted.course.declared:
        refresh(specs_of(wanted.course), wanted)


def _alike(specs: list[Path]) -> tuple[Path, Path] | None:
    """Two specs of one name, if there are: what is made of one would be written over the other's."""
    last = {spec.stem: spec for spec in specs}
    return next(((spec, last[spec.stem]) for spec in specs if last[spec.stem] != spec), None)


def _find_spec(given: Path) -> Path:
    """The spec that somebody means."""
    from build.files.find_spec import find_spec

    if os.path.exists(given):  # whatever course the user works in
        return given
    try:
        return find_spec(given, _all_specs(), dist=_course().dist)
    except ValueError as error:
        raise _refusal(str(error)) from None


def _pick(slides: str, hour: int | None) -> Pick:
    """Which slides the user wants."""
    from build.spec.pick import Pick

    try:
        return Pick(slides=slides, hour=hour)
    except ValueError as error:
        raise _refusal(str(error)) from None


def _ledger(course: Course, *, here: bool = False) -> Ledger:
    """The committed ledger of a course, with `here` under this machine's measurements."""
    from build.findings.file_messages import error_text

    try:
        return course.recorded(here=here)
    except (OSError, ValueError) as error:
        raise _refusal(error_text(error)) from None


def _check_facts(course: Course, *, recompute: bool) -> tuple[int, list[Diagnostic]]:
    """How many facts are defined, and which are not what the ledger says."""
    from build.compare.remembered_origins import fact_digests
    from build.files.commands import record_facts
    from build.findings.diagnostic import Diagnostic, Span
    from build.findings.rules import RULES
    from engine.check_facts import recompute as computed_again
    from engine.check_facts import stale
    from engine.ledger import deck_facts
    from engine.provenance import FactsError, discover

    ledger = deck_facts(course.ledger)
    definitions: Mapping[str, Definition] = {}
    again = dict.fromkeys(("F203", "F204"), record_facts(course))
    try:
        digests = fact_digests(course.home, course.dist)
        if not recompute and digests == {name: record.digest for name, record in ledger.items()}:
            return len(digests), []
        definitions = discover(course.home)
        found = stale(ledger, definitions)
        if recompute:
            found += computed_again(ledger, definitions, course.home)
    except FactsError as error:
        found = list(error.findings)
    return len(definitions), [
        Diagnostic(
            path=finding.path, span=Span(finding.line), code=finding.code, message=finding.message,
            hint=finding.hint or again.get(finding.code, RULES[finding.code].remedy),
        )
        for finding in found
    ]  # fmt: skip


def _told(error: ValueError) -> typer.Exit:
    """To be raised where a course.toml has mistakes."""
    from build.commands.failure import failed

    return typer.Exit(failed(error))


def _print_all(findings: Iterable[Diagnostic | Finding]) -> None:
    for finding in findings:
        print(finding, file=sys.stderr)


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)


def _refusal(message: str) -> typer.Exit:
    """To be raised where the user asks for something that does not exist."""
    print(message, file=sys.stderr)
    return typer.Exit(2)


if __name__ == "__main__":
    main()
