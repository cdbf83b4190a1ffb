"""What is written about people can't be read or exchanged by another user of the machine, not even for a moment."""

import os
from pathlib import Path

import pytest
from letters import ANNA, POLICY, SCHEMA

from databases import Maker
from gestand import rights
from gestand.diagnostics import GestandError
from gestand.state import State

pytestmark = pytest.mark.skipif(os.name != "posix", reason="rights of files as POSIX has them")


def test_state_is_never_open(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    version = State._version

    def looked(self: State) -> str | None:
        seen.append((folder / "home" / "state.db").stat().st_mode & 0o777)
        return version(self)

    monkeypatch.setattr(State, "_version", looked)
    before = os.umask(0)
    try:
        (folder / "home").mkdir(mode=0o755)
        State(folder / "home").engine.dispose()
    finally:
        os.umask(before)
    assert seen == [0o600]


def test_key_of_somebody_else(folder: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can give a file away")
    state = State(folder / "home")
    state.digest_key()
    os.chown(folder / "home" / "keys" / "seal.key", 65534, -1)
    again = State(folder / "home")
    with pytest.raises(GestandError) as refused:
        again.digest_key()
    assert refused.value.diagnostics[0].code == "GS615"
    state.engine.dispose()
    again.engine.dispose()


def test_folder_of_everybody(house: Maker) -> None:
    one = house(POLICY, *SCHEMA)
    one.database.insert("customers", [ANNA])
    out = one.folder / "out"
    out.mkdir()
    out.chmod(0o777)
    with pytest.raises(GestandError) as refused:
        rights.answer(one.context, {"customer": [(1,)]}, out)
    assert refused.value.diagnostics[0].code == "GS608"
    assert not list(out.iterdir())
