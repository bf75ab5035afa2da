"""Runs a whole lab: its objective, its prerequisites, each asset as a process, then one joined table.

The anchors in the specs are the catalogue; there is no second list of labs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

from build.files.places import THEME
from build.parse.deck import parse
from build.parse.source import read_source, specs_in
from build.spec.deck import Anchor
from engine.did_you_mean import nearest
from engine.quoted import quoted
from labs.report import FACTS_VARIABLE, OUTPUT_VARIABLE, THEME_VARIABLE, Report, as_text, joined, read_json

ROOT = Path(__file__).resolve().parent.parent
LABS = ROOT / "labs"


def catalogue() -> dict[str, Anchor]:
    """Every lab that a deck names, by id."""
    anchors: dict[str, Anchor] = {}
    for spec in specs_in(ROOT / "deck_specs"):
        source, _ = read_source(spec)
        deck, _ = parse(source)
        anchors |= {slide.anchor.id: slide.anchor for slide in deck.slides if slide.anchor}
    return anchors


def order(lab_id: str, labs: Mapping[str, Anchor]) -> list[str]:
    """The lab after all that it builds on. Labs of other courses are left out.

    Raises ValueError for an unknown lab (with the nearest name) and for a circle.
    """
    if lab_id not in labs:
        hint = nearest(lab_id, labs)
        raise ValueError(
            f"no lab {quoted(lab_id)}"
            + (f"; did you mean {quoted(hint)}?" if hint else f"; there are: {', '.join(labs)}")
        )
    done: list[str] = []

    def visit(lab: str, path: tuple[str, ...]) -> None:
        if lab in path:
            raise ValueError(f"prerequisites run in a circle: {' → '.join([*path, lab])}")
        if lab in done or lab not in labs:
            return
        for before in labs[lab].prerequisites:
            visit(before, (*path, lab))
        done.append(lab)

    visit(lab_id, ())
    return done


def list_labs() -> int:
    """Print each lab with its objective."""
    for lab_id, anchor in catalogue().items():
        print(f"{lab_id:<18} {anchor.objective.plain}")
    return 0


def run_lab(
    lab_id: str, *, with_prerequisites: bool = False, as_json: bool = False, here: bool = False, theme: Path = THEME
) -> int:
    """Run a lab, its plots in a theme, beside the deck's facts or (`here`) those of a deck made on this machine.

    Exit code 0 where all agrees, 1 where a verdict differs or an asset fails, 2 for an unknown lab."""
    labs = catalogue()
    try:
        steps = order(lab_id, labs)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    environment = {**os.environ, THEME_VARIABLE: str(theme), FACTS_VARIABLE: "here" if here else ""}
    wanted = steps if with_prerequisites else [lab_id]
    return max(_run_lab(labs[step], environment, as_json=as_json) for step in wanted)


def _run_lab(anchor: Anchor, environment: Mapping[str, str], *, as_json: bool) -> int:
    """Run the assets of one lab and print their joined table."""
    say = sys.stderr if as_json else sys.stdout
    print(f"{anchor.id}: {anchor.objective.plain}", file=say)
    if anchor.prerequisites:
        print(f"Builds on: {', '.join(anchor.prerequisites)}", file=say)
    folder = ROOT / "dist" / "labs" / anchor.id
    folder.mkdir(parents=True, exist_ok=True)
    for run in folder.glob(".*.run.json"):  # each lab runs its facts anew, once
        run.unlink()
    reports: dict[str, Report] = {}
    failed = False
    for number, asset in enumerate(anchor.assets, start=1):
        print(f"[{number}/{len(anchor.assets)}] {asset}", file=say, flush=True)
        start = time.monotonic()
        code = run_asset(LABS / asset, folder, environment)
        result = folder / f"{Path(asset).stem}.json"
        failed |= code != 0
        if code not in (0, 1) or not result.exists():
            print(f"      stopped with exit code {code}", file=say)
            continue
        reports[asset] = read_json(result)
        print(f"      done in {time.monotonic() - start:.0f} s", file=say)
    whole = joined(anchor.objective.plain, reports.values())
    if as_json:
        print(json.dumps({"lab": anchor.id, **asdict(whole)}, ensure_ascii=False))
    else:
        table = f"\n{as_text(replace(whole, title=''))}\n\n" if whole.rows else ""  # its title stands above
        print(f"{table}Files: {folder.relative_to(ROOT)}")
    return 1 if failed else 0


def run_asset(path: Path, folder: Path, environment: Mapping[str, str] = os.environ) -> int:
    """Run one script or notebook as a process that writes its report into `folder`."""
    (folder / f"{path.stem}.json").unlink(missing_ok=True)
    if not path.resolve().is_relative_to(LABS):
        print(f"{path} is outside labs/ and is not run", file=sys.stderr)
        return 2
    if not path.is_file():
        print(f"{path} is not there", file=sys.stderr)
        return 2
    command = [sys.executable, "-m", "labs.start", str(path)]
    if path.suffix == ".ipynb":
        command = [sys.executable, "-m", "labs.notebook", str(path), str(folder)]
    environment = {**environment, OUTPUT_VARIABLE: str(folder)}
    return subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode
