"""Beginning an assessment: the file with its questions, in the policy folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gestand.diagnostics import fail, near
from gestand.documents.assessments import blank
from gestand.policy.assessments import KINDS, Kind, short
from gestand.policy.model import Policy
from gestand.words import t


@dataclass(frozen=True)
class Begun:
    """A file that was made: what it is, where, what it is about, and the line that names it in the policy."""

    kind: Kind
    path: Path
    about: tuple[str, ...]
    line: str


def begin(policy: Policy, kind: str, name: str, today: date, also: Sequence[str] = ()) -> Begun:
    """Write the file for an activity or a recipient (`also`: further activities of a DPIA). Nothing is overwritten.

    Raises GestandError GS386 for a name that the policy does not have, GS387 where the file is there already."""
    one = KINDS[kind]
    known = policy.activities if one.about == "activities" else policy.recipients
    first = _named(known, name)
    if first is None and not also:
        raise _unknown(one, name, known)
    about = [first] if first else []
    for other in also:
        found = _named(known, other)
        if found is None:
            raise _unknown(one, other, known)
        about.append(found)
    file = f"{one.folder}/{short(name)}.md"
    path = Path(policy.folder) / file
    text = blank(policy, one, tuple(dict.fromkeys(about)), today)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        raise fail(
            "GS387",
            "assessment-exists",
            t("`{file}` is there already: nothing was written", file=file),
            t("open it and go on; to begin anew, move it away first"),
        ) from None
    except OSError as error:
        raise fail(
            "GS608",
            "file-not-written",
            t("`{file}` can't be written: {reason}", file=file, reason=error.strerror or "?"),
            t("make room or choose another folder, and ask again; nothing was changed"),
        ) from error
    return Begun(one, path, tuple(about), f"{one.setting}: {file}")


def _named(known: Mapping[str, object], name: str) -> str | None:
    """The name in the policy, as it stands there or as that of a file."""
    return name if name in known else next((n for n in known if short(n) == short(name)), None)


def _unknown(kind: Kind, name: str, known: Mapping[str, object]) -> Exception:
    guess = near(short(name), [short(n) for n in known])
    message = t("`{name}` is no activity", name=name) if kind.about == "activities" else t("`{name}` is no recipient", name=name)
    help = t("did you mean `{guess}`?", guess=guess) if guess else t("there are: {names}", names=", ".join(map(short, known)))
    more = (t("a DPIA of several activities has a name of its own: say which with --activity"),) if kind.name == "dpia" else ()
    return fail("GS386", "assessment-of-nothing", message, help, *more)
