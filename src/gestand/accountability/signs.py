"""Signs as files to print."""

from __future__ import annotations

from pathlib import Path

from gestand.diagnostics import fail
from gestand.documents import sign
from gestand.policy.model import Policy
from gestand.words import t


def write(policy: Policy, out: Path, paper: str) -> None:
    """The sign that announces cameras. Raises GestandError GS388 where the policy has none, GS608 where the file can't be written."""
    if policy.cameras is None:
        raise fail(
            "GS388",
            "no-cameras",
            t("the policy has no cameras to announce"),
            t("say where they hang, and which activity keeps the images: `cameras: {{where: {{en: at the door}}, activity: …}}`"),
        )
    content = sign.cameras(policy, paper)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(content)
    except OSError as error:
        raise fail(
            "GS608",
            "file-not-written",
            t("`{file}` can't be written: {reason}", file=out, reason=error.strerror or "?"),
            t("make room or choose another folder, and ask again; nothing was changed"),
        ) from error
