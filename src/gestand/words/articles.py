"""Articles of the GDPR as readers of each language know them: GDPR art. 28(3)(b), AVG art. 28 lid 3 onder b, RGPD art. 28.3.b.

A reference is written once, in any of the three ways, and said in the language of the moment. Other laws keep the name they have."""

from __future__ import annotations

import re

from gestand.words import language

_NAMED = re.compile(
    r"(?<!\w)(?:GDPR|AVG|RGPD) art(?:\.|ikel|ículo|icle) ?"
    r"(?P<number>\d{1,2})"
    r"(?P<rest>(?:\(\w{1,2}\))+| lid \d{1,2}(?: onder [a-z]\b)?| onder [a-z]\b|\.\d{1,2}(?:\.[a-z]\b)?(?!\w)|)"
)


def cited(text: str) -> str:
    """The text, with the articles of the GDPR in it as the language of the moment writes them."""
    return _NAMED.sub(_said, text)


def _said(found: re.Match[str]) -> str:
    number, parts = found["number"], re.findall(r"\d+|\b[a-z]\b", found["rest"])
    match language():
        case "nl":
            ends = [f" lid {p}" if p.isdigit() else f" onder {p}" for p in parts]
            return f"AVG art. {number}{''.join(ends)}"
        case "es":
            return ".".join([f"RGPD art. {number}", *parts])
    return f"GDPR art. {number}{''.join(f'({p})' for p in parts)}"
