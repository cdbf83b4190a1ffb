"""Real schemas that lie beside the repository, and are not part of it: skipped, visibly, where they are absent."""

import os
from pathlib import Path

import pytest

VARIABLE = "GESTAND_SHARED"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with other people's schemas: the one the environment names, else `shared` beside the repository."""
    folder = Path(os.environ.get(VARIABLE) or Path(__file__).parents[3] / "shared")
    if not (folder / "schemas").is_dir():
        pytest.skip(f"no schemas in {folder}: set {VARIABLE}")
    return folder
