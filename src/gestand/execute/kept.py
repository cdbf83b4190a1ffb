"""Values as our state keeps them, in JSON, and as they were."""

from __future__ import annotations

from typing import Any

_OURS = ({"bytes"}, {"json"})


def out(value: Any) -> Any:
    """A value as JSON can keep it."""
    if isinstance(value, (bytes, memoryview)):
        return {"bytes": bytes(value).hex()}
    if isinstance(value, dict) and set(value) in _OURS:
        return {"json": value}
    return value if isinstance(value, (int, float, str, list, dict, bool)) else str(value)


def back(value: Any) -> Any:
    """A kept value as it was, but for what became a text: a day, a number with a point."""
    if isinstance(value, dict) and set(value) in _OURS:
        return bytes.fromhex(value["bytes"]) if "bytes" in value else value["json"]
    return value
