"""A deck of another program as a spec: what was written, and what was left out, with its place."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from shlex import quote

from build.commands.failure import FAILURES, failed
from build.findings.diagnostic import counted
from build.findings.file_messages import display_path
from build.imports.files_beside import PICTURES
from build.imports.imported import Imported, Left
from build.imports.read import read_deck
from build.imports.save import folder_for, name_of, save

_SHOWN = 6  # things of the look that are named


def import_deck(file: Path, out: Path | None, *, check: bool, force: bool, as_json: bool) -> int:
    """Import a file, or with `check` say what would be lost. The exit code.

    0 where all of it is written, with `check` where nothing would be lost; 1 with `check` where something would; 2
    where the file cannot be read or the folder not be written.
    """
    try:
        imported = read_deck(file)
        spec = None if check else save(imported, folder_for(file, out), name_of(file), force=force)
    except FAILURES as error:
        return failed(error)
    lost = [left for left in imported.left if not left.look]
    if as_json:
        print(json.dumps(_as_data(imported, spec), ensure_ascii=False, indent=1))
    else:
        print(_told(imported, spec, file, lost))
    return 1 if check and lost else 0


def _told(imported: Imported, spec: Path | None, file: Path, lost: list[Left]) -> str:
    what = [counted(len(imported.slides), "slide")] if imported.slides else ["its spec"]
    what += [counted(pictures, "picture")] if (pictures := _pictures(imported)) else []
    others = len(imported.files) - pictures
    what += [counted(others, "other file")] if others else []
    lines = [f"{display_path(spec or file)}: {', '.join(what)}, {'from' if spec else 'of'} {imported.program}"]
    verb = "was" if spec else "would be"
    if lost:
        lines += [f"  {counted(len(lost), 'thing')} {'were' if spec and len(lost) > 1 else verb} left out:"]
        lines += [f"    {left}" for left in lost]
    else:
        lines += [f"  nothing {verb} left out"]
    look = list(dict.fromkeys(left.what for left in imported.left if left.look))
    if look:
        more = f" and {len(look) - _SHOWN} more" if len(look) > _SHOWN else ""
        lines += [f"  the theme decides, and these say nothing: {', '.join(look[:_SHOWN])}{more}"]
    if spec:
        lines += [f"  next: coursewright check {quote(display_path(spec))}"]
    return "\n".join(lines)


def _pictures(imported: Imported) -> int:
    return sum(path.startswith(f"{PICTURES}/") for path in imported.files)


def _as_data(imported: Imported, spec: Path | None) -> dict[str, object]:
    return {
        "program": imported.program,
        "spec": str(spec) if spec else None,
        "slides": len(imported.slides),
        "files": list(imported.files),
        "left": [asdict(left) for left in imported.left],
    }
