"""axe-core in Chromium: what is not accessible on a page, at a width. The page opens from a file, with no network."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from needs import CHROMIUM

_RUN = """
axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}).then(found => {
  const told = document.createElement("pre");
  told.id = "axe";
  told.textContent = JSON.stringify({
    wide: document.documentElement.scrollWidth > innerWidth,
    small: [...document.querySelectorAll("body *")].filter(one => one.checkVisibility() && [...one.childNodes]
      .some(node => node.nodeType === 3 && node.textContent.trim())
      && parseFloat(getComputedStyle(one).fontSize) < 14).map(one => one.outerHTML.slice(0, 80)),
    violations: found.violations.map(one => [one.id, one.nodes.map(node => node.html.slice(0, 160))]),
  });
  document.body.append(told);
});
"""
_WAIT = """
const wait = setInterval(() => {
  const told = document.querySelector("iframe").contentDocument.getElementById("axe");
  if (told) { clearInterval(wait); document.body.append(told); }
}, 50);
"""


def axe_source() -> Path:
    """The script: that of the package, or of AXE, a newer one's file."""
    if os.environ.get("AXE"):
        return Path(os.environ["AXE"])
    spec = find_spec("axe_core_python")
    assert spec
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "axe.min.js"


def looked_at(page: Path, *, width: int, before: str = "") -> dict[str, Any]:
    """What axe-core finds on a page of that width after a script has run, and whether all can be read there."""
    words = page.read_text(encoding="utf-8")
    scripts = "".join(f"<script>{one}</script>" for one in (before, axe_source().read_text(encoding="utf-8"), _RUN))
    copy = page.with_name(f"axe-{width}-{page.name}")
    copy.write_text(words.replace("</body>", f"{scripts}</body>"), encoding="utf-8")
    if width >= 500:
        return _dumped(copy, width)
    frame = page.with_name(f"frame-{width}-{page.name}")  # Chromium's window is no narrower than 500
    style = f"width:{width}px;height:3000px;border:0"
    frame.write_text(f'<iframe src="{copy.name}" style="{style}"></iframe><script>{_WAIT}</script>', encoding="utf-8")
    return _dumped(frame, 600)


def _dumped(page: Path, width: int) -> dict[str, Any]:
    assert CHROMIUM
    offline, profile = "--host-rules=MAP * ~NOTFOUND", f"--user-data-dir={page.parent / 'profile'}"
    options = [
        "--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", offline, profile,
        f"--window-size={width},3000", "--virtual-time-budget=20000", "--dump-dom",
    ]  # fmt: skip
    ran = subprocess.run([CHROMIUM, *options, page.as_uri()], capture_output=True, text=True, timeout=120, check=True)
    found = re.search(r'<pre id="axe">(.*?)</pre>', ran.stdout, re.DOTALL)
    assert found, ran.stderr[-2000:]
    told: dict[str, Any] = json.loads(html.unescape(found[1]))
    return told
