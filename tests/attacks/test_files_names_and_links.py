"""Files whose names and links try to lead elsewhere: nothing outside the folder is read, shown, emptied or deleted."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from databases import Database, House
from folders import POLICY, call, desk, there
from gestand import rights
from gestand.cli import show
from gestand.diagnostics import GestandError
from gestand.execute.context import open_policy
from gestand.policy.grammar import NotSaid
from gestand.policy.naming import naming
from gestand.stores.folder import Folder
from gestand.stores.spelling import bytes_of, text_of

ANNA = {"customer": [(1,)]}
NEW = "2026-11-20-2.wav"


@pytest.fixture
def recordings(folder: Path) -> Path:
    return folder / "recordings"


@pytest.fixture
def house(folder: Path, sqlite_url: str) -> Iterator[House]:
    one = desk(folder, Database(sqlite_url), more="overwrite: yes")
    one.database.run("update customers set ended_on = '2026-11-01' where id = 1")
    yield one
    one.close()


def secret(folder: Path) -> Path:
    path = folder / "secret.txt"
    path.write_text("not of this store")
    return path


def test_a_symbolic_link_is_deleted_and_not_followed(house: House, recordings: Path, folder: Path) -> None:
    outside = secret(folder)
    (recordings / "C0001" / "2026-11-21-9.wav").symlink_to(outside)
    rights.answer(house.context, ANNA, folder / "answer")
    assert b"not of this store" not in b"".join(p.read_bytes() for p in (folder / "answer").rglob("*") if p.is_file())
    house.do("erasure", ANNA)
    assert outside.read_text() == "not of this store"
    assert not (recordings / "C0001").exists()


def test_a_folder_that_is_a_link_is_not_entered(house: House, recordings: Path, folder: Path) -> None:
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    call(elsewhere.parent, 1, "2026-11-21", 9)
    shutil.move(folder / "C0001" / "2026-11-21-9.wav", elsewhere)
    shutil.rmtree(recordings / "C0001")
    (recordings / "C0001").symlink_to(elsewhere)
    house.do("erasure", ANNA)
    assert [p.name for p in elsewhere.iterdir()] == ["2026-11-21-9.wav"]


def test_a_folder_exchanged_for_a_link_after_it_was_listed(
    house: House, recordings: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = folder / "elsewhere"
    shutil.copytree(recordings / "C0001", elsewhere)
    real = Folder.delete

    def delete(self: Folder, act: object, overwrite: bool) -> None:
        if not (recordings / "C0001").is_symlink():
            shutil.rmtree(recordings / "C0001")
            (recordings / "C0001").symlink_to(elsewhere)
            self._leave()
        real(self, act, overwrite)  # type: ignore[arg-type]

    monkeypatch.setattr(Folder, "delete", delete)
    house.do("erasure", ANNA)
    assert len(there(elsewhere)) == 2 and all(c.startswith(b"RIFF") for c in there(elsewhere).values())


def test_what_stands_under_another_name_is_not_overwritten(house: House, recordings: Path, folder: Path) -> None:
    outside = secret(folder)
    os.link(outside, recordings / "C0001" / "2026-11-21-9.wav")
    house.do("erasure", ANNA)
    assert outside.read_text() == "not of this store" and not (recordings / "C0001").exists()


def test_what_stands_under_another_name_is_not_emptied(folder: Path, sqlite_url: str, recordings: Path) -> None:
    policy = POLICY.replace("plain: id", "plain: id, in the end: keep without the person")
    house = desk(folder, Database(sqlite_url), policy=policy)
    outside = secret(folder)
    os.link(outside, recordings / "C0001" / "2026-09-01-9.wav")
    house.do("sweep")
    assert outside.read_text() == "not of this store"
    assert (recordings / "C0001" / "2026-09-01-9.wav").read_bytes() == b""
    house.close()


def test_a_pipe_and_a_device_keep_nobody_waiting(house: House, recordings: Path, folder: Path) -> None:
    os.mkfifo(recordings / "C0001" / "2026-11-21-9.wav")
    rights.answer(house.context, ANNA, folder / "answer")
    _, digest = rights.ask(house.context, "erasure", ANNA)
    assert rights.do(house.context, digest).found is not None
    assert not (recordings / "C0001").exists()


def test_our_own_folder_made_by_somebody_else_is_not_used(house: House, recordings: Path, folder: Path) -> None:
    (folder / "theirs").mkdir()
    (recordings / ".gestand").symlink_to(folder / "theirs")
    with pytest.raises(GestandError) as error:
        house.do("sweep")
    assert error.value.diagnostics[0].code == "GS602"
    assert not list((folder / "theirs").iterdir())
    (recordings / ".gestand").unlink()
    (recordings / ".gestand").mkdir()
    (recordings / ".gestand").chmod(0o777)
    with pytest.raises(GestandError):
        house.do("sweep")
    assert len(there(recordings)) == 4


def test_files_can_not_hide_in_a_folder_with_our_name(house: House, recordings: Path) -> None:
    hidden = recordings / "C0001" / ".gestand"
    hidden.mkdir()
    hidden.chmod(0o755)
    (hidden / "2026-11-21-9.wav").write_bytes(b"canaryanna@x.nl")
    with house.context.stores["recordings"].session() as connection:
        listed = [p for (p,) in connection.exec_driver_sql("select path from recordings")]
    assert "C0001/.gestand/2026-11-21-9.wav" in listed


ODD = [
    b"a\nb",
    b"\xff\xfe",
    b"\x1b[31mred",
    "é".encode(),
    "\U0010ffff".encode(),
    b"'; drop table recordings; --",
    b"%s%n",
    b"a" * 240,
]


def test_odd_names_are_told_apart_listed_shown_and_deleted(house: House, recordings: Path, folder: Path) -> None:
    folder_of_anna = os.fsencode(recordings / "C0001")
    for name in ODD:
        with open(os.path.join(folder_of_anna, b"2026-10-03-" + name + b".wav"), "wb") as file:
            file.write(b"odd " + name)
    seen = house.preview("erasure", ANNA)
    (step,) = [c for c in seen.counted if str(c.step.table) == "recordings"]  # type: ignore[union-attr]
    assert step.rows == 2 + len(ODD)
    rights.answer(house.context, ANNA, folder / "answer")
    copies = [p.read_bytes() for p in (folder / "answer" / "files").rglob("*") if p.is_file()]
    assert sorted(c for c in copies if c.startswith(b"odd ")) == sorted(b"odd " + n for n in ODD)
    assert all(re.fullmatch(r"[\w.'; -]+", p.name) or "%" in p.name for p in (folder / "answer" / "files").rglob("*"))
    json.loads((folder / "answer" / "access.json").read_text())
    house.do("erasure", ANNA)
    assert not (recordings / "C0001").exists()


def test_each_sequence_of_bytes_is_one_text() -> None:
    for data in (
        *ODD,
        b"",
        b"\xf4\x8f\xbf\xbf",
        b"\xf4\x8f\xbe",
        b"\xff",
        "\U0010ffff\U0010ff80".encode() + b"\x80\xff",
        bytes(range(256)),
    ):
        assert bytes_of(text_of(data)) == data
        text_of(data).encode("utf-8")
    texts = {text_of(d) for d in ("\U0010ffff".encode(), b"\xff", b"\xf4\x8f\xbf\xbf\xff")}
    assert len(texts) == 3


@pytest.mark.parametrize(
    "said",
    [
        "../{x}",
        "{x}/../y",
        "/{x}",
        "{x}/",
        "a//b",
        "{path}.wav",
        "{a}{b}.wav",
        "{a.b}",
        "{a",
        "a}",
        "{a:%Q}",
        "",
        "**",
        "{gs_id}",
    ],
)
def test_a_pattern_can_not_lead_out_or_be_unclear(said: str) -> None:
    with pytest.raises(NotSaid):
        naming(said)


def test_a_pattern_that_is_wrong_is_a_finding_at_its_place(folder: Path, sqlite_url: str, recordings: Path) -> None:
    house = desk(folder, Database(sqlite_url))
    file = house.folder / "policy" / "policy.yaml"
    file.write_text(file.read_text().replace('"{customer_no}/{date}-{id}.wav"', '"{customer_no}/../{date}.wav"'))
    opened = open_policy(house.folder / "policy")
    assert [d.code for d in opened.findings] == ["GS205"]
    assert opened.findings[0].place is not None and "named:" in opened.findings[0].place.source
    for store in opened.stores.values():
        store.engine.dispose()


def test_no_name_makes_a_pattern_slow() -> None:
    """With as many fields as here, a regular expression would try 10^14 ways: this test would not end."""
    many = naming("{a}-{b}-{c}-{d}-{e}-{f}-{g}-{h}-{date}.wav")
    assert many.match("-" * 250 + ".wav") is None
    assert many.match("-a" * 120 + "-2026-13-13.wav") is None


def test_a_file_that_unpacks_for_ever_is_left_after_a_while(house: House, recordings: Path) -> None:
    import gzip
    import zlib

    packer = zlib.compressobj(1, wbits=31)
    bomb = b"".join(packer.compress(b"\0" * (1 << 20)) for _ in range(400)) + packer.flush()
    call(recordings, 2, "2026-11-21", 9, gzip.compress(bomb))
    _, digest = rights.ask(house.context, "erasure", ANNA)
    outcome = rights.do(house.context, digest)
    assert outcome.found is not None and outcome.found.unread == 1
    assert outcome.found.octets < 300 * 1024 * 1024  # of 400 MB it would unpack to, and that for ever
    assert "1 file could not be read to its end" in show.outcome(house.context, outcome)


def test_a_name_that_a_terminal_would_obey_is_told_in_letters(house: House, recordings: Path) -> None:
    with open(os.path.join(os.fsencode(recordings), b"C0002", b"2026-11-21-\x1b[2J\n.wav"), "wb") as file:
        file.write(b"ask canaryanna@x.nl")
    _, digest = rights.ask(house.context, "erasure", ANNA)
    told = show.outcome(house.context, rights.do(house.context, digest))
    assert r"C0002/2026-11-21-\x1b[2J\n.wav" in told and "\x1b" not in told
