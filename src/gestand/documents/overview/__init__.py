"""The overview for a person who asked what is held (GDPR art. 15): what there is, why, how long and who receives it, in plain words
(promises B1, B9).

  values   a value as a person reads it
  parts    what is said of a table, and of each use of it
  page     one page, made row by row, that prints and needs no script
  pdf      the same on paper, for who has no screen; long lists are cut there, and it says so

INVARIANT NOT-TWICE: page and paper are made in one pass over the rows."""

from __future__ import annotations

from gestand.documents.overview.page import Answer, Table, page
from gestand.documents.overview.parts import Looked
from gestand.documents.overview.pdf import pdf
from gestand.documents.overview.sheet import Sheet
from gestand.documents.overview.values import Beside, shown

__all__ = ["Answer", "Beside", "Looked", "Sheet", "Table", "page", "pdf", "shown"]
