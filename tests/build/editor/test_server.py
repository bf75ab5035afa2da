"""The language server, driven by pygls' own client through a pipe: once, since a process takes seconds to start."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient
from spec_in_editor import TEXT

ROOT = Path(__file__).resolve().parents[3]
ITEM = "1. **Sets.** Eight share one, 🦉 and 缓存 too."


class Session:
    """A client that keeps what it is told."""

    def __init__(self, folder: Path) -> None:
        self.client = LanguageClient("a test", "1")
        self.told: dict[str, list[lsp.PublishDiagnosticsParams]] = {}
        self.logged: list[str] = []
        self.news = asyncio.Event()
        self.spec = folder / "deck.md"
        self.uri = self.spec.as_uri()

        @self.client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: lsp.PublishDiagnosticsParams) -> None:
            self.told.setdefault(params.uri, []).append(params)
            self.news.set()

        @self.client.feature(lsp.WINDOW_LOG_MESSAGE)
        def logged(params: lsp.LogMessageParams) -> None:
            self.logged.append(params.message)

    async def until(self, version: int, code: str | None) -> list[lsp.Diagnostic]:
        """The findings of a version, once they have one with a code, or, with None, have none."""
        while True:
            for told in self.told.get(self.uri, ()):
                codes = {one.code for one in told.diagnostics}
                if told.version == version and (code in codes if code else not codes):
                    return list(told.diagnostics)
            self.news.clear()
            await self.news.wait()

    @property
    def document(self) -> lsp.TextDocumentIdentifier:
        return lsp.TextDocumentIdentifier(self.uri)

    def change(self, version: int, line: int, start: int, end: int, text: str) -> None:
        where = lsp.Range(lsp.Position(line, start), lsp.Position(line, end))
        change = lsp.TextDocumentContentChangePartial(text=text, range=where)
        identifier = lsp.VersionedTextDocumentIdentifier(version=version, uri=self.uri)
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(identifier, [change]))


async def _session(folder: Path) -> dict[str, Any]:
    session = Session(folder)
    client = session.client
    await client.start_io(sys.executable, str(ROOT / "coursewright.py"), "lsp", cwd=str(ROOT))
    snippets = lsp.ClientCompletionItemOptions(snippet_support=True)
    asked = lsp.TextDocumentClientCapabilities(completion=lsp.CompletionClientCapabilities(completion_item=snippets))
    begun = await client.initialize_async(
        lsp.InitializeParams(capabilities=lsp.ClientCapabilities(text_document=asked), root_uri=folder.as_uri())
    )
    client.initialized(lsp.InitializedParams())
    lines = TEXT.split("\n")
    at = lines.index(ITEM)
    opened = lsp.TextDocumentItem(session.uri, "markdown", 1, TEXT.replace("heads(llama", "headz(llama"))
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(opened))
    result: dict[str, Any] = {"begun": begun, "first": await session.until(1, "C301")}
    figure = next(number for number, line in enumerate(lines) if line.startswith("Visual"))
    whole = lsp.Range(lsp.Position(figure, 0), lsp.Position(figure, 99))
    context = lsp.CodeActionContext(diagnostics=result["first"])
    result["actions"] = await client.text_document_code_action_async(
        lsp.CodeActionParams(session.document, whole, context)
    )
    session.change(2, figure, 8, 13, "heads")
    result["mended"] = await session.until(2, None)
    units = len(ITEM.encode("utf-16-le")) // 2
    session.change(3, at, units, units, " {{ decode_cache.sp")
    place = lsp.Position(at, units + len(" {{ decode_cache.sp"))
    found = await client.text_document_completion_async(lsp.CompletionParams(session.document, place))
    assert isinstance(found, lsp.CompletionList)
    item = next(item for item in found.items if item.label == "decode_cache.speedup")
    result["item"], result["units"] = item, units
    result["resolved"] = await client.completion_item_resolve_async(item)
    assert isinstance(item.text_edit, lsp.TextEdit)
    session.change(4, at, item.text_edit.range.start.character, place.character, item.text_edit.new_text)
    result["again"] = await session.until(4, None)
    here = lsp.Position(at, units + 6)
    result["hover"] = await client.text_document_hover_async(lsp.HoverParams(session.document, here))
    result["definition"] = await client.text_document_definition_async(lsp.DefinitionParams(session.document, here))
    result["symbols"] = await client.text_document_document_symbol_async(lsp.DocumentSymbolParams(session.document))
    (folder / "course.toml").write_text("labs = 3\n", encoding="utf-8")
    client.text_document_did_save(lsp.DidSaveTextDocumentParams(session.document))
    result["broken"] = await session.until(4, "K103")
    result["nothing"] = await client.text_document_hover_async(lsp.HoverParams(session.document, here))
    result["logged"] = session.logged
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()
    return result


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("course")
    (folder / "course.toml").write_text("", encoding="utf-8")
    text = TEXT.replace("CH4-LAB-02", "None").replace("assumes: [None]\n", "")
    (folder / "deck.md").write_text(text.replace(ITEM, "1. **Sets.** Eight share."), encoding="utf-8")
    return asyncio.run(asyncio.wait_for(_session(folder), 40))


def test_it_says_what_it_can_do_and_takes_changes_part_by_part(result):
    can = result["begun"].capabilities
    assert can.text_document_sync.change == lsp.TextDocumentSyncKind.Incremental
    assert can.position_encoding == lsp.PositionEncodingKind.Utf16
    assert can.completion_provider.resolve_provider
    assert can.hover_provider
    assert can.definition_provider
    assert can.document_symbol_provider
    assert can.code_action_provider


def test_a_finding_has_its_place_code_and_hint_and_a_button_that_mends_it(result):
    (found,) = (one for one in result["first"] if one.code == "C301")
    assert found.message == "unknown figure 'headz'\ndid you mean 'heads'?"
    assert (found.range.start.character, found.range.end.character) == (8, 13)
    (action,) = result["actions"]
    assert (action.title, action.kind) == ("Write heads", lsp.CodeActionKind.QuickFix)
    (edit,) = action.edit.document_changes[0].edits
    assert (edit.range, edit.new_text) == (found.range, "heads")


def test_behind_an_emoji_completion_and_findings_count_as_the_editor_does(result):
    edit = result["item"].text_edit
    assert edit.new_text == "decode_cache.speedup | x }}"
    assert edit.range.start.character == result["units"] + len(" {{ ")
    assert result["again"] == []


def test_a_choice_tells_more_when_it_is_asked_for(result):
    assert result["item"].documentation is None
    assert "threads 1" in result["resolved"].documentation.value


def test_hover_definition_and_outline_answer(result):
    assert "`decode_cache.speedup`" in result["hover"].contents.value
    assert result["definition"].uri.endswith("/engine/facts/decode_speed.py")
    assert [symbol.name for symbol in result["symbols"]] == ["1 · A small deck", "2 · Share the notebook", "3 · Run it"]


def test_a_broken_course_toml_is_a_finding_and_ends_nothing(result):
    assert "labs is not a text in quotation marks" in result["broken"][0].message
    assert result["nothing"] is None
    assert any(line.startswith("hover: CourseError: ") for line in result["logged"])
