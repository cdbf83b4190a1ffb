"""The logs of a web server as a store: everything that can be asked of rows can be asked of their lines."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from databases import Database, House
from gestand import retention, rights
from gestand.cli import show
from gestand.diagnostics import GestandError
from gestand.execute import checking
from gestand.execute.context import open_policy
from gestand.policy.model import Name
from weblogs import POLICY, day_of, days_before, line, log, read, site, there

ANNA, BERT = {"customer": [(1,)]}, {"customer": [(2,)]}


@pytest.fixture
def logs(folder: Path) -> Path:
    return folder / "nginx"


@pytest.fixture
def house(folder: Path, database: Database) -> Iterator[House]:
    one = site(folder, database)
    yield one
    one.close()


def rows(house: House, what: str = "*", more: str = "order by line") -> list[tuple[object, ...]]:
    with house.context.stores["web"].session() as connection:
        return [tuple(r) for r in connection.exec_driver_sql(f"select {what} from web {more}")]


def code(error: pytest.ExceptionInfo[GestandError]) -> str:
    return error.value.diagnostics[0].code


def test_a_line_is_a_row_with_what_it_says(house: House) -> None:
    table = house.context.policy.tables[Name("web", "web")]
    assert {c.name: (c.type, c.category) for c in table.columns.values()} == {
        "line": ("text", "key"),
        "ip": ("text", "online identifier"),
        "user": ("text", "online identifier"),
        "moment": ("zoned", "plain"),
        "method": ("text", "plain"),
        "url": ("text", "behaviour"),
        "status": ("integer", "plain"),
        "size": ("integer", "plain"),
        "referrer": ("text", "behaviour"),
        "browser": ("text", "online identifier"),
        "other": ("text", "content"),
        "modified": ("zoned", "plain"),
    }
    found = rows(
        house,
        "line, ip, user, moment, method, url, status, size, referrer, other",
        "where moment like '2026-11-21%' order by moment",
    )
    assert found[1] == (
        "access.log 2026-11-21 01:00:01+00:00 GET 200 512", "192.0.2.77", "C0001", "2026-11-21 01:00:01+00:00", "GET",
        "/prices?from=mail", 200, 512, "https://mail.example/?to=canaryanna@x.nl", None,
    )  # fmt: skip
    assert len(rows(house)) == 54


def test_keys_stay_when_a_file_is_rotated_and_packed(house: House, logs: Path) -> None:
    before = rows(house, "line, url")
    os.rename(logs / "access.log.2.gz", logs / "access.log.3.gz")
    log(logs / "access.log.2.gz", read_lines(logs / "access.log.1"), days_before(1))
    (logs / "access.log.1").unlink()
    os.rename(logs / "access.log", logs / "access.log.1")
    (logs / "access.log").touch()
    assert rows(house, "line, url") == before
    house.close()
    assert rows(house, "line, url") == before, "in a new process too"


def read_lines(path: Path) -> list[str]:
    return [f"{said}\n" for said in read(path)]


def test_lines_alike_in_one_second_are_told_apart(house: House, logs: Path) -> None:
    log(logs / "access.log", [line("2026-11-22", f"/{i}") for i in range(3)])
    found = rows(house, "url, line", "where moment like '2026-11-22%' order by url")
    key = "access.log 2026-11-22 10:15:00+00:00 GET 200 512"
    assert found == [("/0", key), ("/1", f"{key} #2"), ("/2", f"{key} #3")]


def test_the_sweep_minimises_after_a_week_and_deletes_after_a_month(house: House, logs: Path) -> None:
    before = {p.name: p.stat() for p in logs.iterdir()}
    seen, digest = retention.plan(house.context)
    told = show.sweep(house.context, seen, digest)
    assert "12 lines" in told, told
    done = retention.sweep(house.context, digest, beyond_brake="a test")
    assert done.per_table["DeleteRows web"] == 12, "two files are older than a month"
    assert sorted(there(logs)) == [
        "access.log", "access.log.1", "access.log.2.gz", "access.log.20.xz", "access.log.29.gz", "access.log.6.bz2", "access.log.8.gz",
    ]  # fmt: skip
    for name in ("access.log", "access.log.1", "access.log.2.gz", "access.log.6.bz2"):
        assert read_lines(logs / name) == day_of(days_before(int(name.split(".")[2]) if name != "access.log" else 0)), "not due"
    day = days_before(8)
    assert read_lines(logs / "access.log.8.gz") == [
        line(day, "/", ip="203.0.113.0", at="01:00:00", browser="-"),
        line(day, "/prices?from=mail", ip="192.0.2.0", at="01:00:01", referrer="https://mail.example/", browser="-"),
        line(day, "/account/-/invoices", at="01:00:02", ip="192.0.2.0", browser="-"),
        line(day, "/basket?sid=-", at="01:00:03", ip="2001:db8:1::", browser="-"),
        line(day, "/prices", at="01:00:04", ip="198.51.100.0", browser="-"),
        line(day, "/account/-/invoices", at="01:00:05", ip="192.0.2.0", browser="-"),
    ]
    for name in ("access.log.8.gz", "access.log.29.gz"):
        now = (logs / name).stat()
        kept = ("st_mode", "st_uid", "st_gid", "st_mtime_ns")
        assert [getattr(now, k) for k in kept] == [getattr(before[name], k) for k in kept]
    assert house.do("sweep").counts == {}, "done twice, it does nothing"
    assert {r.activity.name: r.overdue for r in retention.board(house.context)}["security"] == 0


def test_access_shows_a_persons_lines_over_every_link(house: House, folder: Path) -> None:
    _, counts, _ = rights.answer(house.context, ANNA, folder / "answer")
    assert counts["web"] == 27, "by user, by number in the address, by the session in the CRM"
    said = json.loads((folder / "answer" / "access.json").read_text())
    (table,) = [t for t in said["tables"] if t["table"] == "web"]
    assert not any("C0002" in str(r) or "203.0.113" in str(r) for r in table["rows"])


def test_erasure_takes_their_lines_from_every_file_and_only_theirs(house: House, logs: Path) -> None:
    house.database.run("update customers set ended_on = '2026-11-01' where id = 1")
    _, digest = rights.ask(house.context, "erasure", ANNA)
    outcome = rights.do(house.context, digest)
    assert outcome.done.per_table["DeleteRows web"] == 27
    assert outcome.found is not None and outcome.found.complete
    for name, lines in there(logs).items():
        n = int(name.split(".")[2]) if name != "access.log" else 0
        assert [f"{said}\n" for said in lines] == [day_of(days_before(n))[i] for i in (0, 4, 5)], name
    assert house.do("erasure", ANNA).counts == {}


def test_the_file_of_today_is_changed_in_its_place(house: House, logs: Path) -> None:
    path = logs / "access.log"
    before, inode, size = path.read_bytes(), path.stat().st_ino, path.stat().st_size
    house.database.run("update customers set ended_on = '2026-11-01' where id = 1")
    house.do("erasure", ANNA)
    after = path.read_bytes()
    assert (path.stat().st_ino, len(after)) == (inode, size), "the server has this very file open"
    for old, new in zip(before.split(b"\n"), after.split(b"\n"), strict=True):
        assert new == old if b"C0001" not in old and b"5e55ion1" not in old else new == b" " * len(old)
    assert not [p for p in logs.iterdir() if "part" in p.name]


def test_what_was_left_blank_goes_when_the_file_is_written_anew(house: House, logs: Path) -> None:
    house.database.run("update customers set ended_on = '2026-11-01' where id < 3")
    house.do("erasure", ANNA)
    os.rename(logs / "access.log", logs / "access.log.1")
    os.utime(logs / "access.log.1", (1.0, datetime(2026, 11, 21, tzinfo=UTC).timestamp()))
    (logs / "access.log").touch()
    assert b"    \n" in (logs / "access.log.1").read_bytes()
    house.do("erasure", BERT)
    assert (logs / "access.log.1").read_bytes() == line("2026-11-22", "/", ip="203.0.113.9", at="01:00:00").encode()


def test_the_search_finds_who_is_named_anywhere_in_a_line(house: House, logs: Path) -> None:
    house.database.run("update customers set ended_on = '2026-11-01' where id = 1")
    with (logs / "access.log").open("a") as file:
        file.write(line("2026-11-22", "/unsubscribe?e=CanaryAnna%40x.nl", at="11:00:00"))
        file.write("canaryanna@x.nl wrote this where no line should be\n")
    _, digest = rights.ask(house.context, "erasure", ANNA)
    outcome = rights.do(house.context, digest)
    assert outcome.found is not None
    assert sorted((h.column, h.keys[0], h.kind) for h in outcome.found.hits) == [
        ("other", "access.log ?", "judge"),
        ("url", "access.log 2026-11-22 11:00:00+00:00 GET 200 512", "judge"),
    ]


def test_a_restriction_moves_values_and_brings_them_back_after_rotation(house: House, logs: Path) -> None:
    before = there(logs)
    done = house.do("restriction", ANNA, ground="accuracy contested", until="it is settled")
    assert done.per_table["SealValues web"] == 27
    assert not any("192.0.2.77" in said and "C0001" in said for lines in there(logs).values() for said in lines)
    assert not any("mail.example/?to" in said for lines in there(logs).values() for said in lines)
    house.do("sweep")
    os.rename(logs / "access.log.1", logs / "access.log.3")
    os.rename(logs / "access.log", logs / "access.log.1")
    log(logs / "access.log", [])
    house.do("lifting", ANNA)
    after = there(logs)
    assert after["access.log.1"] == before["access.log"] and after["access.log.3"] == before["access.log.1"]
    assert after["access.log.2.gz"] == before["access.log.2.gz"]


def test_a_hold_keeps_their_lines(house: House, logs: Path) -> None:
    rights.hold(
        house.context,
        ANNA,
        reason="claim",
        responsible="J. Vermeer",
        review=house.context.today().replace(year=2027),
        tables=("web",),
    )
    house.do("sweep")
    assert [read_lines(logs / f"access.log.{n}.gz") for n in (31, 40)] == [day_of(days_before(n))[1:4] for n in (31, 40)]


def test_check_counts_what_is_odd(house: House, logs: Path, folder: Path) -> None:
    with (logs / "access.log").open("ab") as file:
        file.write(b"\xff\xfe no line at all\n\n   \n" + b"x" * 3_000_000 + b"\n" + line("2026-11-22").encode() + b"half a line")
    (logs / "access.log.50.gz").write_bytes((logs / "access.log.40.gz").read_bytes()[:-20])
    (logs / "access.log.51.zst").write_bytes(b"(\xb5/\xfd not for this Python")
    for name in ("access.log.50.gz", "access.log.51.zst"):
        os.utime(logs / name, (1.79e9, 1.79e9))
    (logs / "access.log.60.gz").write_bytes((logs / "access.log.40.gz").read_bytes()[:-20])
    (logs / "access.log.old").symlink_to("/etc/passwd")
    os.link(logs / "access.log.40.gz", folder / "another name")
    opened = open_policy(house.folder / "policy")
    found, _ = checking.check(opened, house.folder / "policy", data=True)
    assert {d.code: d.message for d in found if "GS461" <= d.code <= "GS469"} == {
        "GS462": "1 file of `web` has other names too (hard links)",
        "GS463": "2 lines of `web` are not of its format",
        "GS464": "2 files of `web` can't be read to their end",
        "GS467": "1 name in `web` is a link to elsewhere, and is not read",
        "GS468": "1 file of `web` is being packed or written now, and is not read yet",
    }
    for store in opened.stores.values():
        store.engine.dispose()


def test_broken_lines_and_files_go_with_the_moment_of_their_file(house: House, logs: Path) -> None:
    log(logs / "access.log.35.gz", ["what is this\n", line(days_before(35)), "\udcff\n"], days_before(35))
    torn = log(logs / "access.log.36.gz", day_of(days_before(36)), days_before(36))
    moment = torn.stat().st_mtime_ns
    torn.write_bytes(torn.read_bytes()[:-30])
    os.utime(torn, ns=(moment, moment))
    with (logs / "access.log").open("ab") as file:
        file.write(b"\xff no line at all\n")
    house.do("sweep")
    assert not (logs / "access.log.35.gz").exists() and not (logs / "access.log.36.gz").exists()
    assert (logs / "access.log").read_bytes().endswith(b"\xff no line at all\n")


def test_no_log_is_a_finding(folder: Path, database: Database, logs: Path) -> None:
    house = site(folder, database, filled=False)
    opened = open_policy(house.folder / "policy")
    found, _ = checking.check(opened, house.folder / "policy", data=True)
    assert [d.message for d in found if d.code == "GS466"] == ["no file of `web` is there"]
    for store in opened.stores.values():
        store.engine.dispose()


def test_a_log_is_never_corrected(house: House) -> None:
    with pytest.raises(GestandError) as error:
        house.plan("rectification", ANNA, corrections={"web.ip": "192.0.2.1"})
    assert code(error) == "GS519"


def test_overwriting_reaches_the_blocks_of_the_old_file(folder: Path, database: Database, logs: Path) -> None:
    house = site(folder, database, more="overwrite: yes")
    os.link(logs / "access.log.2.gz", folder / "another name")
    descriptors = {n: os.open(logs / n, os.O_RDONLY) for n in ("access.log.1", "access.log.2.gz", "access.log.40.gz")}
    before = {n: os.pread(d, 10_000, 0) for n, d in descriptors.items()}
    house.database.run("update customers set ended_on = '2026-11-01' where id = 1")
    house.do("erasure", ANNA)
    house.do("sweep")
    after = {n: os.pread(d, 10_000, 0) for n, d in descriptors.items()}
    for n, d in descriptors.items():
        os.close(d)
        same = n == "access.log.2.gz"  # what stands under another name is not ours to change
        assert len(after[n]) == len(before[n]) and (after[n] == before[n]) == same
    house.close()


def test_json_lines_and_whatever_fields_they_have(folder: Path, database: Database, logs: Path) -> None:
    policy = POLICY[: POLICY.index("  web:")] + (
        "  web:\n    whose: customer by account\n    online identifier: {ip: then network, account: then nothing}\n"
        "    behaviour: [url, lang]\n    content: other\n" + POLICY[POLICY.index("activities:") :]
    )
    policy = policy.replace("{customers: all, sessions: plain}", "{customers: all}").replace(
        "    sessions: {plain: started}\n", "    sessions: {rest: plain}\n"
    )
    lines = [
        {
            "time": "2026-11-10T10:15:00Z",
            "ip": f"192.0.2.{i}",
            "account": i,
            "req": {"url": "/x?y", "h": "v"},
            "status": 200,
            "lang": "nl",
            "x-id": "7",
        }
        for i in (1, 2)
    ]
    house = site(folder, database, more='format: json, fields: {moment: time, url: "req->url"}', policy=policy, filled=False)
    log(logs / "access.log.2.gz", [json.dumps(said) + "\n" for said in lines], "2026-11-10")
    log(logs / "access.log", [json.dumps({"ip": "::1", "time": 1795338900, "account": 1}) + "\n"])
    database.insert(
        "customers",
        [{"id": i, "customer_no": f"C{i}", "name": "x", "email": f"x{i}@x.nl", "ended_on": "2026-11-01"} for i in (1, 2)],
    )
    assert rows(house, "account, moment, url, other") == [
        ("1", "2026-11-10 10:15:00+00:00", "/x?y", '{"req":{"h":"v"},"x-id":"7"}'),
        ("2", "2026-11-10 10:15:00+00:00", "/x?y", '{"req":{"h":"v"},"x-id":"7"}'),
        ("1", "2026-11-22 09:15:00+00:00", None, None),
    ]
    house.do("sweep")
    assert [json.loads(said) for said in read(logs / "access.log.2.gz")] == [
        {
            "time": "2026-11-10T10:15:00Z",
            "ip": "192.0.2.0",
            "account": None,
            "req": {"url": None, "h": None},
            "status": 200,
            "lang": None,
            "x-id": None,
        }
        for i in (1, 2)
    ]
    house.do("erasure", ANNA)
    assert read(logs / "access.log") == []
    house.close()
