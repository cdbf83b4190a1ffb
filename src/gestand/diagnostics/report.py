"""Findings as text that reads like a compiler's, as JSON, and as SARIF 2.1.0 for code scanning."""

from __future__ import annotations

import json
from collections.abc import Sequence

from gestand.diagnostics import WARNING, Diagnostic
from gestand.words import t
from gestand.words.articles import cited


def as_text(diagnostic: Diagnostic) -> str:
    """One finding over several lines: what, where (with the line marked), what to do."""
    d = diagnostic
    kind = t("warning") + " " if d.severity == WARNING else ""
    lines = [f"{d.code} {kind}{d.message}"]
    if d.place:
        gutter = " " * len(str(d.place.line))
        law = f"{'':12}{cited(d.law)}" if d.law else ""
        lines.append(f"{gutter} --> {d.place}{law}")
        if d.place.source:
            lines += [
                f"{gutter}  |",
                f"{d.place.line} | {d.place.source}",
                f"{gutter}  | {' ' * (d.place.column - 1)}{'^' * max(1, d.place.length)}{' ' + d.note if d.note else ''}",
            ]
    elif d.law:
        lines.append(f"  {cited(d.law)}")
    if d.note and not (d.place and d.place.source):
        lines.append(f"   = {d.note}")
    lines += [f"   = {t('help')}: {text}" for text in d.help]
    if d.accepted:
        lines.append(f"   = {t('accepted')}: {d.accepted}")
    return "\n".join(lines)


def as_json(findings: Sequence[Diagnostic], summary: dict[str, object]) -> str:
    """All findings and the counts, as one JSON object."""
    return json.dumps({"findings": [d.as_dict() for d in findings], **summary}, ensure_ascii=False, indent=1)


def as_sarif(findings: Sequence[Diagnostic], version: str) -> str:
    """SARIF 2.1.0 (OASIS): one run, one result a finding, an accepted finding as suppressed."""
    rules = {d.code: {"id": d.code, "name": d.name, "shortDescription": {"text": d.name.replace("-", " ")}} for d in findings}
    results = []
    for d in findings:
        result: dict[str, object] = {
            "ruleId": d.code,
            "level": d.severity,
            "message": {"text": ". ".join((d.message, *d.help))},
            "partialFingerprints": {"about/v1": f"{d.code}:{d.about}"},
        }
        if d.place:
            region = {"startLine": d.place.line, "startColumn": d.place.column}
            result["locations"] = [{"physicalLocation": {"artifactLocation": {"uri": d.place.file}, "region": region}}]
        if d.accepted:
            result["suppressions"] = [{"kind": "external", "justification": d.accepted}]
        results.append(result)
    driver = {"name": "gestand", "version": version, "rules": list(rules.values())}
    return json.dumps(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [{"tool": {"driver": driver}, "results": results}],
        },
        ensure_ascii=False,
        indent=1,
    )
