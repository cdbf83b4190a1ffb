"""Every example from end to end: checked, signed off, swept, on the board, and somebody of each kind of people shown and erased."""

from collections.abc import Iterator

import pytest

from gestand import accountability, retention, words
from gestand.cli import show
from gestand.diagnostics import GestandError
from gestand.examples import sample
from gestand.execute import people
from gestand.policy.promises import carriers

from .organisation import Organisation, standing
from .promised import PROMISED, ROWS

# Where a person must judge: a file of a client is that client's, and the people in it are many.
JUDGED = {("bureau", "member"): {("client_files", "content")}}


@pytest.fixture(scope="module", params=sample.names())
def swept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Organisation]]:
    """Each example after its first sweep."""
    with standing(request.param, tmp_path_factory.mktemp("each") / request.param, {}) as one:
        assert one.wrong() == []
        assert one.swept() == {}
        yield request.param, one


def test_every_promise_of_its_statement_is_on_the_board_with_its_state(swept: tuple[str, Organisation]) -> None:
    name, one = swept
    policy = one.context.policy
    assert set(PROMISED[name]) <= set(ROWS) & set(policy.promises)
    with words.use("en"):
        board = show.board(one.context, retention.board(one.context)).splitlines()
    for id in PROMISED[name]:
        promise, by = policy.promises[id], carriers(policy, id)
        assert set(promise.said) == {"nl", "en", "es"}, id
        if promise.state == "enforced":
            assert by or promise.through, f"{id}: {ROWS[id]}"
        lines = [line for line in board if id in line[: board[0].index("promise") + 24].split()]
        states = {state for state in ("kept", "enforced", "attested", "unproven", "not yet") if any(f"  {state}" in line for line in lines)}
        assert states >= {"kept"} if promise.state == "enforced" and by else {promise.state}, (id, lines)


def test_the_board_has_nothing_overdue(swept: tuple[str, Organisation]) -> None:
    rows = retention.board(swept[1].context)
    assert {row.state for row in rows} == {"kept"}
    assert sum(row.held for row in rows) > 1000


def test_one_of_each_kind_of_people_is_shown_and_erased(swept: tuple[str, Organisation]) -> None:
    name, one = swept
    for kind in one.context.policy.kinds.values():
        given = _somebody(one, kind.name)
        assert one.access(kind.name, **given), kind.name
        outcome = one.erase(kind.name, **given)
        assert outcome.found is not None
        hits = {(str(hit.table), hit.column) for hit in outcome.found.hits if hit.kind != "held"}
        assert hits == JUDGED.get((name, kind.name), set()), kind.name
        assert outcome.found.complete or hits
    assert {row.overdue for row in retention.board(one.context)} == {0}, "who was erased is not overdue"


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


def test_what_was_done_is_proved(swept: tuple[str, Organisation]) -> None:
    one = swept[1]
    log, size = accountability.publish(one.context.state, one.folder / "log")
    assert size > 10
    receipts = sorted((one.folder / ".gestand" / "receipts").glob("*.proof"))
    assert len(receipts) >= len(one.context.policy.kinds)
    for file in (log, receipts[0], receipts[-1]):
        assert accountability.verify(file, (), one.folder / ".gestand").text
