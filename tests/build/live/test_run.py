"""Labs run from a slide: what may be asked, what is told, and that one runs at a time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from needs import PROC
from run_course import LOADED, write_course
from starlette.applications import Starlette
from starlette.testclient import TestClient
from waiting import until

from build.files.course import course_of
from build.files.wanted import Wanted
from build.live.deck_state import Live
from build.live.page import slide_html
from build.live.rebuild import Rebuild
from build.live.run import Run, Runs, routes_of
from build.live.run_request import RefusedError, read_request
from build.parse.source import read_source

LOOP = asyncio.Runner()
JSON = {"content-type": "application/json"}


class Heard(Live):
    """A deck that keeps what its browsers are told."""

    def __init__(self, spec: Path) -> None:
        super().__init__(spec, Wanted(course=course_of(spec)), token="t", port=0)
        self.events: list[tuple[str, Any]] = []
        Rebuild(self, slide_html).again(read_source(spec))

    def broadcast(self, event: str, data: Any) -> None:
        if event == "run":
            self.events += data.items()

    def all(self, what: str) -> list[Any]:
        return [data for name, data in self.events if name == what]


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Heard:
    live = Heard(write_course(tmp_path_factory.mktemp("course") / "leaves"))
    assert live.shown.findings == ()
    return live


@pytest.fixture(scope="module")
def runs(live: Heard) -> Iterator[Runs]:
    """One process for all runs."""
    runs = Runs(live, loaded=LOADED)
    yield runs
    LOOP.run(runs.worker.close())
    LOOP.close()


def followed(runs: Runs, work: Awaitable[object]) -> Heard:
    """What is told while something is asked, up to the end of what runs."""
    live = runs.live
    assert isinstance(live, Heard)
    live.events.clear()

    async def ask() -> None:
        await work
        while runs.now is not None or runs.is_showing:
            await asyncio.sleep(0.01)

    LOOP.run(ask())
    return live


async def begin(runs: Runs, lab: str, **more: Any) -> Run:
    return await runs.begin(read_request(json.dumps({"anchor": lab, **more}).encode(), runs.live.shown.deck))


def test_a_run_tells_its_lines_its_numbers_with_their_verdicts_and_its_slide_with_them(runs: Runs) -> None:
    heard = followed(runs, begin(runs, "LEAF-LAB-01", guess=["3"]))
    assert next(name for name, _ in heard.events if name != "warm") == "whole"
    lines = [line for lines in heard.all("lines") for line in lines]
    assert lines[:3] == ["LEAF-LAB-01: count the leaves", "[1/1] count.py", "counting for 7 days"]
    told = {
        row["fact"]: (row["says"], row["deck"], row["here"], row["word"]) for row in heard.all("row") if row["fact"]
    }
    assert told == {
        "fern.leaves": ("Leaves a day", "2.0×", "2.1×", "agrees"),
        "fern.roots": ("Roots", "3.0", "3", "same"),
        "fern.light": ("Light", "50%", "20%", "less here"),
    }
    assert heard.all("claim") == [{"says": "It has more leaves than yesterday.", "word": "agrees", "but": ""}]
    (guess,) = heard.all("guesses")[0]
    assert guess == {"question": "How many leaves a day?", "you": "3", "deck": "2.0×", "judged": "close"}
    (ended,) = heard.all("ended")
    assert (ended["how"], ended["lab"]) == ("done", "LEAF-LAB-01")
    shown = heard.all("slide")[-1]
    assert (shown["number"], sorted(shown["facts"])) == (2, ["fern.leaves", "fern.light", "fern.roots"])
    assert '<tspan data-fact="fern.leaves">2.1×</tspan>' in shown["html"]
    assert '<tspan data-fact="fern.light">20%</tspan>' in shown["html"]


def test_a_page_that_comes_later_is_told_of_the_run_as_a_whole(runs: Runs) -> None:
    followed(runs, begin(runs, "LEAF-LAB-01", parameters={"days": 3}))
    ((name, data),) = LOOP.run(_greeting(runs))
    assert name == "run"
    (run,) = (run for run in data["runs"] if run["lab"] == "LEAF-LAB-01")
    assert (run["lab"], run["slides"], run["parameters"], run["as_the_deck"]) == (
        "LEAF-LAB-01",
        [2],
        {"days": 3},
        False,
    )
    assert run["ended"]["how"] == "done"
    assert "counting for 3 days" in run["lines"]
    assert run["facts"] == []  # at other settings nothing stands beside the deck's
    assert run["shown"] == {}


def test_a_second_run_is_refused_while_one_goes_on_and_one_that_is_cancelled_ends(runs: Runs) -> None:
    async def twice() -> None:
        first = await begin(runs, "LEAF-LAB-03")
        with pytest.raises(RefusedError) as refused:
            await begin(runs, "LEAF-LAB-01")
        assert str(refused.value) == (
            "LEAF-LAB-03 is running; two at once would slow each other. Wait for it, or cancel it."
        )
        with pytest.raises(RefusedError, match="no such run goes on"):
            await runs.cancel("another")
        await runs.cancel(first.id)

    heard = followed(runs, twice())
    assert [ended["how"] for ended in heard.all("ended")] == ["cancelled"]


def test_a_lab_that_fails_and_one_that_hangs_end_in_a_sentence(runs: Runs) -> None:
    async def both() -> None:
        await begin(runs, "LEAF-LAB-02")
        while runs.now is not None:
            await asyncio.sleep(0.01)
        await begin(runs, "LEAF-LAB-04")

    heard = followed(runs, both())
    failed, hung = heard.all("ended")
    assert failed["says"] == ("LEAF-LAB-02 stopped before its end; its last lines say why. Mend that and run again.")
    assert "RuntimeError: no such leaf" in [line for lines in heard.all("lines") for line in lines]
    assert hung["says"] == (
        "LEAF-LAB-04 was stopped after 1 s, its limit. Choose less to do, or run it in a terminal, where it has none: "
        "coursewright lab LEAF-LAB-04"
    )


def test_the_worker_that_is_gone_is_told_and_the_next_run_has_a_new_one(runs: Runs) -> None:
    async def killed() -> None:
        await begin(runs, "LEAF-LAB-03")
        await runs.worker.close()
        while runs.now is not None:
            await asyncio.sleep(0.01)
        await begin(runs, "LEAF-LAB-01")

    heard = followed(runs, killed())
    lost, done = heard.all("ended")
    assert lost["says"] == "The process that runs labs ended with exit code 0. Run again: a new one starts."
    assert done["how"] == "done"


@pytest.mark.skipif(not Path("/proc").exists(), reason=PROC)
def test_a_worker_that_is_killed_takes_all_that_its_run_has_started_with_it(runs: Runs, live: Heard) -> None:
    text = "import subprocess\nprint('left', subprocess.Popen(['sleep', '600']).pid, flush=True)\n"
    hangs = live.spec.parent / "labs" / "hangs.py"
    before = hangs.read_text(encoding="utf-8")
    hangs.write_text(text + before, encoding="utf-8")

    async def killed() -> None:
        await begin(runs, "LEAF-LAB-03")
        while not any(line.startswith("left") for lines in live.all("lines") for line in lines):
            await asyncio.sleep(0.01)
        assert runs.worker._process is not None
        runs.worker._process.kill()

    heard = followed(runs, killed())
    hangs.write_text(before, encoding="utf-8")
    assert [ended["how"] for ended in heard.all("ended")] == ["failed"]
    (left,) = (int(line.split()[1]) for lines in heard.all("lines") for line in lines if line.startswith("left"))
    until(lambda: _is_over(left))


def _is_over(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"  # nobody waited for it
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_numbers_of_here_are_not_shown_on_a_slide_that_was_changed_since(runs: Runs, live: Heard) -> None:
    followed(runs, begin(runs, "LEAF-LAB-01"))
    assert list(LOOP.run(_shown(runs))) == [2]
    shown = live.shown
    live.shown = replace(shown, slides=tuple(replace(slide, html=slide.html + " ") for slide in shown.slides))
    assert list(LOOP.run(_shown(runs))) == []
    live.shown = shown


async def _shown(runs: Runs) -> dict[int, str]:
    ((_, data),) = runs.greeting()
    return next(run["shown"] for run in data["runs"] if run["lab"] == "LEAF-LAB-01")  # type: ignore[no-any-return]


async def _greeting(runs: Runs) -> list[tuple[str, Any]]:
    return [*runs.greeting()]


ATTACKS = [
    (b"", 400, "this is no JSON"),
    (b"[" * 60_000, 400, "this is no JSON"),
    (b'{"anchor": ' + b"9" * 5000 + b"}", 400, "this is no JSON"),
    (b"[]", 400, "this is no object of JSON"),
    (b'{"anchor": "LEAF-LAB-09", "anchor": "LEAF-LAB-01"}', 400, "a name is there twice"),
    (b'{"anchor": "LEAF-LAB-09"}', 404, "no slide of this deck has an anchor with this id"),
    (b'{"anchor": "../../etc/passwd"}', 404, "no slide of this deck has an anchor with this id"),
    (b'{"anchor": ["LEAF-LAB-01"]}', 404, "no slide of this deck has an anchor with this id"),
    (
        b'{"anchor": "LEAF-LAB-01", "assets": ["x.py"]}',
        422,
        "a run has no 'assets'; it has anchor, parameters and guess",
    ),
    (b'{"anchor": "LEAF-LAB-01", "limits": {}}', 422, "a run has no 'limits'; it has anchor, parameters and guess"),
    (b'{"anchor": "LEAF-LAB-01", "parameters": []}', 422, "parameters are an object with at most 16 of them"),
    (
        b'{"anchor": "LEAF-LAB-01", "parameters": {"days": 1e3}}',
        422,
        "the parameter 'days' is neither a whole number nor a short word",
    ),
    (
        b'{"anchor": "LEAF-LAB-01", "parameters": {"days": true}}',
        422,
        "the parameter 'days' is neither a whole number nor a short word",
    ),
    (
        b'{"anchor": "LEAF-LAB-01", "parameters": {"days": 1' + b"0" * 4000 + b"}}",
        422,
        "the parameter 'days' is neither a whole number nor a short word",
    ),
    (
        b'{"anchor": "LEAF-LAB-01", "parameters": {"days": "' + b"x" * 9000 + b'"}}',
        422,
        "the parameter 'days' is neither a whole number nor a short word",
    ),
    (b'{"anchor": "LEAF-LAB-01", "guess": "3"}', 422, "guess is a list of at most 8 answers"),
    (b'{"anchor": "LEAF-LAB-01", "guess": ["3\\n4"]}', 422, "an answer is a line of at most 40 letters"),
]


@pytest.fixture(scope="module")
def client(live: Heard) -> TestClient:
    return TestClient(Starlette(routes=routes_of(Runs(live, loaded=LOADED))))


@pytest.mark.parametrize(("body", "status", "says"), ATTACKS)
def test_what_is_no_run_of_a_slides_lab_is_refused_and_nothing_is_started(
    client: TestClient, body: bytes, status: int, says: str
) -> None:
    answer = client.post("/run", content=body, headers=JSON)
    assert (answer.status_code, answer.json()) == (status, {"refused": says})


def test_a_form_of_another_page_is_no_run(client: TestClient) -> None:
    answer = client.post("/run", content=b'{"anchor": "LEAF-LAB-01"}', headers={"content-type": "text/plain"})
    assert (answer.status_code, answer.json()) == (415, {"refused": "a run is asked for in JSON"})


@pytest.mark.parametrize("path", ["/lab/..%2F..%2Fetc%2Fpasswd", "/lab/LEAF-LAB-09", "/run/none"])
def test_a_path_that_names_no_lab_or_run_of_the_deck_is_not_found(client: TestClient, path: str) -> None:
    answer = client.delete(path) if path.startswith("/run") else client.get(path)
    assert answer.status_code == 404


def test_a_parameter_beyond_its_limits_is_refused_by_the_lab_itself(runs: Runs) -> None:
    async def asked() -> None:
        for days, says in ((31, "31"), ("--out", "'--out'")):
            with pytest.raises(RefusedError) as refused:
                await begin(runs, "LEAF-LAB-01", parameters={"days": days})
            assert str(refused.value) == f"days is a whole number from 1 to 30, not {says}"

    heard = followed(runs, asked())
    assert [name for name, _ in heard.events if name != "warm"] == []


def test_an_anchor_whose_file_is_outside_the_labs_is_not_run(tmp_path: Path) -> None:
    spec = write_course(tmp_path / "leaves")
    (tmp_path / "leaves" / "evil.py").write_text("print('run')\n", encoding="utf-8")
    spec.write_text(spec.read_text(encoding="utf-8").replace("Asset: fails.py", "Asset: ../evil.py"), encoding="utf-8")
    live = Heard(spec)
    outside = Runs(live, loaded=LOADED)
    heard = followed(outside, begin(outside, "LEAF-LAB-02"))
    LOOP.run(outside.worker.close())
    assert heard.all("ended")[0]["how"] == "failed"
    assert "run" not in [line for lines in heard.all("lines") for line in lines]
