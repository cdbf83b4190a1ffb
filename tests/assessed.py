"""Assessments with an answer to each question, for tests that are about something else."""

from gestand.policy.assessments import KINDS

ANSWERS = {
    kind.name: "".join(
        f"\n## {q.asks}\nWe looked at that in the meeting of 2 November, and found an answer.\n" for q in kind.questions
    )
    for kind in KINDS.values()
}


def assessed(kind: str, *about: str) -> str:
    """The text of an assessment (`balancing`, `dpia`, `transfer`) of activities or of a recipient."""
    head = [f"{KINDS[kind].about}: [{', '.join(about)}]", "date: 2026-11-02", "by: head of sales", "review: 2028-11-02"]
    return "\n".join(["---", *head, "---", ANSWERS[kind]])
