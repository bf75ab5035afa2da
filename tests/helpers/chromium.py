"""Chromium as tests drive it: one browser for all files of a process, which sees files and what a test itself serves.

pytestmark = chromium.needed

def test_…(browser: Browser, deck: Path) -> None:
    with chromium.opened(browser, deck.as_uri()) as page:
        page.keyboard.press("ArrowRight")
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from needs import CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DESKTOP, PHONE = (1440, 900), (390, 844)  # pixels
PATIENCE = 120_000  # milliseconds: only what never comes fails
needed = pytest.mark.skipif(
    CHROMIUM is None or find_spec("playwright") is None or find_spec("axe_core_python") is None,
    reason="Chromium, playwright and axe-core (build/setup/system.sh browser; make test installs the others)",
)
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
_AXE = """rules => axe.run(document, {runOnly: rules, resultTypes: ["violations"]}).then(found => found.violations.map(
    one => [one.id, ...one.nodes.map(node => node.html.slice(0, 160))]))"""
_READ = """() => ({
    wide: document.documentElement.scrollWidth > innerWidth,
    small: [...document.querySelectorAll("body *")].filter(one => one.checkVisibility() && [...one.childNodes]
        .some(node => node.nodeType === 3 && node.textContent.trim())
        && parseFloat(getComputedStyle(one).fontSize) < 14).map(one => one.outerHTML.slice(0, 80)),
})"""
_FORGET = """() => {
    localStorage.clear();
    sessionStorage.clear();
    Storage.prototype.setItem = () => {};  // nor what the page keeps as it goes
}"""
_left: dict[Browser, Page] = {}  # a window that nobody uses now: a page opens there in half the time


@dataclass(frozen=True)
class Started:
    """A browser, with the event loop by which playwright talks to it."""

    browser: Browser
    loop: asyncio.AbstractEventLoop

    @contextmanager
    def at_hand(self) -> Iterator[Browser]:
        """The browser. Its loop counts as running in this thread only meanwhile: it is in the way of all others."""
        asyncio._set_running_loop(self.loop)
        try:
            yield self.browser
        finally:
            asyncio._set_running_loop(None)


@contextmanager
def started() -> Iterator[Started]:
    """A browser to have at hand."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        one = Started(
            playwright.chromium.launch(
                executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"], timeout=PATIENCE
            ),
            asyncio.get_running_loop(),
        )
        asyncio._set_running_loop(None)
        yield one
        asyncio._set_running_loop(one.loop)
        _left.pop(one.browser, None)
        one.browser.close()


@contextmanager
def opened(
    browser: Browser, url: str, *, size: tuple[int, int] = DESKTOP, alone: bool = False, **how: Any
) -> Iterator[Page]:
    """A page that knows of no other. Fails at its end where it had an error or asked for anything of a network.

    `how` is playwright's: `reduced_motion="reduce"`, `has_touch=True`. What the page may ask for begins with its own
    origin, or is a file. `alone`: in a window that no other test uses, for what is not undone, as a clock.
    """
    alone = alone or bool(how)
    page = (None if alone else _left.pop(browser, None)) or browser.new_context(**how).new_page()
    page.context.set_default_timeout(PATIENCE)
    wrong, origin = list[str](), "/".join(url.split("/")[:3])
    heard: dict[Any, Callable[[Any], None]] = {
        "pageerror": lambda error: wrong.append(str(error)),
        "console": lambda told: wrong.append(told.text) if told.type in ("error", "warning") else None,
        "request": lambda asked: None if _is_own(asked.url, origin) else wrong.append(asked.url),
    }
    for event, hear in heard.items():
        page.on(event, hear)
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(url)
    yield page
    if alone or browser in _left or page.is_closed():
        page.context.close()
    else:
        for other in page.context.pages[1:]:
            other.close()
        page.evaluate(_FORGET)
        page.emulate_media(media="null", reduced_motion="null", color_scheme="null")
        for event, hear in heard.items():
            page.remove_listener(event, hear)
        page.goto("about:blank")
        _left[browser] = page
    assert not wrong, "\n".join(wrong)


def _is_own(url: str, origin: str) -> bool:
    return url.startswith((f"{origin}/", "data:", "blob:", "about:"))


def violations(page: Page) -> list[list[str]]:
    """What axe-core finds on a page as it stands: the rule, then what breaks it."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(f"() => {{ {_axe_source().read_text(encoding='utf-8')} }}")  # a page may forbid added scripts
    found: list[list[str]] = page.evaluate(_AXE, _RULES)
    return found


def unreadable(page: Page, *widths: int) -> list[Any]:
    """What not everybody can read on a page that is so many pixels wide: what axe-core finds, and words that are wider
    than the page or smaller than 14 pixels. Each beside its width.
    """
    found = list[Any]()
    for width in widths:
        page.set_viewport_size({"width": width, "height": DESKTOP[1]})
        read: dict[str, Any] = page.evaluate(_READ) | {"violations": violations(page)}
        found += [(width, what, those) for what, those in read.items() if those]
    return found


def _axe_source() -> Path:
    """The script: that of the package, or of AXE, a newer one's file."""
    if os.environ.get("AXE"):
        return Path(os.environ["AXE"])
    spec = find_spec("axe_core_python")
    assert spec
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "axe.min.js"
