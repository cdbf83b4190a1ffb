"""Documents on paper: a typst source with what it says as data, made into a PDF that screen readers can read (PDF/UA-1). Typst refuses to
make one that is not, also where a font lacks a letter: then a font of this machine is tried, and what none has is named in words."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import typst


def pdf(source: bytes, said: Mapping[str, Any], made: datetime | None) -> bytes:
    """The document. `said` is data, never markup. The same source, data and moment give the same bytes, as long as typst's own fonts have
    every letter."""
    for fonts, words in ((True, said), (False, said), (True, _named(said))):
        try:
            done = typst.compile(
                source,
                format="pdf",
                ignore_system_fonts=fonts,
                sys_inputs={"said": json.dumps(words, ensure_ascii=False)},
                pdf_standards=["ua-1"],
                timestamp=int(made.timestamp()) if made else 0,
            )
        except typst.TypstError as error:
            if "could not be displayed" not in str(error) or words is not said:
                raise
            continue
        assert isinstance(done, bytes)
        return done
    raise AssertionError("the last try returns or raises")


_SURE = ((0x20, 0x7E), (0xA0, 0x17F), (0x1E00, 0x1EFF), (0x391, 0x3C9), (0x400, 0x45F), (0x2010, 0x2022), (0x20AC, 0x20AC))


def _named(said: Any) -> Any:
    """What is said, with each sign that fonts may lack as its name in words."""
    match said:
        case str():
            return "".join(map(_sign, unicodedata.normalize("NFC", said)))
        case Mapping():
            return {name: _named(value) for name, value in said.items()}
        case list() | tuple():
            return [_named(value) for value in said]
    return said


def _sign(sign: str) -> str:
    if sign == "\n" or any(first <= ord(sign) <= last for first, last in _SURE):
        return sign
    if unicodedata.category(sign) in ("So", "Sk", "Sm", "Po"):
        return f"[{unicodedata.name(sign, '?').lower()}]"
    return "" if unicodedata.category(sign) in ("Mn", "Cf") else "[?]"
