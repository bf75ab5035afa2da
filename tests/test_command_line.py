"""The command line as a user meets it: whole processes, exit codes, and what is printed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import ROOT, coursewright

COMMANDS = (
    "import",
    "deck",
    "html",
    "pdf",
    "guide",
    "quiz",
    "animations",
    "facts",
    "check",
    "why",
    "diff",
    "lab",
    "estimate",
    "generate",
    "serve",
    "live",
    "load",
    "look",
    "new",
    "stills",
    "figures",
    "bench",
    "claims",
    "packet",
    "quiz",
    "lsp",
    "schema",
    "translate-template",
)
HELPS = """
import contextlib, io, json, sys
import coursewright

told = {}
for command in sys.argv[1:]:
    sys.argv = ["coursewright.py", *filter(None, [command]), "--help"]
    with contextlib.redirect_stdout(io.StringIO()) as said:
        try:
            coursewright.main()
        except SystemExit as end:
            code = end.code
    told[command] = code, said.getvalue(), [*sys.modules]
print(json.dumps(told))
"""
HEAVY = ("torch", "numpy", "pptx", "lxml", "manim", "PIL", "jinja2", "markdown_it", "yaml", "matplotlib")


# ---- help and mistakes ------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def helps() -> dict[str, tuple[int, str, list[str]]]:
    """Of each command the exit code, what is said, and what is loaded by then, by one process that asks them all."""
    command, environment = [sys.executable, "-c", HELPS, "", *COMMANDS], {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_there_and_loads_nothing_heavy(helps, command):
    code, said, loaded = helps[command]
    assert code == 0
    assert said.startswith("Usage: coursewright.py")
    assert not {module.partition(".")[0] for module in loaded} & {*HEAVY, "build", "animations", "labs"}
    assert {module for module in loaded if module.partition(".")[0] == "engine"} == {
        "engine", "engine.command_line", "engine.refusal"
    }  # fmt: skip


def test_help_lists_every_command_in_a_line_that_is_not_cut():
    lines = [line for line in coursewright("--help", columns=80).stdout.partition("Commands:")[2].splitlines() if line]
    assert {line.split()[0] for line in lines} == set(COMMANDS)
    assert [line for line in lines if line.endswith("...")] == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["decks"], "No such command 'decks'. Did you mean 'deck'"),
        (["facts", "--her"], "No such option: --her"),
        (["why", "ch04"], "Missing argument"),
        (["why", "ch04", "eight"], "Invalid value for"),
        (["why", "ch4", "8"], "no spec 'ch4'; did you mean 'ch04_inference_and_attention_alternatives'?"),
        (["deck", "cho4"], "no spec 'cho4'; did you mean 'ch04_inference_and_attention_alternatives'?"),
        (["stills", "ch4"], "no spec 'ch4'; did you mean 'ch04_inference_and_attention_alternatives'?"),
        (["check", "inference"], "no spec 'inference'; there are: ch03_attention_mechanics, ch04_inference_and_att"),
        (["look", "ch4"], "no spec 'ch4'; did you mean 'ch04_inference_and_attention_alternatives'?"),
        (["bench", "x" * 5000], "no spec 'xxxx"),
        (["diff"], "Missing argument"),
        (["diff", "nowhere.pptx"], "there is no deck nowhere.pptx"),
        (["schema", "decks"], "unknown kind of file 'decks'; did you mean 'deck'? (there are: course, deck, guide,"),
        (["deck", "a.md", "b.md", "--out", "x.pptx"], "--out names one file, and there are 2 specs"),
        (["stills", "--size", "800x600"], "--size 800x600 is not 16 to 9, as slides are: 800x450 would be"),
        (["stills", "a/x.md", "b/x.md"], "a/x.md and b/x.md would both go to stills/x; draw them one by one"),
        (["estimate", "kvs", "llama-3-8b"], "unknown estimate 'kvs'; did you mean 'kv'?"),
        (["estimate", "kv", "lama-3-8b", "--seq-len", "8"], "did you mean 'llama-3-8b'?"),
        (["estimate", "kv", "llama-3-8b"], "estimate kv needs --seq-len"),
        (["estimate", "params", "llama-3-8b", "--gpu", "x"], "estimate params takes no --gpu; it takes: --dtype"),
        (["estimate", "params", "llama-3-8b", "--set", "heads"], "--set 'heads' is not field=value"),
        (["estimate", "params", "llama-3-8b", "--set", "n_head=8"], "did you mean 'n_heads'?"),
        (["estimate", "params", "llama-3-8b", "--set", "moe=3"], "--set moe is made of several numbers"),
        (["estimate", "kv", "llama-3-8b", "--seq-len", "9" * 400], "is more than 1,000,000,000,000"),
        (["estimate", "roofline", "llama-3-8b", "--seq-len", "8", "--overhead", "nan"], "is not a time in seconds"),
        (["estimate", "cost", "llama-3-8b", "--seq-len", "8"], "estimate cost needs --price"),
        (["estimate", "cost", "llama-3-8b", "--price", "2"], "needs --seq-len and --new-tokens, or a measured --rate"),
        (["bench", "--slides", "0"], "Invalid value for '--slides'"),
        (["bench", "--repeats", "0"], "Invalid value for '--repeats'"),
        (["bench", "nope.md"], "there is no spec nope.md"),
        (["deck", "no/such/folder/ch04"], "no/such/folder/ch04:1:1: cannot be read: No such file or directory [P001]"),
        (["deck", "a/same.md", "b/same.md"], "would both be same.pptx; build one with --out"),
        (["deck", "a.md", "--slides", "12-5"], "the slides '12-5' run backwards; write 5-12"),
        (["deck", "a.md", "--out", "x.txt"], "--out 'x.txt' is not the name of a .pptx file"),
        (["deck", "--theme", "forst"], "unknown theme 'forst'; did you mean 'forest'? (there are: "),
        (["animations", "--theme", "no/such.toml"], "there is no theme no/such.toml"),
    ],
)
def test_a_mistake_ends_with_two_and_says_what_was_likely_meant(arguments, told):
    done = coursewright(*arguments)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_check_in_an_unknown_theme_says_no_more_than_that():
    told = "unknown theme 'forst'; did you mean 'forest'? (there are: clear, forest)\n"
    assert coursewright("check", "--theme", "forst").stderr == told


@pytest.mark.parametrize("command", ["deck", "stills", "look", "check", "bench"])
def test_where_there_are_no_specs_one_is_asked_for(command, tmp_path):
    shutil.copy(ROOT / "coursewright.py", tmp_path)
    for room in ("build", "engine"):
        (tmp_path / room).symlink_to(ROOT / room)
    done = coursewright(command, root=tmp_path)
    assert (done.returncode, done.stderr) == (2, "there is no deck here; name one\n")


@pytest.fixture
def bare(tmp_path) -> Path:
    """The command line where PyTorch is not installed and this machine has measured nothing."""
    for file in ("coursewright.py", "Makefile"):
        shutil.copy(ROOT / file, tmp_path)
    (tmp_path / "torch.py").write_text("raise ModuleNotFoundError(name='torch')\n")
    (tmp_path / "engine").mkdir()
    modules = (
        "__init__", "atomic_write", "command_line", "did_you_mean", "fact", "home", "ledger", "quoted", "refusal",
        "sheet", "units",
    )  # fmt: skip
    for room in ("build", "deck_specs", "engine/checkpoint_files"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("course.toml", *(f"engine/{name}.py" for name in modules)):
        shutil.copy(ROOT / file, tmp_path / file)
    (tmp_path / "engine" / "facts").mkdir()
    return tmp_path


def test_a_package_that_is_not_installed_is_told_with_what_installs_it(bare):
    done = coursewright("generate", "Hi", root=bare)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", "torch is not installed\n  hint: make setup\n")


@pytest.mark.parametrize("command", [["deck"], ["stills"], ["animations"], ["figures"], ["why", "ch04", "1"], ["lab"]])
def test_where_nothing_was_measured_here_that_is_said_once(command, bare):
    done = coursewright(*command, "--here", root=bare)
    told = "this machine has measured nothing yet\n  hint: make facts FACTS=here\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)


# ---- a room's name elsewhere --------------------------------------------------------------------------
@pytest.fixture
def other_build(tmp_path) -> Path:
    """A folder with another package `build`, as PyPA's is installed."""
    folder = tmp_path / "installed"
    (folder / "build").mkdir(parents=True)
    (folder / "build" / "__init__.py").write_text("OTHER = True\n")
    return folder


@pytest.fixture
def beside(other_build, tmp_path):
    """Run Python where the other package comes before the checkout, as what is installed does."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(other_build), str(ROOT)])}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        order = [sys.executable, *arguments]
        return subprocess.run(order, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return run


INSTALLED = "from coursewright import main; main()"  # what the installed command does


def test_the_rooms_come_before_what_is_installed_under_their_names(beside):
    done = beside("-c", INSTALLED, "check", "--rules")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("P001  a file cannot be read")


def test_a_lab_that_is_run_as_a_script_finds_the_rooms_too(beside):
    done = beside(str(ROOT / "labs" / "ch04" / "05_mla" / "memory_estimator_mla.py"), "--json")
    assert (done.returncode, json.loads(done.stdout)["rows"][0]["verdict"]) == (0, "same")


@pytest.mark.parametrize(
    ("owner", "remedy"), [("", "take it off Python's path"), ("a-build", "uninstall it: pip uninstall a-build")]
)
def test_a_package_that_still_stands_in_a_rooms_place_is_told_in_one_line(beside, other_build, owner, remedy):
    if owner:
        metadata = other_build / "a_build-1.0.dist-info"
        metadata.mkdir()
        (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {owner}\nVersion: 1.0\n")
        (metadata / "top_level.txt").write_text("build\n")
    done = beside("-c", f"import build; {INSTALLED}", "check", "--rules")
    found = other_build / "build" / "__init__.py"
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{found} stands before this checkout's build; {remedy}\n"


# ---- estimate -----------------------------------------------------------------------------------------
def test_an_estimate_is_one_json_object_and_nothing_else():
    done = coursewright("estimate", "kv", "llama-3-8b", "--seq-len", "4096", "--dtype", "bf16", "--json")
    found = json.loads(done.stdout)
    # 2 (K and V) · 32 layers · 8 KV heads · 128 · 4,096 tokens · 2 bytes
    assert found["bytes"] == 2 * 32 * 8 * 128 * 4096 * 2
    assert (done.returncode, done.stderr) == (0, "")


def test_an_estimate_answers_what_if():
    changed = ["--set", "n_kv_heads=1", "--set", "layers=window", "--set", "window=1024"]
    done = coursewright("estimate", "kv", "llama-3-8b", "--seq-len", "4096", "--json", *changed)
    assert json.loads(done.stdout)["bytes"] == 2 * 32 * 1 * 128 * 1024 * 2


def test_an_estimate_for_people_says_the_units():
    done = coursewright("estimate", "kv", "llama-3-8b", "--seq-len", "4096")
    assert done.stdout.splitlines() == [
        "model    llama-3-8b",
        "dtype    bf16",
        "seq len  4,096",
        "batch    1",
        "policy   ideal",
        "memory   537 MB",
        "a token  131 kB",
    ]


LOAD = ("llama-3-8b", "--seq-len", "1000", "--new-tokens", "200")


@pytest.mark.parametrize(
    "arguments",
    [
        ["params", "mixtral-8x7b"],
        ["flops", "gpt2-124m", "--seq-len", "1024", "--causal"],
        ["roofline", "llama-3-8b", "--seq-len", "4096", "--gpu", "a100-80gb-sxm", "--overhead", "0.001"],
        ["capacity", "llama-3-8b", "--seq-len", "4096", "--gpu", "a100-80gb-sxm", "--reserve", "0.1", "--users", "4"],
        ["cost", *LOAD, "--price", "2", "--limit", "0.05"],
        ["cost", "llama-3-8b", "--rate", "400", "--price", "2", "--utilisation", "0.4"],
        ["offline", *LOAD, "--batch", "1,8", "--utilisation", "0.4", "--job-utilisation", "0.9"],
        ["choose", *LOAD, "--dtype", "int4", "--group", "64"],
    ],
)
def test_every_question_is_answered_for_people_and_for_programs(arguments):
    assert coursewright("estimate", *arguments).returncode == 0
    assert isinstance(json.loads(coursewright("estimate", *arguments, "--json").stdout), dict)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--lines",), "--lines is for a handout; name --handout 1, 3 or 6\n"),
        (("--notes", "--handout", "3"), "--notes are annotations on slides; a handout has them beside its slides\n"),
        (("--out", "deck.pptx"), "--out 'deck.pptx' is not the name of a .pdf file\n"),
    ],
)
def test_a_pdf_that_cannot_be_is_refused(arguments, complaint):
    done = coursewright("pdf", "ch04", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", complaint)
