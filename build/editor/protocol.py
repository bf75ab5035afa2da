"""Our values as the Language Server Protocol has them, https://microsoft.github.io/language-server-protocol/."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lsprotocol import types as lsp

from build.editor.choice import Choice, What
from build.editor.define import Target
from build.editor.desk import Change
from build.editor.findings import Heading
from build.editor.mend import Mend
from build.editor.point import Point, Written, column_of, units_of
from build.findings.diagnostic import Diagnostic, Span
from build.findings.rules import RULES

_GRAVE = {
    "error": lsp.DiagnosticSeverity.Error, "warning": lsp.DiagnosticSeverity.Warning,
    "note": lsp.DiagnosticSeverity.Information,
}  # fmt: skip
_LOOKS: Mapping[What, lsp.CompletionItemKind] = {
    "label": lsp.CompletionItemKind.Keyword, "fact": lsp.CompletionItemKind.Constant,
    "unit": lsp.CompletionItemKind.Unit, "figure": lsp.CompletionItemKind.Function,
    "parameter": lsp.CompletionItemKind.Field, "value": lsp.CompletionItemKind.EnumMember,
    "key": lsp.CompletionItemKind.Property, "anchor": lsp.CompletionItemKind.Reference,
    "file": lsp.CompletionItemKind.File, "icon": lsp.CompletionItemKind.Color, "code": lsp.CompletionItemKind.Module,
}  # fmt: skip


def point_of(written: Written, position: lsp.Position, encoding: str) -> Point:
    line = min(position.line, len(written.lines) - 1)
    return written.at(line + 1, column_of(written.lines[line], position.character, encoding))


def range_of(written: Written, span: Span, encoding: str) -> lsp.Range:
    line = written.lines[span.line - 1]
    start, end = (units_of(line, column, encoding) for column in (span.column, span.end))
    return lsp.Range(lsp.Position(span.line - 1, start), lsp.Position(span.line - 1, end))


def change_of(event: lsp.TextDocumentContentChangeEvent) -> Change:
    if isinstance(event, lsp.TextDocumentContentChangePartial):
        start, end = event.range.start, event.range.end
        return Change(event.text, (start.line, start.character), (end.line, end.character))
    return Change(event.text)


def diagnostic_of(found: Diagnostic, written: Written, encoding: str) -> lsp.Diagnostic:
    message = f"{found.message}\n{found.hint}" if found.hint else found.message
    if not found.hint:
        message = f"{found.message}\n{RULES[found.code].remedy}"
    return lsp.Diagnostic(
        range=range_of(written, found.span, encoding),
        message=message,
        severity=_GRAVE[found.severity],
        code=found.code,
        source="coursewright",
    )


def item_of(
    choice: Choice, place: int, data: object, point: Point, encoding: str, *, snippets: bool
) -> lsp.CompletionItem:
    """A choice; its words come when the editor asks for them, with `data`."""
    insert = choice.insert
    is_snippet = snippets and choice.caret > 0
    if is_snippet:
        at = len(insert) - choice.caret
        plain = [
            part.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}") for part in (insert[:at], insert[at:])
        ]
        insert = "$0".join(plain)
    return lsp.CompletionItem(
        label=choice.name,
        label_details=lsp.CompletionItemLabelDetails(detail=f"  {choice.value}".rstrip(), description=choice.known),
        kind=_LOOKS[choice.what],
        detail=" · ".join(filter(None, (choice.value, choice.known))) or None,
        filter_text=choice.name,
        sort_text=f"{place:04}",
        insert_text_format=lsp.InsertTextFormat.Snippet if is_snippet else lsp.InsertTextFormat.PlainText,
        text_edit=lsp.TextEdit(
            range_of(point.written, Span(point.line, choice.start, choice.end), encoding), insert
        ),
        data=data,
    )  # fmt: skip


def words_of(choice: Choice) -> lsp.MarkupContent | None:
    words = "\n\n".join(dict.fromkeys(filter(None, (choice.says, choice.setting))))
    return lsp.MarkupContent(lsp.MarkupKind.Markdown, words) if words else None


def action_of(
    mend: Mend, diagnostic: lsp.Diagnostic, uri: str, version: int, written: Written, encoding: str
) -> lsp.CodeAction:
    edit = lsp.TextEdit(range_of(written, mend.span, encoding), mend.insert)
    document = lsp.OptionalVersionedTextDocumentIdentifier(uri=uri, version=version)
    return lsp.CodeAction(
        title=mend.title,
        kind=lsp.CodeActionKind.QuickFix,
        diagnostics=[diagnostic],
        edit=lsp.WorkspaceEdit(document_changes=[lsp.TextDocumentEdit(document, [edit])]),
    )


def location_of(target: Target) -> lsp.Location:
    at = lsp.Position(target.line - 1, target.column - 1)
    return lsp.Location(target.path.resolve().as_uri(), lsp.Range(at, at))


def symbols_of(outline: Sequence[Heading], written: Written, encoding: str) -> list[lsp.DocumentSymbol]:
    """Slides, hours with their sections, or questions."""
    found: list[lsp.DocumentSymbol] = []
    for heading in outline:
        line = range_of(written, Span(heading.line, 1, len(written.lines[heading.line - 1]) + 1), encoding)
        last = min(heading.end - 1, len(written.lines))
        end = range_of(written, Span(last, 1, len(written.lines[last - 1]) + 1), encoding).end
        symbol = lsp.DocumentSymbol(
            name=(f"{heading.number} · " if heading.number else "") + (heading.title.strip() or "untitled"),
            kind=lsp.SymbolKind.Module if heading.level == 1 else lsp.SymbolKind.Class,
            range=lsp.Range(line.start, end),
            selection_range=line,
            children=[],
        )
        parent = found[-1] if found and heading.level > 1 else None
        if parent is None:
            found.append(symbol)
        else:
            parent.children = [*(parent.children or ()), symbol]
            parent.range = lsp.Range(parent.range.start, max(parent.range.end, end))
    return found
