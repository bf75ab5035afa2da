"""The workbook behind a chart: what "Edit data" in PowerPoint opens, one sheet of plain columns."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from build.render.powerpoint.markup import DECLARATION, escape
from build.render.powerpoint.package import Relations, write_members

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_SHEET = "/xl/worksheets/sheet1.xml"

Value = float | str | None


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, and the cells below it."""

    heading: str
    values: Sequence[Value]


def workbook(columns: Sequence[Column]) -> bytes:
    """An XLSX file of these columns, the same bytes for the same columns."""
    own, inner = Relations(), Relations()
    own.add("officeDocument", "/xl/workbook.xml")
    sheet = inner.add("worksheet", _SHEET)
    types = (
        f'{DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}sheet.main+xml"/>'
        f'<Override PartName="{_SHEET}" ContentType="{_TYPE}worksheet+xml"/></Types>'
    )
    book = (
        f'{DECLARATION}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
        f'<sheets><sheet name="Sheet1" sheetId="1" r:id="{sheet}"/></sheets></workbook>'
    )
    parts = {
        "[Content_Types].xml": types,
        "_rels/.rels": own.xml(""),
        "xl/workbook.xml": book,
        "xl/_rels/workbook.xml.rels": inner.xml("/xl/workbook.xml"),
        _SHEET.lstrip(
            "/"
        ): f'{DECLARATION}<worksheet xmlns="{_MAIN}"><sheetData>{_rows(columns)}</sheetData></worksheet>',
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        write_members(archive, ((name, text.encode()) for name, text in parts.items()))
    return stream.getvalue()


def _rows(columns: Sequence[Column]) -> str:
    height = 1 + max((len(column.values) for column in columns), default=0)
    table: list[list[Value]] = [[None] * len(columns) for _ in range(height)]
    for i, column in enumerate(columns):
        table[0][i] = column.heading
        for j, value in enumerate(column.values, 1):
            table[j][i] = value
    return "".join(
        f'<row r="{number}">{"".join(_cell(value, f"{letters(i)}{number}") for i, value in enumerate(row))}</row>'
        for number, row in enumerate(table, 1)
    )


def _cell(value: Value, place: str) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{number(value)}</v></c>'


def number(value: float) -> str:
    """A number's shortest form that reads back as the same number."""
    return repr(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(float(value))


def letters(index: int) -> str:
    """The name of a column: 0 is A, 26 is AA."""
    name = ""
    while index >= 0:
        name = chr(ord("A") + index % 26) + name
        index = index // 26 - 1
    return name
