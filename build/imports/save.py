"""An imported deck as a folder: whole or not at all, and in place of nothing unless that is asked for."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePosixPath

from build.findings.file_messages import display_path
from build.imports.imported import Imported
from build.imports.write_spec import write_spec
from engine.atomic_write import replacing, scratch

_BESIDE = ".coursewright-import-"  # where a folder is made before it has its name
_LONGEST = 60  # characters of a name


def folder_for(file: Path, out: Path | None) -> Path:
    """Where an import goes: the folder that was asked for, else one here that is called like the file."""
    return out or Path(name_of(file))


def name_of(file: Path) -> str:
    """A file's name without its ending, as a spec and its folder can be called."""
    stem = re.sub(r"(\.(slides?|deck|marp|reveal))?\.\w+$", "", file.name, flags=re.I) or file.stem
    return re.sub(r"[^\w .-]+", "-", stem).strip(" .-")[:_LONGEST].rstrip(" .-") or "deck"


def save(imported: Imported, folder: Path, name: str, *, force: bool = False) -> Path:
    """Writes `NAME.md` and the files beside it into a folder; returns the spec's path.

    Raises ValueError where the folder holds something, unless `force` is given: then what is called the same is
    replaced, and the rest stays. Raises OSError.
    """
    files = {f"{name}.md": write_spec(imported).encode(), **imported.files}
    for path in files:
        if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
            raise ValueError(f"{path!r} is outside the folder of the spec")
    taken = os.path.lexists(folder) and not (folder.is_dir() and not any(folder.iterdir()))
    if taken and not (force and folder.is_dir()):
        raise ValueError(
            f"{display_path(folder)} is there already, and is left as it is; name another folder with --out, "
            "or take --force to replace what is called the same in it"
        )
    if taken:
        for path in reversed(files):  # the spec last: what it names is there by then
            with replacing(folder / path) as file:
                file.write_bytes(files[path])
        return folder / f"{name}.md"
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        with scratch(folder.parent, prefix=_BESIDE) as beside:
            made = beside / folder.name
            made.mkdir()
            for path, data in files.items():
                (made / path).parent.mkdir(parents=True, exist_ok=True)
                (made / path).write_bytes(data)
            os.rename(made, folder)
    except OSError as error:
        if _BESIDE in str(error.filename):
            error.filename = str(folder)  # nobody has asked for the other
        raise
    return folder / f"{name}.md"
