"""The register of processing (promise A9; GDPR art. 30), from the policy that the engine carries out: what the organisation decides about
itself (art. 30(1)), what it does for customers (art. 30(2)), and the columns that its users want besides.

  entries    the lines of the register, as words
  paper      the register as a paper: page, Markdown, PDF
  workbook   the register as a workbook that can't carry formulas
"""

from __future__ import annotations

from gestand.documents.register.entries import Line, Register, register
from gestand.documents.register.paper import paper
from gestand.documents.register.workbook import workbook

__all__ = ["Line", "Register", "paper", "register", "workbook"]
