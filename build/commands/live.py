"""`coursewright live`: a deck in the browser, which follows each save of what it is made from."""

from __future__ import annotations

import gc
import os
import secrets
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from build.commands.check_facts import check_facts
from build.findings.diagnostic import counted, has_errors
from build.findings.file_messages import display_path

if TYPE_CHECKING:
    from build.files.course import Course
    from build.files.wanted import Wanted
    from build.findings.diagnostic import Diagnostic

PORT, OTHERS = 4700, 20  # where it listens first, and how many more ports are tried where none was asked for

SWITCH = 0.001  # seconds after which a thread that builds lets the one go on that answers


def live(spec: Path, wanted: Wanted, *, port: int | None = None, show: bool = False) -> int:
    """Serve a deck to browsers of this machine until Ctrl+C. The exit code: 2 where no port is free."""
    from build.live.deck_state import Live
    from build.live.guard import listener
    from build.live.page import slide_html
    from build.live.serve import serve
    from build.live.show import shown
    from build.live.watch import Watch

    try:
        socket = listener(port) if port is not None else listener(PORT, others=OTHERS)
    except OSError as error:
        place = f"port {port}" if port is not None else f"ports {PORT} to {PORT + OTHERS}"
        print(
            f"{place} on 127.0.0.1: {os.strerror(error.errno or 0)}\n  hint: --port 0 takes any that is free",
            file=sys.stderr,
        )
        return 2
    with socket:
        state = Live(spec, wanted, token=secrets.token_urlsafe(24), port=socket.getsockname()[1])
        watch = Watch(state, slide_html, _stale)
        watch.start()
        gc.freeze()  # what is there now stays, and need not be looked through between two saves
        sys.setswitchinterval(SWITCH)
        said = f"{display_path(spec)}: {counted(len(state.shown.slides), 'slide')}"
        wrong = has_errors(state.shown.findings) or state.shown.failure
        print(f"{said}{', with errors' if wrong else ''}\n  {state.address}\n  Ctrl+C ends it", flush=True)
        try:
            with shown(state.address, wanted.outputs) if show else nullcontext():
                serve(state, socket)
        finally:
            watch.stop()
    return 0


def _stale(course: Course) -> Sequence[Diagnostic]:
    return check_facts(course, None)[1]
