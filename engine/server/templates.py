"""One process that fills in all chat templates of a server: it has imported what they need, and is copied for each.

```
 chat ── line ──▶ process ── fork ──▶ copy: limits, template ──▶ text
```
A process of its own for each chat would take the model's processor for as long as some tokens do. The copy has the
same limits as that, sees nothing of the conversations before it, and ends with its answer.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from engine.checkpoint_files.chat_template import ENDED, MOST_LETTERS, SCRIPT, SECONDS, _cannot, render
from engine.checkpoint_files.plain_text import check_text
from engine.checkpoint_files.tokenizer import Message, Tokenizer
from engine.quoted import in_one_line


class Templates:
    """Renders as `chat_template.render` does. A process that has died, or had to be ended, is followed by another."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        """So that the first template need not wait for it; does nothing where processes cannot be copied."""
        with self._lock:
            if hasattr(os, "fork"):
                self._running()

    def close(self) -> None:
        with self._lock:
            self._end()

    def render(self, template: str, variables: Mapping[str, Any]) -> str:
        """The text that a template makes of `variables`. Raises ValueError with the reason where it makes none."""
        if not hasattr(os, "fork"):
            return render(template, variables)
        if len(template) > MOST_LETTERS:
            raise _cannot(f"it has {len(template):,} letters; up to {MOST_LETTERS:,} are read")
        given = json.dumps({"template": template, "variables": dict(variables), "most": MOST_LETTERS})
        with self._lock:
            line = self._said(given.encode() + b"\n")
        answer = json.loads(line or "null")
        if answer is None:
            raise _cannot(ENDED)
        if "error" in answer:
            raise _cannot(in_one_line(str(answer["error"]))[:300])
        return str(answer["text"])

    def _said(self, line: bytes) -> bytes:
        """The process' answer to a line; nothing where it had to be ended."""
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        late = threading.Timer(SECONDS, _kill, [process])
        late.start()
        try:
            process.stdin.write(line)
            process.stdin.flush()
            said = process.stdout.readline()
        except BrokenPipeError:
            said = b""
        late.cancel()
        late.join()
        if not said.endswith(b"\n"):
            self._end()
            return b""
        return said

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            pipe = subprocess.PIPE
            command = [sys.executable, "-P", str(SCRIPT), "--keep"]
            self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, start_new_session=True)
        return self._process

    def _end(self) -> None:
        if self._process is not None:
            _kill(self._process)
            with suppress(BrokenPipeError), self._process:
                pass  # its pipes are closed, and its end is waited for
            self._process = None


def _kill(process: subprocess.Popen[bytes]) -> None:
    """It, and its copy if there is one."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


class ChatTokenizer(Tokenizer):
    """A tokenizer whose chat template is filled in by a process that is kept."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        vars(self).update(vars(tokenizer))
        self.templates = Templates()

    def _rendered(self, messages: Sequence[Message]) -> str:
        given = {"tools": None, "documents": None, **self._names, "messages": messages, "add_generation_prompt": True}
        text = self.templates.render(self.template or "", given)
        check_text(text, "what the chat template makes")
        return text
