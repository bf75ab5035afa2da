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


def run_routes(live: Live, *, loaded: tuple[str, ...] = ()) -> list[Route]:
    """All that a page may ask for. `loaded` takes the place of PyTorch in the process that runs labs."""
    runs = Runs(live, loaded=loaded)
    return [*routes_of(runs), *class_routes(runs), *estimate_routes(live)]


def run_part(live: Live) -> Part:
    """The same for every deck: which slides have a lab, their sections say."""
    theme = live.theme
    button, panel, strip = (html(name, theme, folder=HERE) for name in ("run_button.html", "run.html", "class.html"))
    style, *scripts = (
        (HERE / name).read_text(encoding="utf-8")
        for name in ("run.css", "here.js", "class.js", "estimate.js", "run.js")
    )
    return Part(bar=button, panel=panel, strip=strip, style=style, script="\n".join(scripts))
