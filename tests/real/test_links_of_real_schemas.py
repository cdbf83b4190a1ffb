"""J1: on schemas of applications that nobody designed for us, nearly all ways to people are found, and at most one proposal per five
tables is false. What is measured is what a person reads: the lines that `check --data` and `draft` print."""

import json
import re
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

import gestand.cli.commands
from databases import Database
from gestand.cli import cli

from . import truth

assert gestand.cli.commands
PEOPLE = {
    "listmonk": {"subscriber": "subscribers", "user": "users"},
    "invoiceplane": {"client": "ip_clients", "user": "ip_users"},
}
KNOWN = {
    "subscribers": "email: email",
    "users": "email: email",
    "ip_clients": "email: client_email",
    "ip_users": "email: user_email",
}
POLICY = """
organisation: {name: Voorbeeld, country: NL, languages: [nl], time zone: Europe/Amsterdam, contact: x@y.example, responsible: kantoor}
stores: {main: {url: "${MAIN_URL}", times: UTC}}
"""
both = pytest.mark.parametrize("application", ["listmonk", "invoiceplane"])

# the loader that lies with the schemas leaves its file to the garbage collector
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def loaded(shared: Path, application: str, database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    truth.load(shared, application, database.url)
    monkeypatch.setenv("MAIN_URL", database.url)
    return database


def _measured(found: set[truth.Hop], shared: Path, application: str) -> None:
    """`found` and the declared keys against the truth."""
    schema = truth.schema(shared, application)
    true = truth.hops(shared, application)
    missing = true - found - truth.declared(schema)
    false = found - true - truth.declared(schema)
    assert 1 - len(missing) / len(true) >= 0.9, missing
    assert len(false) * 5 <= len(schema["tables"]), false


def _no_values(text: str) -> None:
    assert not re.search(r"z[qr]\d{4}", text), "a value of a person is told"


@both
def test_check_proposes_the_links(shared: Path, application: str, loaded: Database, folder: Path) -> None:
    people = PEOPLE[application]
    kinds = "".join(
        f"  {k}: {{called: {{nl: mensen}}, found in: main.{t}, known by: {{{KNOWN[t]}}}}}\n" for k, t in people.items()
    )
    tables = "".join(f"    {t}: {{rest: plain}}\n" for t in people.values())
    (folder / "policy.yaml").write_text(f"{POLICY}people:\n{kinds}data:\n  main:\n{tables}activities: {{}}\n", "utf-8")
    told = CliRunner().invoke(cli, ["--policy", str(folder / "policy.yaml"), "check", "--data", "--format", "json"]).output
    _no_values(told)
    lines = []
    for finding in json.loads(told)["findings"]:
        for help in finding["help"] if finding["code"] in ("GS412", "GS446") else ():
            if m := re.search(r"say so: `(?:whose|mentions): (.+)`$", help):
                lines.append((finding["about"].split(".")[1], m[1]))
    _measured(truth.said(lines, people, truth.keys(truth.schema(shared, application))), shared, application)


@both
def test_a_draft_says_them(shared: Path, application: str, loaded: Database) -> None:
    result = CliRunner().invoke(cli, ["draft", loaded.url])
    _no_values(result.output)
    draft = yaml.safe_load(result.output)
    people = {kind: said["found in"].split(".")[1] for kind, said in draft["people"].items()}
    assert people == PEOPLE[application]
    lines = []
    for table, line in draft["data"]["main"].items():
        for setting in ("whose", "mentions"):
            hops = line.get(setting, [])
            lines += [(table, hop) for hop in ([hops] if isinstance(hops, str) else hops)]
    _measured(truth.said(lines, people, truth.keys(truth.schema(shared, application))), shared, application)
