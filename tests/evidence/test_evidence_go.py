"""A verifier that others wrote (golang.org/x/mod/sumdb) agrees with ours, both in what it accepts and what it refuses.

Needs the Debian packages golang-go and golang-golang-x-mod-dev. Without them it is skipped, but where CI=true it fails.
"""

import base64
import json
import os
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from gestand.evidence import log
from gestand.evidence.entry import Entry
from gestand.evidence.merkle import leaf_hash, root
from gestand.evidence.note import SigningKey
from gestand.evidence.publish import publish

HERE = Path(__file__).parent
GOPATH = Path(os.environ.get("GESTAND_TEST_GOPATH", "/usr/share/gocode"))
Make = Callable[..., Entry]
Ask = Callable[..., dict[str, Any]]
SIZES = [1, 2, 3, 255, 256, 257, 700, 66_000]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Asks the Go program one question; bytes go as base64."""
    go = shutil.which("go")
    if not go or not (GOPATH / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        reason = "Go or golang.org/x/mod is missing (apt-get install golang-go golang-golang-x-mod-dev)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    where = tmp_path_factory.mktemp("go")
    offline = {"GO111MODULE": "off", "GOPATH": str(GOPATH), "GOPROXY": "off", "GOFLAGS": "", "GOCACHE": str(where / "cache")}
    build = [go, "build", "-o", where / "verifier", HERE / "go" / "main.go"]
    built = subprocess.run(build, env={**os.environ, **offline}, cwd=where, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    with subprocess.Popen([where / "verifier"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdin and program.stdout
        to, back = program.stdin, program.stdout

        def one(op: str, **request: object) -> dict[str, Any]:
            to.write(json.dumps({"op": op, **request}, default=lambda data: base64.b64encode(data).decode()) + "\n")
            to.flush()
            answer: dict[str, Any] = json.loads(back.readline())
            answer["proof"] = [base64.b64decode(hash) for hash in answer["proof"] or []]
            return answer

        yield one
        to.close()


def flipped(data: bytes) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]


def tampered(proof: list[bytes]) -> list[bytes]:
    if not proof:
        return [bytes(32)]
    at = random.randrange(len(proof))
    return random.choice([[*proof[:at], flipped(proof[at]), *proof[at + 1 :]], proof[:at] + proof[at + 1 :], [*proof, bytes(32)]])


def test_go_agrees_on_every_size(ask: Ask, sqlite_engine: Engine, key: SigningKey, entry: Make, tmp_path: Path) -> None:
    random.seed(6962)
    directory, size, roots = tmp_path / "log", 0, {}
    for target in SIZES:
        with sqlite_engine.begin() as connection:
            log.append(connection, [entry(n) for n in range(size, target)], key)
        size = publish(sqlite_engine, directory)
        assert size == target
        with sqlite_engine.begin() as connection:
            bodies = log.bodies(connection, 0, size)
            top = roots[size] = root(map(leaf_hash, bodies))
            note = (directory / "checkpoint").read_text()
            known = {"size": size, "root": top}

            assert ask("checkpoint", vkey=key.vkey, note=note, **known)["ok"]
            for wrong in ({"size": size + 1}, {"root": flipped(top)}, {"note": note.replace(f"\n{size}\n", f"\n{size + 1}\n")}):
                assert not ask("checkpoint", **{"vkey": key.vkey, "note": note, **known, **wrong})["ok"]
            assert not ask("checkpoint", vkey=SigningKey.make(key.name).vkey, note=note, **known)["ok"]

            for index in {0, size - 1, *(random.randrange(size) for _ in range(12))}:
                proof, body = log.prove_inclusion(connection, index, size), bodies[index]
                assert ask("inclusion", index=index, body=body, proof=proof, **known)["ok"]
                assert not ask("inclusion", index=index, body=body, proof=tampered(proof), **known)["ok"]
                assert not ask("inclusion", index=index, body=flipped(body), proof=proof, **known)["ok"]
                theirs = ask("prove-inclusion", dir=str(directory), index=index, **known)
                assert (theirs["ok"], theirs["proof"]) == (True, proof), theirs["error"]

            for old in {*roots, *(random.randrange(1, size + 1) for _ in range(8))}:
                older = root(map(leaf_hash, bodies[:old]))
                proof = log.prove_consistency(connection, old, size)
                assert ask("consistency", old=old, older=older, proof=proof, **known)["ok"]
                assert not ask("consistency", old=old, older=older, proof=tampered(proof), **known)["ok"]
                assert not ask("consistency", old=old, older=flipped(older), proof=proof, **known)["ok"]
                theirs = ask("prove-consistency", dir=str(directory), old=old, **known)
                assert (theirs["ok"], theirs["proof"]) == (True, proof), theirs["error"]


def test_go_refuses_our_tiles_once_they_were_tampered_with(
    ask: Ask, sqlite_engine: Engine, key: SigningKey, entry: Make, tmp_path: Path
) -> None:
    """At 512 entries: x/mod 0.7.0 holds a full tile against its parent only if the tree has few enough right edges."""
    with sqlite_engine.begin() as connection:
        log.append(connection, [entry(n) for n in range(512)], key)
        head = log.head(connection)
        assert head
    publish(sqlite_engine, tmp_path / "log")
    request = {"dir": str(tmp_path / "log"), "index": 7, "size": 512, "root": head.checkpoint.root}
    assert ask("prove-inclusion", **request)["ok"]
    tile = tmp_path / "log" / "tile/0/000"
    tile.write_bytes(flipped(tile.read_bytes()))
    assert not ask("prove-inclusion", **request)["ok"]


def test_go_accepts_the_checkpoint_of_a_change_of_key_with_either_key(
    ask: Ask, sqlite_engine: Engine, key: SigningKey, entry: Make
) -> None:
    new = SigningKey.make(key.name)
    with sqlite_engine.begin() as connection:
        log.append(connection, [entry(0)], key)
        log.rotate(connection, key, new, time=datetime(2027, 1, 1, tzinfo=UTC), actor="staff-1")
        head = log.head(connection)
        assert head
    known = {"note": head.note, "size": 2, "root": head.checkpoint.root}
    assert ask("checkpoint", vkey=key.vkey, **known)["ok"] and ask("checkpoint", vkey=new.vkey, **known)["ok"]
    assert not ask("checkpoint", vkey=SigningKey.make(key.name).vkey, **known)["ok"]
