"""Every example from end to end, by the commands of its README: checked, signed off, swept, on the board, people shown and erased, proved."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from gestand import accountability, retention, rights, words
from gestand.cli import show
from gestand.diagnostics import GestandError
from gestand.examples import sample
from gestand.execute import people
from gestand.policy.promises import carriers
from mariadb import MariaServer

from .organisation import Organisation, opened, standing, stores_of
from .promised import PROMISED, ROWS
from .typed import play

# Where a person must judge: a file of a client is that client's, and the people in it are many; an address that gets copies from one customer
# may be somebody's who asked another.
JUDGED = {"bureau": {("client_files", "content")}, "helpdesk": {("desk.people", "email")}}


@dataclass
class Swept:
    """An example after the commands of its README: what each said, and the board then."""

    name: str
    one: Organisation
    said: dict[str, str]
    board: list[retention.Row]


@pytest.fixture(scope="module", params=sample.names())
def swept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Swept]:
    with pytest.MonkeyPatch.context() as patch:
        said = play(request.param, tmp_path_factory.mktemp(request.param), patch)
        home = Path(os.environ["GESTAND_HOME"])
        with opened(home.parent) as one:
            yield Swept(request.param, one, said, retention.board(one.context))


def test_the_commands_of_the_readme_do_what_it_says(swept: Swept) -> None:
    said = swept.said
    assert "; 0 findings, " in said["check"].splitlines()[-1]
    assert swept.one.wrong() == []
    assert "gestand apply " in said["plan"]
    assert "overdue  " not in said["board"].partition("\n")[2]
    assert "handed out: entry " in said["access"]
    assert ("not complete yet" if swept.name == "bureau" else "· complete") in said["erase"]
    assert said["verify"].rstrip().endswith("all as they were signed")
    assert '<html lang="nl"' in (swept.one.folder.parent / "statement.html").read_text("utf-8")


def test_the_board_has_nothing_overdue(swept: Swept) -> None:
    assert {(row.state, row.overdue) for row in swept.board} == {("kept", 0)}
    assert sum(row.held for row in swept.board) > 1000


def test_every_promise_of_its_statement_is_on_the_board_with_its_state(swept: Swept) -> None:
    policy, promised = swept.one.context.policy, PROMISED[swept.name]
    assert set(promised) <= set(ROWS) & set(policy.promises)
    with words.use("en"):
        board = show.board(swept.one.context, swept.board).splitlines()
    for id in promised:
        promise, by = policy.promises[id], carriers(policy, id)
        assert set(promise.said) == {"nl", "en", "es"}, id
        if promise.state == "enforced":
            assert by or promise.through, f"{id}: {ROWS[id]}"
        state = "kept" if promise.state == "enforced" and by else promise.state
        assert [line for line in board if id in line[:30].split() and f"  {state} " in line], (id, state)


def test_one_of_each_kind_of_people_is_shown_and_erased(swept: Swept) -> None:
    """All of them at once, as one question about many; then the last of them again, and with a receipt."""
    one, kinds = swept.one, list(swept.one.context.policy.kinds)
    asking: rights.People = {}
    for kind in kinds:
        for found, keys in one.find(kind, **_somebody(one, kind)).items():
            asking[found] = [*asking.get(found, []), *(key for key in keys if key not in asking.get(found, []))]
    assert set(asking) == set(kinds)
    _, counts, _ = rights.answer(one.context, asking, one.folder / "answer")
    assert len(counts) > 10
    _, digest = rights.ask(one.context, "erasure", asking)
    outcome = rights.do(one.context, digest)
    assert outcome.found is not None
    hits = {(str(hit.table), hit.column) for hit in outcome.found.hits if hit.kind != "held"}
    assert hits == JUDGED.get(swept.name, set())
    assert outcome.found.complete or hits
    alone = one.erase("supplier contact", **_somebody(one, "supplier contact"))
    assert alone.found is not None and alone.found.complete and len(alone.receipts) == 1
    assert accountability.verify(alone.receipts[0], (), one.folder / ".gestand").ok


@pytest.mark.parametrize("name", sample.names())
def test_it_is_made_on_mariadb_too(name: str, mariadb_server: MariaServer, tmp_path: Path) -> None:
    """With its indexes: without them the check would say so. On PostgreSQL each has tests of its own."""
    databases = {store: mariadb_server.make() for store in stores_of(name)}
    try:
        with standing(name, tmp_path / name, databases) as one:
            assert one.wrong() == []
    finally:
        for url in databases.values():
            mariadb_server.drop(url)


def _somebody(one: Organisation, kind: str) -> dict[str, str]:
    """Identifiers of the last person of a kind who can be found by them."""
    known = one.context.policy.kinds[kind]
    for key in reversed(people.every_person(one.context, kind)):
        values = people.identifiers_of(one.context, known, [key])
        given = {name: value[0] for name, value in values.items() if value}
        try:
            if given and one.find(kind, **given):
                return given
        except GestandError:
            continue
    raise AssertionError(f"nobody of {kind} can be found")
