"""Assessments: balancing tests, data protection impact assessments (DPIA), transfer assessments and checklists of agreements, as Markdown
in the policy folder.

  questions   what each kind asks, in each language
  reading     a file → its head and its answers, each with its line

Which of them the law wants is a matter of rules: `policy.rules.risk`."""

from __future__ import annotations

from gestand.policy.assessments.questions import BALANCING, CHECKLIST, DPIA, KINDS, TRANSFER, Kind, Question, short
from gestand.policy.assessments.reading import Assessment, Unreadable, read

__all__ = ["BALANCING", "CHECKLIST", "DPIA", "KINDS", "TRANSFER", "Assessment", "Kind", "Question", "Unreadable", "read", "short"]
