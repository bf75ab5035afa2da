"""`coursewright serve` and `load`, as somebody types them: what is missing or wrong is one sentence, and exit 2."""

import shutil
import socket
from pathlib import Path

import pytest
from command_line import ROOT, coursewright


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["serve", "--model", "smollm2"],
            "unknown pretrained model 'smollm2'; did you mean 'smollm2-135m'? (there are: smollm2-135m)\n",
        ),
        (["load", "--limit", "itl=1"], "'itl' is no limit of a call; ttft, tpot and e2el are, as in ttft=0.5\n"),
        (["load", "--rate", "0"], "rate=0.0 is not above 0\n"),
        (["load", "--clients", "0"], "0 clients ask nothing; 1 or more are needed\n"),
        (["load", "--file", "none.jsonl"], "none.jsonl: No such file or directory\n"),
    ],
)
def test_what_is_wrong_is_one_sentence_before_anything_is_done(arguments, told, tmp_path):
    done = coursewright(*arguments, folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)


def test_where_nobody_answers_that_is_said(tmp_path):
    done = coursewright("load", "--base-url", "http://127.0.0.1:9/v1", "--n", "3", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("http://127.0.0.1:9/v1/completions: ConnectError")


def test_a_port_that_is_taken_is_told(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = coursewright("serve", "--port", str(port), folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Address already in use" in done.stderr


@pytest.mark.parametrize(("command", "module"), [("serve", "uvicorn"), ("load", "httpx2")])
def test_what_is_not_installed_is_told_with_what_installs_it(command, module, tmp_path):
    for name in ("coursewright.py", "Makefile", "course.toml"):
        shutil.copy(ROOT / name, tmp_path)
    for room in ("build", "engine"):
        (tmp_path / room).symlink_to(ROOT / room)
    Path(tmp_path / f"{module}.py").write_text(f"raise ModuleNotFoundError(name={module!r})\n")
    done = coursewright(command, root=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{module} is not installed\n  hint: make setup\n")
