"""Files and batch jobs in one SQLite file, so that a job goes on where it stood when its server was killed."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Json = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS files (
    id TEXT PRIMARY KEY, filename TEXT NOT NULL, purpose TEXT NOT NULL, created_at INTEGER NOT NULL,
    content BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS batches (id TEXT PRIMARY KEY, number INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS lines (
    batch TEXT NOT NULL, line INTEGER NOT NULL, failed INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (batch, line)
);
"""

UNFINISHED = ("validating", "in_progress", "cancelling")


class Store:
    """Every change is a transaction: after a crash it is there wholly or not at all.

    The file is one server's alone while it runs: another would answer the same jobs a second time. Raises OSError or
    ValueError where it cannot be had.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        try:
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=1)
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.executescript(SCHEMA)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise ValueError(f"{path}: {error}") from None
            raise ValueError(f"{path} is in use; every server needs a folder of its own for its jobs") from None
        except sqlite3.Error as error:
            raise ValueError(f"{path}: {error}") from None

    def close(self) -> None:
        self._db.close()

    # ---- files
    def add_file(self, filename: str, purpose: str, content: bytes) -> Json:
        """A new file, as it is told."""
        id_ = f"file-{uuid.uuid4().hex}"
        self._do("INSERT INTO files VALUES (?, ?, ?, ?, ?)", id_, filename, purpose, int(time.time()), content)
        found = self.file(id_)
        assert found is not None
        return found

    def file(self, id_: str) -> Json | None:
        return next(self._files("WHERE id = ?", id_), None)

    def files(self) -> list[Json]:
        return [*self._files("ORDER BY created_at DESC, id")]

    def content(self, id_: str) -> bytes:
        """Of a file that is there."""
        ((content,),) = self._do("SELECT content FROM files WHERE id = ?", id_)
        return bytes(content)

    def drop_file(self, id_: str) -> None:
        self._do("DELETE FROM files WHERE id = ?", id_)

    # ---- batches
    def add_batch(self, body: Json) -> None:
        self._do(
            "INSERT INTO batches SELECT ?, COALESCE(MAX(number), 0) + 1, ? FROM batches", body["id"], json.dumps(body)
        )

    def batch(self, id_: str) -> Json | None:
        found = self._do("SELECT body FROM batches WHERE id = ?", id_)
        return json.loads(found[0][0]) if found else None

    def batches(self) -> list[Json]:
        """The newest first."""
        return [json.loads(body) for (body,) in self._do("SELECT body FROM batches ORDER BY number DESC")]

    def unfinished(self) -> list[Json]:
        """Jobs to go on with, the oldest first."""
        return [body for body in reversed(self.batches()) if body["status"] in UNFINISHED]

    def change_batch(self, id_: str, changes: Mapping[str, Any]) -> Json:
        with self._transaction():
            ((body,),) = self._do("SELECT body FROM batches WHERE id = ?", id_)
            changed: Json = {**json.loads(body), **changes}
            self._db.execute("UPDATE batches SET body = ? WHERE id = ?", (json.dumps(changed), id_))
        return changed

    def end_batch(self, id_: str, changes: Mapping[str, Any]) -> Json:
        """A job's last change, with its output files: all of it is there, or none."""
        with self._transaction():
            files = {}
            for key, name, failed in (("output_file_id", "output", False), ("error_file_id", "error", True)):
                if content := self.lines(id_, failed=failed):
                    files[key] = self.add_file(f"{id_}_{name}.jsonl", "batch_output", content)["id"]
            return self.change_batch(id_, {**changes, **files})

    # ---- lines of a batch
    def add_line(self, batch: str, line: int, body: Json, *, failed: bool) -> None:
        """What came of one line. Of two words on the same line the first counts."""
        self._do("INSERT OR IGNORE INTO lines VALUES (?, ?, ?, ?)", batch, line, failed, json.dumps(body))

    def done_lines(self, batch: str) -> set[int]:
        return {line for (line,) in self._do("SELECT line FROM lines WHERE batch = ?", batch)}

    def counts(self, batch: str) -> tuple[int, int]:
        """Lines that were answered, and lines that failed."""
        found = dict(self._do("SELECT failed, COUNT(*) FROM lines WHERE batch = ? GROUP BY failed", batch))
        return found.get(0, 0), found.get(1, 0)

    def lines(self, batch: str, *, failed: bool) -> bytes:
        """The lines of an output file, in the order of the input."""
        found = self._do("SELECT body FROM lines WHERE batch = ? AND failed = ? ORDER BY line", batch, failed)
        return "".join(f"{body}\n" for (body,) in found).encode()

    def _files(self, where: str, *values: Any) -> Iterator[Json]:
        asked = f"SELECT id, filename, purpose, created_at, LENGTH(content) FROM files {where}"
        for id_, filename, purpose, created_at, size in self._do(asked, *values):
            yield {
                "id": id_, "object": "file", "bytes": size, "created_at": created_at, "filename": filename,
                "purpose": purpose, "status": "processed",
            }  # fmt: skip

    def _do(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All changes inside, or none; one inside another is part of it."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            with self._db:
                yield
