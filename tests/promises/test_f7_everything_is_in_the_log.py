"""F7: every action on personal data is logged and can be traced afterwards, and the log itself holds nobody's data."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from promises.desk import Desk, published

SCHEMA = """
create table customers (id integer primary key, name varchar(80), email varchar(120), ended_on date);
create table visits (id integer primary key, customer_id integer not null references customers (id), ip varchar(40), visited_at timestamp not null);
create index visits_customer on visits (customer_id);
"""
POLICY = """
people:
  customer: {called: {en: customers}, found in: shop.customers, known by: {email: email}}
data:
  shop:
    customers: {name: name, contact: email, plain: ended_on}
    visits:    {online identifier: ip, plain: visited_at, from: observed}
activities:
  selling:
    purpose: {en: delivering orders}
    basis: {contract: while ended_on is empty}
    for: customers
    keep: while ended_on is empty and 2 years after ended_on
    promises: [C2]
  website:
    purpose: {en: keeping the website safe}
    basis: {legitimate interest: {en: a safe website}, balancing: website.md}
    for: visits
    keep: 14 days after visited_at
    promises: [D8]
"""
CANARIES = [b"Canarie", b"canarie", b"203.0.113", b"dispute about a bill"]  # nowhere but in the store, the hold and the answers


def made(desk: Desk) -> Desk:
    desk.database.run(SCHEMA)
    for i, name in ((1, "Anna Canarie"), (2, "Bert Canarie")):
        desk.database.insert(
            "customers",
            [{"id": i, "name": name, "email": f"{name.replace(' ', '.').lower()}@example.nl", "ended_on": "2026-11-01"}],
        )
        desk.database.insert("visits", [{"id": i, "customer_id": i, "ip": f"203.0.113.{i}", "visited_at": "2026-11-01 12:00:00"}])
    return desk.writes(POLICY, website="We weighed it.")


def acts(desk: Desk) -> None:
    """One of everything."""
    anna, bert = "email=anna.canarie@example.nl", "email=bert.canarie@example.nl"
    held = desk.run(
        "hold",
        "add",
        "customer",
        bert,
        "--reason",
        "dispute about a bill",
        "--responsible",
        "J. Vermeer",
        "--review",
        "2027-03-01",
    )
    desk.sweep()
    desk.answer("access", "customer", anna)
    desk.answer("portability", "customer", anna)
    desk.run("rectify", "customer", anna, "--set", "shop.customers.name=Anne Canarie", "--yes")
    desk.run("object", "customer", anna, "--to", "website", "--yes")
    desk.run("restrict", "customer", anna, "--ground", "accuracy contested", "--yes")
    desk.run("erase", "customer", bert, exits=0)  # only looked at: no entry
    desk.run("hold", "lift", re.search(r"hold (\S+) is", held)[1])
    desk.run("erase", "customer", bert, "--yes")
    desk.run("board", "--prove")
    shutil.rmtree(desk.folder / "answer")


WHAT = [
    "policy signed off",
    "hold placed",
    "sweep applied",
    "board measured",
    "access answered",
    "portability answered",
    "rectification applied",
    "objection applied",
    "objection searched|complete",
    "restriction applied",
    "hold lifted",
    "erasure applied",
    "erasure complete",
    "board measured",
]


def test_f7_every_act_is_an_entry_and_nobody_is_in_it(desk: Desk) -> None:
    made(desk)
    acts(desk)
    entries = desk.entries()
    what = [e["what"] for e in entries]
    assert [w for w in what if not w.startswith("objection ")] == [w for w in WHAT if not w.startswith("objection ")]
    assert "objection applied" in what
    by = dict(zip(what, entries, strict=True))
    assert by["access answered"]["people"]["count"] == 1 and by["access answered"]["counts"] == {"rows": 1, "tables": 1}, (
        "the sweep took the visit"
    )
    assert by["sweep applied"]["counts"]["rows deleted"] == 1, "Bert's visit is held"
    assert by["erasure applied"]["counts"]["rows deleted"] == 2
    assert len({e["actor"] for e in entries}) <= 3 and not any("Vries" in e["actor"] or "Vermeer" in e["actor"] for e in entries)
    kept = desk.kept()
    for canary in CANARIES:
        reason_of_hold = canary == CANARIES[-1]
        assert reason_of_hold or canary not in kept, f"{canary!r} is in our own files"
    log = b"".join(p.read_bytes() for p in (desk.folder / "published").rglob("*") if p.is_file())
    assert not any(c in log for c in CANARIES)
    for receipt in (desk.home / "receipts").iterdir():
        assert not any(c in receipt.read_bytes() for c in CANARIES)


def test_f7_a_receipt_verifies_and_a_changed_byte_does_not(desk: Desk) -> None:
    made(desk)
    told = desk.run("erase", "customer", "email=anna.canarie@example.nl", "--yes")
    desk.run("publish")
    receipt = Path(re.search(r"receipt: (\S+\.proof)", told)[1])
    log = desk.home / "log"
    assert "verified" in desk.run("verify", str(receipt)) and "2 entries" not in desk.run("verify", str(log))
    good = receipt.read_bytes()
    for place in range(0, len(good), max(1, len(good) // 25)):
        receipt.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        assert "does not verify" in desk.run("verify", str(receipt), exits=4), good[:place]
    receipt.write_bytes(good)
    for file in sorted(p for p in log.rglob("*") if p.is_file() and p.stat().st_size):
        whole = file.read_bytes()
        for place in {0, len(whole) // 2, len(whole) - 1}:
            file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            assert "does not verify" in desk.run("verify", str(log), exits=4), f"{file} {place}"
        file.write_bytes(whole)
        file.unlink()
        assert "does not verify" in desk.run("verify", str(log), exits=4), file
        file.write_bytes(whole)
    desk.run("verify", str(log), str(receipt))


def test_f7_anyone_verifies_from_the_files_alone_in_another_process(desk: Desk) -> None:
    made(desk)
    desk.answer("access", "customer", "email=anna.canarie@example.nl")
    desk.run("publish")
    given = desk.folder / "given"
    shutil.copytree(desk.home / "log", given / "log")
    shutil.copy(desk.home / "vkeys", given / "vkeys")
    elsewhere = {k: v for k, v in os.environ.items() if not k.startswith(("GESTAND", "SHOP"))}
    done = subprocess.run(
        [sys.executable, "-m", "gestand", "verify", "log"], cwd=given, env=elsewhere, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "") and "2 entries, all as they were signed" in done.stdout
    assert not (given / ".gestand").exists(), "it made nothing of its own"
    assert [e["what"] for e in published(given / "log")] == ["policy signed off", "access answered"]
    bundle = next((given / "log" / "tile" / "entries").rglob("000*/*"))
    bundle.write_bytes(bundle.read_bytes().replace(b"access", b"excess"))
    done = subprocess.run(
        [sys.executable, "-m", "gestand", "verify", "log"], cwd=given, env=elsewhere, capture_output=True, text=True
    )
    assert done.returncode == 4 and "does not verify" in done.stdout and "Traceback" not in done.stdout + done.stderr


def test_f7_a_receipt_is_of_this_person_only(desk: Desk) -> None:
    made(desk)
    desk.answer("access", "customer", "email=anna.canarie@example.nl")
    made_for = desk.run("receipt", "1", "customer", "email=anna.canarie@example.nl")
    assert "Canarie" not in made_for and "canarie" not in made_for
    assert "GS704" in desk.run("receipt", "1", "customer", "email=bert.canarie@example.nl", exits=4)
    desk.run("receipt", "77", "customer", "email=anna.canarie@example.nl", exits=4)
