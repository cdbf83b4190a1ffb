"""Files as a store: everything that can be asked of rows can be asked of files."""

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from databases import Database, House
from folders import POLICY, call, desk, there
from gestand import retention, rights
from gestand.cli import show
from gestand.diagnostics import GestandError
from gestand.execute import checking
from gestand.execute.context import open_policy
from gestand.policy.model import Name

ANNA, BERT = {"customer": [(1,)]}, {"customer": [(2,)]}
OLD, NEW = "2026-10-01-1.wav", "2026-11-20-2.wav"


@pytest.fixture
def recordings(folder: Path) -> Path:
    return folder / "recordings"


@pytest.fixture
def house(folder: Path, database: Database) -> Iterator[House]:
    one = desk(folder, database)
    yield one
    one.close()


def code(error: pytest.ExceptionInfo[GestandError]) -> str:
    return error.value.diagnostics[0].code


def test_a_file_is_a_row_with_what_its_name_says(house: House, recordings: Path) -> None:
    table = house.context.policy.tables[Name("recordings", "recordings")]
    assert str(table.name) == "recordings", "a store that is one table has one name"
    assert {c.name: (c.type, c.category) for c in table.columns.values()} == {
        "path": ("text", "key"),
        "customer_no": ("text", "key"),
        "date": ("date", "plain"),
        "id": ("text", "plain"),
        "modified": ("zoned", "plain"),
        "size": ("integer", "plain"),
        "content": ("binary", "voice"),
    }
    with house.context.stores["recordings"].session() as connection:
        rows = connection.exec_driver_sql(
            "select path, customer_no, date, id, modified, size from recordings order by path"
        ).all()
    assert rows[0] == (f"C0001/{OLD}", "C0001", "2026-10-01", "1", "2026-10-01 00:00:00+00:00", 32)
    assert len(rows) == 4


def test_the_sweep_deletes_files_whose_period_has_ended(house: House, recordings: Path) -> None:
    seen, digest = retention.plan(house.context)
    assert "2 files" in show.sweep(house.context, seen, digest)
    assert retention.board(house.context)[0].overdue == 2
    assert len(there(recordings)) == 4, "a plan changes nothing"
    done = retention.sweep(house.context, digest, beyond_brake="a test")
    assert done.per_table == {"DeleteRows recordings": 2}
    assert set(there(recordings)) == {f"C0001/{NEW}", f"C0002/{NEW}"}
    (row,) = [r for r in retention.board(house.context) if r.activity.name == "call quality"]
    assert (row.overdue, row.held, str(row.oldest)) == (0, 2, "2026-11-20")
    assert house.do("sweep").counts == {}, "done twice, it does nothing"


def test_access_gives_the_files_too(house: House, recordings: Path, folder: Path) -> None:
    files, counts, _ = rights.answer(house.context, ANNA, folder / "answer")
    assert counts == {"crm.customers": 1, "recordings": 2}
    said = json.loads((folder / "answer" / "access.json").read_text())
    (table,) = [t for t in said["tables"] if t["table"] == "recordings"]
    row = dict(zip(table["columns"], table["rows"][0], strict=True))
    copy = folder / "answer" / row["content"]
    assert copy.read_bytes() == (recordings / "C0001" / OLD).read_bytes()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert sorted(p.name for p in (folder / "answer" / "files").rglob("*.wav")) == [OLD, NEW]
    assert f'<a href="files/recordings/C0001/{OLD}">' in (folder / "answer" / "access.html").read_text()
    assert not [p for p in (folder / "answer").rglob("*") if "C0002" in str(p)], "nobody else's"
    again, _, _ = rights.answer(house.context, ANNA, folder / "answer")
    assert again == files


def test_access_for_many_names_the_files(house: House, folder: Path) -> None:
    rights.answer_many(house.context, {"customer": [(1,), (2,)]}, folder / "all.jsonl")
    lines = [json.loads(line) for line in (folder / "all.jsonl").read_text().splitlines()]
    (table,) = [x for x in lines if x.get("table") == "recordings"]
    assert sorted((r[0], r[1]) for r in table["rows"]) == sorted(
        (str(i), f"C000{i}/{name}") for i in (1, 2) for name in (OLD, NEW)
    )


def test_erasure_takes_the_files_and_the_folder_that_has_their_name(house: House, recordings: Path) -> None:
    house.database.run("update customers set ended_on = '2026-11-01' where id = 1")
    _, digest = rights.ask(house.context, "erasure", ANNA)
    outcome = rights.do(house.context, digest)
    assert outcome.done.per_table == {"DeleteRows recordings": 2, "DeleteRows crm.customers": 1}
    assert outcome.found is not None and outcome.found.complete and outcome.found.files == 2
    assert set(there(recordings)) == {f"C0002/{OLD}", f"C0002/{NEW}"}
    assert not (recordings / "C0001").exists(), "its name is the number of the customer"
    assert (recordings / "C0002").is_dir()


def test_the_search_looks_into_the_files_of_others(house: House, recordings: Path) -> None:
    house.database.run("update customers set ended_on = '2026-11-01' where id = 1")
    call(recordings, 2, "2026-11-21", 3, b"please call back CanaryAnna@x.nl")
    _, digest = rights.ask(house.context, "erasure", ANNA)
    outcome = rights.do(house.context, digest)
    assert outcome.found is not None and not outcome.found.complete
    assert [(str(h.table), h.column, h.keys, h.kind) for h in outcome.found.hits] == [
        ("recordings", "content", ("C0002/2026-11-21-3.wav",), "judge")
    ]
    assert "recordings.content" in show.outcome(house.context, outcome)


def test_a_restriction_moves_the_content_and_brings_it_back_byte_for_byte(house: House, recordings: Path) -> None:
    content = os.urandom(3_000_000)
    path = call(recordings, 1, "2026-11-21", 3, content)
    before = there(recordings), path.stat().st_mtime_ns
    done = house.do("restriction", ANNA, ground="accuracy contested", until="it is settled")
    assert done.per_table["SealValues recordings"] == 3
    sealed = there(recordings)
    assert {p: len(c) for p, c in sealed.items() if p.startswith("C0001")} == {
        f"C0001/{OLD}": 0,
        f"C0001/{NEW}": 0,
        "C0001/2026-11-21-3.wav": 0,
    }
    assert {p: c for p, c in sealed.items() if p.startswith("C0002")} == {
        p: c for p, c in before[0].items() if p.startswith("C0002")
    }
    kept = list((house.home / "sealed").iterdir())
    assert len(kept) == 3 and not any(b"voice of customer" in p.read_bytes() for p in kept)
    assert house.do("sweep").per_table == {"DeleteRows recordings": 1}, "what is restricted is not swept"
    house.do("lifting", ANNA)
    after = there(recordings)
    assert after.pop(f"C0001/{OLD}") == before[0][f"C0001/{OLD}"]
    assert after["C0001/2026-11-21-3.wav"] == content and path.stat().st_mtime_ns == before[1]
    assert not list((house.home / "sealed").iterdir())


def test_what_is_restricted_is_in_the_answer(house: House, recordings: Path, folder: Path) -> None:
    content = (recordings / "C0001" / NEW).read_bytes()
    house.do("restriction", ANNA, ground="accuracy contested", until="it is settled")
    rights.answer(house.context, ANNA, folder / "answer")
    assert (folder / "answer" / "files" / "recordings" / "C0001" / NEW).read_bytes() == content


def test_a_hold_keeps_the_files(house: House, recordings: Path) -> None:
    house.database.run("update customers set ended_on = '2020-01-01'")
    rights.hold(
        house.context,
        ANNA,
        reason="claim",
        responsible="J. Vermeer",
        review=house.context.today().replace(year=2027),
        tables=("recordings",),
    )
    house.do("sweep")
    assert set(there(recordings)) == {f"C0001/{OLD}", f"C0001/{NEW}", f"C0002/{NEW}"}


def test_content_that_nothing_holds_is_emptied_and_the_file_stays(folder: Path, database: Database, recordings: Path) -> None:
    policy = POLICY.replace("voice: content, plain: id", "voice: content, plain: id, in the end: keep without the person")
    house = desk(folder, database, policy=policy)
    owner, mtime = (recordings / "C0001" / OLD).stat().st_uid, (recordings / "C0001" / OLD).stat().st_mtime_ns
    done = house.do("sweep")
    assert done.per_table == {"ReplaceValues recordings": 2}
    assert {p: len(c) for p, c in there(recordings).items()} == {
        f"C000{i}/{name}": size for i in (1, 2) for name, size in ((OLD, 0), (NEW, 32))
    }
    seen = (recordings / "C0001" / OLD).stat()
    assert (seen.st_uid, seen.st_mtime_ns) == (owner, mtime)
    assert house.do("sweep").counts == {}
    house.close()


def test_check_looks_at_names(house: House, recordings: Path, folder: Path) -> None:
    (recordings / "notes.txt").write_text("mind the gap")
    (recordings / "C0001" / "2026-02-31-9.wav").write_text("no such day")
    os.link(recordings / "C0002" / NEW, folder / "another name")
    opened = open_policy(house.folder / "policy")
    found, _ = checking.check(opened, house.folder / "policy", data=True)
    said = {d.code: d.message for d in found}
    assert said["GS461"] == "the names of 2 files of `recordings` do not fit the pattern"
    assert said["GS462"] == "1 file of `recordings` has other names too (hard links)"
    with opened.stores["recordings"].session() as connection:
        odd = connection.exec_driver_sql("select path, customer_no, date from recordings where date is null order by path").all()
    assert odd == [("C0001/2026-02-31-9.wav", None, None), ("notes.txt", None, None)], "listed all the same"
    for store in opened.stores.values():
        store.engine.dispose()


def test_what_a_name_says_is_not_corrected(house: House) -> None:
    for column in ("recordings.date", "recordings.content"):
        with pytest.raises(GestandError) as error:
            house.plan("rectification", ANNA, corrections={column: "2026-01-01"})
        assert code(error) == "GS519"


def test_overwriting_is_done_before_deleting(
    folder: Path, database: Database, recordings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = desk(folder, database, more="overwrite: yes")
    before = there(recordings)
    kept = {}
    unlink = os.unlink

    def looked(name: object, **more: int) -> None:
        if str(name).endswith("wav'"):
            descriptor = os.open(name, os.O_RDONLY, **more)  # type: ignore[arg-type]
            kept[len(kept)] = os.read(descriptor, 100)
            os.close(descriptor)
        unlink(name, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "unlink", looked)
    house.do("sweep")
    gone = {p: c for p, c in before.items() if p.endswith(OLD)}
    assert len(kept) == 2 and all(len(c) == 32 and c not in gone.values() for c in kept.values())
    house.close()


def test_two_stores_may_lie_in_one_folder(folder: Path, database: Database, recordings: Path) -> None:
    policy = POLICY.replace(
        "activities:", "  images: {whose: customer by customer_no, image: content, plain: id}\nactivities:"
    ).replace(
        "    promises: [C1]",
        "    promises: [C1]\n  watching:\n    basis: contract\n    for: images\n    keep: 1 day after date otherwise modified",
    )
    house = desk(folder, database, policy=policy, images=f'files: {recordings}, named: "{{customer_no}}/{{date}}-{{id}}.jpg"')
    (recordings / "C0001" / "2026-11-01-1.jpg").write_bytes(b"image")
    house.do("sweep")
    # to the images, a recording is a file whose name does not fit: modified then, and gone with the same sweep
    assert sorted(p.name for p in (recordings / ".gestand").glob("*.db")) and "C0001/2026-11-01-1.jpg" not in there(recordings)
    house.close()
