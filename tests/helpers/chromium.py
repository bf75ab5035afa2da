"""Chromium as tests drive it: one browser for a file, which sees files and what the test itself serves.

pytestmark = chromium.needed

@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.started() as browser:
        yield browser

def test_…(browser: Browser, deck: Path) -> None:
    with chromium.opened(browser, deck.as_uri()) as page:
        page.keyboard.press("ArrowRight")
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest
from axe import axe_source
from needs import CHROMIUM

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DESKTOP, PHONE = (1440, 900), (390, 844)  # pixels
needed = pytest.mark.skipif(
    CHROMIUM is None or find_spec("playwright") is None,
    reason="Chromium and playwright (build/setup/system.sh browser; make test installs the other)",
)
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
_AXE = "rules => axe.run(document, {runOnly: rules}).then(found => found.violations.map(" + (
    "one => [one.id, ...one.nodes.map(node => node.html.slice(0, 160))]))"
)


@contextmanager
def started() -> Iterator[Browser]:
    """A browser, which takes some seconds to start."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, url: str, *, size: tuple[int, int] = DESKTOP, **how: Any) -> Iterator[Page]:
    """A page in a window of its own. Fails at its end where the page had an error or asked for anything of a network.

    `how` is playwright's: `reduced_motion="reduce"`, `has_touch=True`. What the page may ask for begins with its own
    origin, or is a file.
    """
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, **how)
    page, wrong = context.new_page(), list[str]()
    origin = "/".join(url.split("/")[:3])
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda told: wrong.append(told.text) if told.type in ("error", "warning") else None)
    page.on("request", lambda asked: None if _is_own(asked.url, origin) else wrong.append(asked.url))
    page.goto(url)
    yield page
    context.close()
    assert not wrong, "\n".join(wrong)


def _is_own(url: str, origin: str) -> bool:
    return url.startswith((f"{origin}/", "data:", "blob:", "about:"))


def violations(page: Page) -> list[list[str]]:
    """What axe-core finds on a page as it stands: the rule, then what breaks it."""
    page.evaluate(f"() => {{ {axe_source().read_text(encoding='utf-8')} }}")  # a page may forbid added scripts
    found: list[list[str]] = page.evaluate(_AXE, _RULES)
    return found
