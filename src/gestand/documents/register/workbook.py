"""The register as a workbook (XLSX) that can't carry formulas: every cell is a text, and one that a spreadsheet would read as more (it begins
with = + - @, a tab or a line end) is marked as a text for whoever edits it or saves it as CSV."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

import xlsxwriter

from gestand.documents.register.entries import COLUMNS, SUPPLIER, Line, Register
from gestand.documents.register.paper import facts
from gestand.words import day, t

_FORMULA = re.compile(r"^[\s\x00-\x1f]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]")  # the wide signs of Asian keyboards too
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)  # what XML or a reader's eye can't have
LONGEST = 32_000  # characters: no cell holds more than 32,767
_NARROW, _WIDE = 18, 38  # of columns, in characters


def workbook(made: Register) -> bytes:
    """The workbook. The same register gives the same bytes."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        title = t("Register of processing for {name}", name=made.customer) if made.customer else t("Register of processing")
        book.set_properties({"title": text(title), "author": text(made.name), "created": datetime.combine(made.on, time())})
        sheet = _Sheets(book, f"{made.name} · {title} · {day(made.on)}")
        sheet.add(t("Organisation"), (), [(label, "\n".join(lines)) for label, lines in _facts(made)], (24, 70))
        head = [t(label) for label, _ in COLUMNS.values()]
        if made.ours:
            sheet.add(t("We decide"), head, map(_cells, made.ours), _widths())
        if made.theirs:
            sheet.add(t("For customers"), head, map(_cells, made.theirs), _widths())
        if made.customers:
            listed = [(one.name, "\n".join(facts(one))) for one in made.customers]
            sheet.add(t("Customers"), [t("Customer"), t("Contact, details and periods")], listed, (34, 90))
        if made.suppliers:
            received = [(one.name, *one.cells) for one in made.suppliers]
            sheet.add(t("Recipients"), [t(label) for label in SUPPLIER], received, (34, 34, 16, 20, 48, 34))
        if made.measures:
            sheet.add(t("Measures"), [t("Measure"), t("How it is known")], made.measures, (70, 40))
        if made.places:
            sheet.add(t("Not connected"), [t("Where"), t("Who looks there")], made.places, (40, 40))
    return out.getvalue()


def _facts(made: Register) -> Iterable[tuple[str, tuple[str, ...]]]:
    yield from ((label, lines) for label, lines in made.organisation if lines)
    if made.reviewed:
        yield t("Last review"), (made.reviewed,)
    yield t("As of"), (day(made.on),)
    yield t("Policy"), (made.policy,)


def _cells(line: Line) -> list[str]:
    return [line.text(key, "\n") for key in COLUMNS]


def _widths() -> list[int]:
    wide = ("purpose", "recipients", "transfers", "period", "basis", "systems")
    return [_WIDE if key in wide else _NARROW + 6 for key in COLUMNS]


def text(said: str) -> str:
    """What a cell holds: no control characters, no more than fits."""
    return _CONTROL.sub(" ", said.replace("\r\n", "\n").replace("\t", " "))[:LONGEST]


class _Sheets:
    """The sheets of a workbook, each a table to read and to print."""

    def __init__(self, book: Any, header: str) -> None:
        self.book, self.header = book, text(header).replace("&", "&&")[:240]
        common = {"text_wrap": True, "valign": "top", "font_size": 10, "num_format": "@"}
        self.plain = book.add_format(common)
        self.quoted = book.add_format({**common, "quote_prefix": True})
        self.head = book.add_format({**common, "bold": True, "bottom": 2, "bg_color": "#E7EEF1", "quote_prefix": True})

    def add(self, name: str, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> None:
        """A sheet: a row of headings where there are any, then the rows. Nothing in it is a number, a link or a formula."""
        sheet = self.book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", name)[:31])
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, self.plain)
        for column, label in enumerate(head):
            sheet.write_string(0, column, text(label), self.head)
        count = 0
        for count, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                said = text(cell)
                place = (count if head else count - 1, column)
                if said:
                    sheet.write_string(*place, said, self.quoted if _FORMULA.match(cell) else self.plain)
        if head:
            sheet.freeze_panes(1, 1)
            sheet.repeat_rows(0)
            if count:
                sheet.autofilter(0, 0, count, len(head) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&L&9 {self.header}")
        sheet.set_footer("&R&9&P / &N")
