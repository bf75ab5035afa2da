"""`coursewright live`: a deck in the browser, which follows each save of what it is made from."""

from __future__ import annotations

import gc
import secrets
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from build.commands.check_facts import check_facts
from build.findings.diagnostic import counted, has_errors
from build.findings.file_messages import display_path, error_text

if TYPE_CHECKING:
    from build.files.course import Course
    from build.files.wanted import Wanted
    from build.findings.diagnostic import Diagnostic

PORT, OTHERS = 4700, 20  # where it listens first, and how many more ports are tried where none was asked for


def live(spec: Path, wanted: Wanted, *, port: int | None = None, show: bool = False) -> int:
    """Serve a deck to browsers of this machine until Ctrl+C. The exit code: 2 where no port is free."""
    import uvicorn

    from build.live.deck_state import Live
    from build.live.guard import listener, quiet
    from build.live.page import slide_html
    from build.live.server import app
    from build.live.watch import Watch

    try:
        socket = listener(port) if port is not None else listener(PORT, others=OTHERS)
    except OSError as error:
        place = f"port {port}" if port is not None else f"ports {PORT} to {PORT + OTHERS}"
        print(f"{place} on 127.0.0.1: {error_text(error)}\n  hint: --port 0 takes any that is free", file=sys.stderr)
        return 2
    with socket:
        state = Live(spec, wanted, token=secrets.token_urlsafe(24), port=socket.getsockname()[1])
        watch = Watch(state, slide_html, _stale)
        watch.start()
        gc.freeze()  # what is there now stays, and need not be looked through between two saves
        said = f"{display_path(spec)}: {counted(len(state.shown.slides), 'slide')}"
        wrong = has_errors(state.shown.findings) or state.shown.failure
        print(f"{said}{', with errors' if wrong else ''}\n  {state.address}\n  Ctrl+C ends it", flush=True)
        if show:
            webbrowser.open(state.address)

        class Server(uvicorn.Server):
            """Ends at once: what browsers listen to ends first."""

            def handle_exit(self, sig: int, frame: object) -> None:
                state.close()
                super().handle_exit(sig, frame)  # type: ignore[arg-type]

        try:
            Server(quiet(app(state))).run(sockets=[socket])
        except KeyboardInterrupt:
            pass
        finally:
            watch.stop()
    return 0


def _stale(course: Course) -> Sequence[Diagnostic]:
    return check_facts(course, None)[1]
