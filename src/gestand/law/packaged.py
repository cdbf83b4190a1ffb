"""The data files of this package, read with every value as text: `NO` is Norway, not a no."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, Final

import yaml

_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # builds nothing but strings, lists and mappings


def parse(text: str) -> Any:
    """The lists, mappings and strings of a YAML text. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - see _LOADER


def read(name: str) -> str:
    """The text of a data file of this package, such as `table.yaml`."""
    return files("gestand.law").joinpath(name).read_text(encoding="utf-8")
