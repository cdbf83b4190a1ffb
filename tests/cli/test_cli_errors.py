"""What goes wrong is one clear sentence, with its place and what to do, and an exit code of its kind; never a traceback."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gestand.cli import EXITS
from promises.desk import Desk

SENTENCE = re.compile(r"^GS\d{3} (?:warning )?\S.*[^.\s]$")


def said(shop: Desk, *words: str, exits: int) -> str:
    """What the command said: at least one finding, each with help."""
    text = shop.run(*words, exits=exits)
    first = text.splitlines()[0]
    assert SENTENCE.match(first), text
    assert "   = help: " in text
    return text


def test_broken_yaml_is_named_with_its_place(shop: Desk) -> None:
    shop.policy_file.write_text("organisation: {name: [\nstores: x\n", "utf-8")
    assert re.search(r"GS101 .*\n +--> \S*policy\.yaml:\d+:\d+\n", said(shop, "check", exits=2))
    shop.policy_file.write_bytes(b"organisation: \xff\n")
    assert "policy.yaml` cannot be read" in said(shop, "check", exits=2)


def test_what_follows_from_a_broken_file_is_not_told(shop: Desk) -> None:
    """A policy in two files, one of them broken: one finding, not one for each table that it declared."""
    whole = shop.policy_file.read_text("utf-8")
    at = whole.index("data:")
    shop.policy_file.write_text(whole[:at], "utf-8")
    (shop.policy_file.parent / "data.yaml").write_text(whole[at:] + "\nbrake: [20 %\n", "utf-8")
    found = re.findall(r"^GS\d{3}", said(shop, "check", exits=1), re.MULTILINE)
    assert found == ["GS101"]


def test_a_missing_policy(shop: Desk) -> None:
    shop.policy_file.unlink()
    assert "GS100" in said(shop, "check", exits=2)


def test_a_missing_variable_is_named_and_its_line_is_shown(shop: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHOP_URL")
    told = said(shop, "check", exits=1)
    assert "`SHOP_URL`" in told and '3 |   shop: {url: "${SHOP_URL}"' in told and "^^^^" in told
    assert "GS103" in said(shop, "plan", exits=2)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite:////nonexistent/shop.db", "there is no file"),
        ("postgresql://somebody:s3cret@127.0.0.1:1/shop", "cannot be reached"),
        ("oracle://somebody:s3cret@127.0.0.1/shop", "does not speak yet"),
        ("not a url", "can't be read"),
    ],
)
def test_a_store_that_is_not_there(shop: Desk, monkeypatch: pytest.MonkeyPatch, url: str, says: str) -> None:
    monkeypatch.setenv("SHOP_URL", url)
    for words, exits in ((["check"], 1), (["board"], 3), (["erase", "customer", "email=anna@example.nl", "--yes"], 3)):
        told = said(shop, *words, exits=exits)
        assert "GS410" in told and "`shop`" in told and says in told and "policy.yaml:3:3" in told
        assert "s3cret" not in told


def test_a_table_that_is_not_there(shop: Desk) -> None:
    shop.database.run("drop table recordings")
    told = said(shop, "check", exits=1)
    assert "GS401" in told and "recordings" in told and "policy.yaml:14:5" in told
    assert "GS401" in said(shop, "plan", exits=2)


def test_a_column_that_is_not_there_is_guessed(shop: Desk) -> None:
    shop.policy_file.write_text(
        shop.policy_file.read_text().replace("30 days after started_at", "30 days after startd_at"), "utf-8"
    )
    assert "did you mean `started_at`?" in said(shop, "check", exits=1)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["plann"], "plan"),
        (["erase", "customer"], "IDENTIFIER=VALUE"),
        (["erase", "customer", "email=x", "--yess"], "--yes"),
        (["check", "--format", "xml"], "sarif"),
        (["apply"], "DIGEST"),
        (["restrict", "customer", "email=x", "--ground", "because"], "accuracy contested"),
        (["hold", "add", "customer", "email=x", "--reason", "r", "--responsible", "p", "--review", "soon"], "soon"),
        (["verify", "/nonexistent"], "/nonexistent"),
    ],
    ids=lambda x: x[0] if isinstance(x, list) else "",
)
def test_words_that_are_no_command(shop: Desk, words: list[str], says: str) -> None:
    told = shop.run(*words, exits=2)
    assert told.startswith("Usage: gestand") and says in told and "--help" in told


@pytest.mark.parametrize(
    ("words", "exits", "code"),
    [
        (["apply", "ffffffff"], 2, "GS520"),
        (["apply", "%"], 2, "GS520"),
        (["explain", "GS999"], 2, "GS119"),
        (["publish"], 4, "GS702"),
        (["sign-off", "--by", " "], 2, "GS527"),
        (["draft", "sqlite:////nonexistent/shop.db"], 3, "GS410"),
        (["demo", "--folder", "FOLDER"], 2, "GS530"),
        (["access-many", "customer", "FOLDER/file", "--keys", "FOLDER/keys"], 0, ""),
        (["access-many", "nobody", "FOLDER/file"], 2, "GS510"),
        (["access-many", "customer", "FOLDER/none/file"], 3, "GS608"),
        (["access", "customer", "email=anna@example.nl", "--out", "FOLDER/keys"], 3, "GS608"),
    ],
    ids=lambda x: x[0] + (f" {x[1]}" if len(x) > 1 else "") if isinstance(x, list) else "",
)
def test_what_can_not_be_done(shop: Desk, words: list[str], exits: int, code: str) -> None:
    (shop.folder / "keys").write_text("1\n2\n", "utf-8")
    told = shop.run(*[w.replace("FOLDER", str(shop.folder)) for w in words], exits=exits)
    assert told.startswith(code) and ("   = help: " in told or not code)


def test_a_state_that_is_no_url(shop: Desk) -> None:
    result = shop.invoke(["--policy", str(shop.policy_file.parent), "--home", str(shop.home), "--state", "no url", "board"])
    assert result.exit_code == 3 and result.output.startswith("GS610")


def test_a_state_that_is_away(shop: Desk) -> None:
    result = shop.invoke(
        [
            "--policy",
            str(shop.policy_file.parent),
            "--home",
            str(shop.home),
            "--state",
            "postgresql+psycopg://somebody:s3cret@127.0.0.1:1/x",
            "board",
        ]
    )
    assert result.exit_code == 3 and result.output.startswith("GS610") and "s3cret" not in result.output


def test_a_fault_of_ours_is_one_sentence_without_anybodys_data(shop: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("anna@example.nl")

    monkeypatch.setattr("gestand.retention.board", fails)
    told = shop.run("board", exits=5)
    assert told.startswith("GS901 a fault of ours: RuntimeError at ") and "anna" not in told and len(told.splitlines()) == 2


def test_exit_codes_are_in_the_help(shop: Desk) -> None:
    help_ = " ".join(shop.run("--help").split())
    assert EXITS in help_
    assert [int(n) for n in re.findall(r"(\d) (?:done|findings|refused|a store|evidence|a fault)", EXITS)] == [0, 1, 2, 3, 4, 5]


def test_sarif_is_the_version_that_code_scanning_reads(shop: Desk) -> None:
    shop.policy_file.write_text(shop.policy_file.read_text().replace("balancing: calls.md", "balancing: none.md"), "utf-8")
    sarif = json.loads(shop.run("check", "--format", "sarif", exits=1))
    assert sarif["version"] == "2.1.0" and sarif["$schema"].endswith("sarif-2.1.0.json")
    (run,) = sarif["runs"]
    assert run["tool"]["driver"]["name"] == "gestand"
    rules = {r["id"] for r in run["tool"]["driver"]["rules"]}
    assert {r["ruleId"] for r in run["results"]} == rules and "GS307" in rules
    for result in run["results"]:
        assert result["level"] in ("error", "warning") and result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert (
            place["region"]["startLine"] > 0
            and place["region"]["startColumn"] > 0
            and place["artifactLocation"]["uri"].endswith("policy.yaml")
        )


def test_as_a_process_of_its_own(shop: Desk) -> None:
    """The real door: what goes to which stream, and the exit code that a script sees."""
    environment = {
        **os.environ,
        "GESTAND_POLICY": str(shop.policy_file.parent),
        "GESTAND_HOME": str(shop.home),
        "GESTAND_LANGUAGE": "en",
    }

    def gestand(*words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "gestand", *words], env=environment, capture_output=True, text=True, cwd=Path(shop.folder)
        )

    board = gestand("board")
    assert (board.returncode, board.stderr) == (1, "") and "overdue" in board.stdout
    refused = gestand("erase", "customer", "email=nobody@example.nl")
    assert (refused.returncode, refused.stdout) == (2, "") and refused.stderr.startswith("GS511 ")
