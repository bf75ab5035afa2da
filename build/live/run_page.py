"""What running labs adds to a live deck: its routes, and on the page a button, the panel and the class's strip."""

from __future__ import annotations

from pathlib import Path

from starlette.routing import Route

from build.live.class_routes import class_routes
from build.live.deck_state import Live
from build.live.estimate_routes import estimate_routes
from build.live.page import Part
from build.live.run import Runs, routes_of
from build.render.html.page import html

HERE = Path(__file__).parent
TOLD = (  # to the scripts of the panel and of the strip
    "one_of_two", "between", "run_lab", "run_again", "estimate", "agrees_within", "nothing_to_guess", "locked",
    "before_run", "limits", "other_than_deck", "as_deck", "stops_at", "a_path", "is_running", "back_to_deck",
    "show_here", "not_deck_settings", "needs_whole_run", "when_done", "among_them", "same_anywhere", "guess_was",
    "ready", "loading", "all_agree", "not_all_agree", "cancelled", "too_long", "too_much", "stopped", "stage_at",
    "begins", "run_done", "agrees", "same", "slower_here", "faster_here", "more_here", "less_here", "differs",
    "at_the_end", "not_run", "other_settings", "numbers_to_come", "no_answer", "not_added", "here_since", "running",
    "key_run", "counted_machines", "one_machine", "no_machine", "file_too_large", "counted_results", "no_results",
    "line_deck", "line_here", "line_guess", "cache_along", "by_sets", "up_to",
)  # fmt: skip


def run_routes(live: Live, *, loaded: tuple[str, ...] = ()) -> list[Route]:
    """All that a page may ask for. `loaded` takes the place of PyTorch in the process that runs labs."""
    runs = Runs(live, loaded=loaded)
    return [*routes_of(runs), *class_routes(runs), *estimate_routes(live)]


def run_part(live: Live) -> Part:
    """In the deck's words, else the same for every deck: which slides have a lab, their sections say."""
    theme = live.theme
    button, panel, strip = (
        html(name, theme, folder=HERE, said=live.said, tools=live.tools)
        for name in ("run_button.html", "run.html", "class.html")
    )
    style, *scripts = (
        (HERE / name).read_text(encoding="utf-8")
        for name in ("run.css", "here.js", "class.js", "estimate.js", "run.js")
    )
    return Part(bar=button, panel=panel, strip=strip, style=style, script="\n".join(scripts), told=TOLD)
