"""J1: links that no key declares, in a schema of our own without keys: enough of them are proposed, hardly any is false, none is silent
about its evidence, and no value is told."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from databases import Database
from gestand.diagnostics import Diagnostic
from gestand.execute import drafting
from gestand.execute.context import open_policy
from gestand.execute.linking import wording
from gestand.execute.linking.agreement import Matcher
from gestand.execute.linking.names import Naming
from gestand.execute.linking.proposals import Proposal, propose
from gestand.execute.linking.sample import Reader
from gestand.execute.survey.links import known_people, links
from gestand.policy.model import Policy
from gestand.stores import SqlStore

from . import association
from .association import ALSO, LINKS, NOBODY

POLICY = """
organisation: {{name: Muziekschool, country: NL, languages: [nl], time zone: Europe/Amsterdam, contact: x@y.example, responsible: kantoor}}
stores:
  school: {{url: "{school}", times: UTC}}
  site: {{url: "{site}", times: UTC}}
people:
  leerling: {{called: {{nl: leerlingen}}, found in: school.ms_leerlingen, known by: {{email: email, kenmerk: kenmerk}}}}
  docent: {{called: {{nl: docenten}}, found in: school.ms_docenten, known by: {{email: email, gebruikersnaam: gebruikersnaam}}}}
data:
  school:
    ms_leerlingen: {{name: [voornaam, achternaam], contact: [email, telefoon], identifier: kenmerk, date of birth: geboortedatum, address: woonplaats, plain: rest}}
    ms_docenten: {{name: naam, contact: email, credential: wachtwoord, online identifier: gebruikersnaam, plain: rest}}
activities: {{}}
"""


@dataclass
class Found:
    """What was found: the findings of `check --data`, and the proposals behind them."""

    findings: list[Diagnostic]
    proposals: list[Proposal]

    @property
    def links(self) -> dict[tuple[str, str], list[tuple[str, str, str]]]:
        made: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
        for p in self.proposals:
            made.setdefault((p.child.table, p.place), []).append((p.parent.store, p.parent.table, p.to[0]))
        return made


@pytest.fixture
def databases(database: Database, folder: Path) -> tuple[Database, Database]:
    (folder / "site.db").touch()
    site = Database(f"sqlite:///{folder / 'site.db'}")
    association.fill(database, site)
    return database, site


@pytest.fixture
def found(databases: tuple[Database, Database], folder: Path) -> Iterator[Found]:
    (folder / "policy.yaml").write_text(POLICY.format(school=databases[0].url, site=databases[1].url), "utf-8")
    opened = open_policy(folder / "policy.yaml")
    findings = list(links(opened.policy, opened.stores))
    yield Found(findings, _proposals(opened.policy, opened.stores))
    for store in opened.stores.values():
        store.engine.dispose()


def _proposals(policy: Policy, stores: dict[str, SqlStore]) -> list[Proposal]:
    """The proposals behind the findings, where nothing but the people is declared."""
    matchers = {s: Matcher(Naming(c.tables.values())) for s, c in policy.catalogs.items()}
    people = known_people(policy, matchers)
    with stores["school"].session() as one, stores["site"].session() as other:
        readers = {"school": Reader(one, policy.catalogs["school"]), "site": Reader(other, policy.catalogs["site"])}
        return propose(policy.catalogs, people, {}, matchers, readers)


def _low(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(n.lower() for n in names)


def test_nearly_all_links_are_proposed_and_hardly_a_false_one(found: Found) -> None:
    tables = len(re.findall("create table", association.TABLES + association.LOG))
    got = {(_low(k), _low(g)) for k, goals in found.links.items() for g in goals}  # PostgreSQL writes names small
    true = {(_low(k), _low(g)) for k, g in LINKS.items()}
    missing = true - got
    false = got - true - {(_low(k), _low(g)) for k, goals in ALSO.items() for g in goals}
    assert 1 - len(missing) / len(LINKS) >= 0.9, missing
    assert len(false) * 5 <= tables, false


def test_each_proposal_is_a_line_to_write_with_its_evidence(found: Found) -> None:
    told = {d.about.lower(): d for d in found.findings if d.code == "GS446"}

    def lines(about: str) -> str:
        return told[about.lower()].help[0].replace("owneruuid", "ownerUuid")

    assert lines("school.ms_lessen.leerling_id") == "say so: `whose: leerling by leerling_id`"
    assert lines("school.ms_lessen.docent_id") == "say so: `mentions: docent by docent_id`"
    assert lines("school.ms_lesopnamen.les_id") == "say so: `whose: with ms_lessen by les_id`"
    assert lines("school.ms_facturen.aangemaakt_door") == "say so: `mentions: docent by aangemaakt_door`"
    assert lines("school.ms_sessies.gegevens->docent_id") == "say so: `whose: docent by gegevens->docent_id`"
    assert lines("school.ms_cache.sleutel") == 'say so: `whose: leerling by sleutel as "leerling:{leerling_id}:*"`'
    assert lines("school.ms_nieuwsbrief.mailadres") == "say so: `whose: leerling by mailadres = email`"
    assert lines("school.deviceTokens.ownerUuid") == "say so: `whose: leerling by ownerUuid = kenmerk`"
    assert lines("site.visits.leerling_kenmerk") == "say so: `whose: leerling by leerling_kenmerk = kenmerk`"
    typed = {d.help[0] for d in found.findings if d.about == "school.ms_notities.record_id"}
    assert "say so: `whose: leerling by record_id when record_type is Leerling`" in typed
    assert told["school.ms_nieuwsbrief.mailadres"].message == (
        "15 of 30 values of `school.ms_nieuwsbrief.mailadres` are in `school.ms_leerlingen.email`; the names say nothing, the values do"
    )
    assert "60 of 60 values of `school.ms_cache.sleutel`" in told["school.ms_cache.sleutel"].message


def test_the_lines_are_understood_as_they_are_proposed(found: Found, folder: Path) -> None:
    lines: dict[str, dict[str, list[str]]] = {}
    for p in found.proposals:
        if p.parent.table not in ("guardians",) and p.child.store == "school":
            setting, _, hop = wording.line(p).partition(": ")
            lines.setdefault(p.child.table, {}).setdefault(setting, []).append(hop)
    policy = yaml.safe_load((folder / "policy.yaml").read_text("utf-8"))
    for table, settings in lines.items():
        policy["data"]["school"].setdefault(table, {"rest": "plain"}).update(settings)
    (folder / "policy.yaml").write_text(yaml.safe_dump(policy, sort_keys=False), "utf-8")
    opened = open_policy(folder / "policy.yaml")
    for store in opened.stores.values():
        store.engine.dispose()
    wrong = [d for d in opened.findings if d.code.startswith("GS2") or d.code in ("GS402", "GS405")]
    kinds = {p.kind for p in found.proposals} - {"leerling", "docent", ""}
    assert [d.message for d in wrong if not any(k in d.message for k in kinds)] == []


def test_what_nothing_reaches_is_told(found: Found) -> None:
    unreached = {d.about: d for d in found.findings if d.code == "GS448"}
    named = set(re.findall(r"`(\w+)`", unreached["school"].message + unreached["site"].message)) - {"school", "site"}
    assert named == NOBODY


def test_a_table_of_people_that_is_none_is_told(found: Found) -> None:
    assert [d.about for d in found.findings if d.code == "GS449"] == ["school.guardians"]


def test_no_value_stands_in_what_is_told(found: Found) -> None:
    for told in [" ".join((d.message, *d.help, d.note, d.about)) for d in found.findings] + [
        wording.evidence(p) + p.written for p in found.proposals
    ]:
        assert "canary" not in told.lower() and "@" not in told and not re.search(r"[0-9a-f]{8}-", told)


def test_the_draft_says_the_same(databases: tuple[Database, Database]) -> None:
    text = drafting.draft(databases[0].url, "school")
    assert "canary" not in text.lower()
    data = yaml.safe_load(text)["data"]["school"]
    assert data["ms_lessen"]["whose"] == "leerling by leerling_id"
    assert data["ms_lessen"]["mentions"] == "docent by docent_id"
    assert data["ms_factuurregels"]["whose"] == "with ms_facturen by factuur_id"
    assert data["ms_tarieven"] == {"rest": "plain"}
    assert data["ms_lessen"]["content"] == "verslag"
