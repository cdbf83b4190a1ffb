"""The map is complete, modules stay short enough to hold in the head, and names say what things are."""

import re
from pathlib import Path

import gestand

SOURCE = Path(gestand.__file__).parent
BANNED = {"util", "utils", "helper", "helpers", "common", "core", "base", "misc", "manager", "service", "handler", "processor"}


def test_the_map_names_every_room() -> None:
    assert gestand.__doc__
    named = re.findall(r"^([a-z_]+)  ", gestand.__doc__, re.MULTILINE)
    rooms = sorted(p.name for p in SOURCE.iterdir() if (p / "__init__.py").exists())
    assert sorted(named) == rooms


def test_no_module_is_too_long() -> None:
    long = {str(p.relative_to(SOURCE)): n for p in SOURCE.rglob("*.py") if (n := len(p.read_text("utf-8").splitlines())) > 600}
    assert long == {}


def test_no_module_is_a_grab_bag() -> None:
    assert [p for p in SOURCE.rglob("*.py") if p.stem in BANNED] == []


def test_every_module_says_what_it_is_for() -> None:
    assert [str(p) for p in SOURCE.rglob("*.py") if not p.read_text("utf-8").lstrip().startswith('"""')] == []


def test_only_the_doors_catch_everything() -> None:
    catching = {
        p.relative_to(SOURCE).parts[0] for p in SOURCE.rglob("*.py") if re.search(r"except Exception\b", p.read_text("utf-8"))
    }
    assert catching <= {"cli"}


def test_no_value_is_written_into_a_statement() -> None:
    """SQL text is built from names of tables and columns only; values are bound. Places that build text are few and known."""
    building = {
        str(p.relative_to(SOURCE)): len(re.findall(r"exec_driver_sql\(|sa\.text\(|\.copy\(", p.read_text("utf-8")))
        for p in SOURCE.rglob("*.py")
    }
    allowed = ("stores/", "state/", "evidence/", "execute/run.py", "execute/search.py", "execute/sealing.py", "execute/survey/")
    assert [p for p, n in building.items() if n and not p.startswith(allowed)] == []
