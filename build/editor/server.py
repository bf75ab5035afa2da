"""`coursewright lsp`: what the functions of this room know, to any editor that speaks the Language Server Protocol.

Documents are kept here and not by pygls, whose lines end at characters where the protocol's do not.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from build.editor import protocol
from build.editor.choice import MOST, Choice
from build.editor.complete import TRIGGERS, complete
from build.editor.define import define
from build.editor.desk import Desk, Document, changed
from build.editor.hover import hover
from build.editor.mend import mends
from build.editor.point import Written
from build.findings.diagnostic import Diagnostic

PAUSE = 0.15  # seconds without a change, after which a text is read

T = TypeVar("T")


class Server(LanguageServer):
    """One editor's session. What is slow runs in one thread behind it, the newest text first."""

    def __init__(self) -> None:
        from importlib.metadata import version

        super().__init__("coursewright", version("coursewright"))
        self.desk = Desk()
        self.documents: dict[str, Document] = {}
        self.found: dict[str, tuple[Diagnostic, ...]] = {}
        self.offered: list[Choice] = []
        self.worker = ThreadPoolExecutor(1, "reading")
        self.waiting: dict[str, asyncio.Task[None]] = {}

    @property
    def encoding(self) -> str:
        chosen = self.workspace.position_encoding
        return chosen.value if isinstance(chosen, lsp.PositionEncodingKind) else chosen or "utf-16"

    def told(self, what: str, make: Callable[[], T], otherwise: T) -> T:
        """What a function gives. One that fails is told in the editor's log, and ends nothing."""
        try:
            return make()
        except Exception as error:  # whatever it is, an editor goes on without this answer
            self.log(f"{what}: {type(error).__name__}: {error}")
            return otherwise

    def log(self, words: str) -> None:
        self.window_log_message(lsp.LogMessageParams(lsp.MessageType.Error, words))

    def later(self, uri: str, *, build: bool = False, pause: float = PAUSE) -> None:
        """Read a document when its writer pauses; what waited to read an earlier text of it does not any more."""
        if task := self.waiting.get(uri):
            task.cancel()
        self.waiting[uri] = asyncio.get_running_loop().create_task(self._read(uri, build, pause))

    async def _read(self, uri: str, build: bool, pause: float) -> None:
        await asyncio.sleep(pause)
        document, loop = self.documents.get(uri), asyncio.get_running_loop()
        if document is None:
            return
        version = document.version
        await loop.run_in_executor(self.worker, self._look, uri, document, version)
        self._publish(uri, document, version)
        if build:
            await loop.run_in_executor(self.worker, self.told, "laying out", lambda: self.desk.build(document), None)
            await loop.run_in_executor(self.worker, self._look, uri, document, document.version)
            self._publish(uri, document, document.version)

    def _look(self, uri: str, document: Document, version: int) -> None:
        if document.version == version:
            found = self.told("reading", lambda: self.desk.read(document), tuple[Diagnostic, ...]())
            self.found[uri] = found

    def _publish(self, uri: str, document: Document, version: int) -> None:
        if document.version != version or uri not in self.documents:
            return
        found, written = self.found.get(uri, ()), document.written
        nothing, encoding = list[lsp.Diagnostic](), self.encoding
        told = self.told("findings", lambda: [protocol.diagnostic_of(one, written, encoding) for one in found], nothing)
        self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, told, version))


def make_server() -> Server:
    """A server with all that it answers."""
    server = Server()
    _documents(server)
    _answers(server)
    return server


def _documents(server: Server) -> None:
    """What an editor tells of its documents."""

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        given = params.text_document
        path = Path(to_fs_path(given.uri) or "untitled.md")
        server.documents[given.uri] = Document(path, Written(given.text), given.version)
        server.later(given.uri, build=True, pause=0)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    def changes(params: lsp.DidChangeTextDocumentParams) -> None:
        document = server.documents.get(params.text_document.uri)
        if document:
            events = map(protocol.change_of, params.content_changes)
            document.written = changed(document.written, events, server.encoding)
            document.version = params.text_document.version
            server.later(params.text_document.uri)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        server.desk.forget()
        for uri in server.documents:
            server.later(uri, build=uri == params.text_document.uri, pause=0)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.documents.pop(uri, None)
        server.found.pop(uri, None)
        if task := server.waiting.pop(uri, None):
            task.cancel()
        server.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, []))


def _answers(server: Server) -> None:
    """What an editor asks."""

    @server.feature(
        lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(trigger_characters=[*TRIGGERS], resolve_provider=True)
    )
    def completion(params: lsp.CompletionParams) -> lsp.CompletionList | None:
        document = server.documents.get(params.text_document.uri)
        if document is None:
            return None
        point = protocol.point_of(document.written, params.position, server.encoding)
        found = server.told(
            "completion", lambda: complete(point, document.path, server.desk.names(document.path)), list[Choice]()
        )
        server.offered = found
        snippets = _takes_snippets(server)
        items = [
            protocol.item_of(choice, place, place, point, server.encoding, snippets=snippets)
            for place, choice in enumerate(found)
        ]
        return lsp.CompletionList(is_incomplete=len(found) >= MOST, items=items)

    @server.feature(lsp.COMPLETION_ITEM_RESOLVE)
    def resolved(item: lsp.CompletionItem) -> lsp.CompletionItem:
        place = item.data if isinstance(item.data, int) else -1
        if 0 <= place < len(server.offered) and server.offered[place].name == item.label:
            item.documentation = protocol.words_of(server.offered[place])
        return item

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hovered(params: lsp.HoverParams) -> lsp.Hover | None:
        document = server.documents.get(params.text_document.uri)
        if document is None:
            return None
        point = protocol.point_of(document.written, params.position, server.encoding)
        found = server.told("hover", lambda: hover(point, document.path, server.desk.names(document.path)), None)
        if found is None:
            return None
        words = lsp.MarkupContent(lsp.MarkupKind.Markdown, found.words)
        return lsp.Hover(words, protocol.range_of(document.written, found.span, server.encoding))

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def definition(params: lsp.DefinitionParams) -> lsp.Location | None:
        document = server.documents.get(params.text_document.uri)
        if document is None:
            return None
        point = protocol.point_of(document.written, params.position, server.encoding)
        target = server.told("definition", lambda: define(point, document.path, server.desk.names(document.path)), None)
        return protocol.location_of(target) if target else None

    @server.feature(lsp.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def symbols(params: lsp.DocumentSymbolParams) -> list[lsp.DocumentSymbol]:
        document = server.documents.get(params.text_document.uri)
        if document is None:
            return []
        written = document.written
        work = asyncio.get_running_loop().run_in_executor(server.worker, server.desk.read, document)
        await work
        outline = document.reading.outline if document.reading and document.written is written else ()
        return server.told("outline", lambda: protocol.symbols_of(outline, written, server.encoding), [])

    @server.feature(
        lsp.TEXT_DOCUMENT_CODE_ACTION, lsp.CodeActionOptions(code_action_kinds=[lsp.CodeActionKind.QuickFix])
    )
    def actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        uri = params.text_document.uri
        document = server.documents.get(uri)
        return server.told("code action", lambda: _mended(server, uri, document, params.range), []) if document else []


def _mended(server: Server, uri: str, document: Document, wanted: lsp.Range) -> list[lsp.CodeAction]:
    """The ways to mend what was found in some lines."""
    names, written, found = server.desk.names(document.path), document.written, list[lsp.CodeAction]()
    for one in server.found.get(uri, ()):
        if wanted.start.line <= one.span.line - 1 <= wanted.end.line and one.span == written.clamped(one.span):
            told = protocol.diagnostic_of(one, written, server.encoding)
            for mend in mends(one, written, names):
                found.append(protocol.action_of(mend, told, uri, document.version, written, server.encoding))
    return found


def _takes_snippets(server: Server) -> bool:
    asked = server.client_capabilities.text_document
    item = asked.completion.completion_item if asked and asked.completion else None
    return bool(item and item.snippet_support)


def serve(server: Server | None = None, stdin: Any = None) -> None:
    """Talk through standard input and output till the editor ends it; what anything else prints goes to stderr."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    (server or make_server()).start_io(stdin, out)
