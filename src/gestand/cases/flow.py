"""The life of a request, as a value: which state it is in, what can happen next, and who may do it. Values in, values out.

    received → (identifying →) working → reviewing → (approving →) acting → released → closed
         └────────── withdrawn · forwarded to a customer · refused ──────────────────→ closed

What a person asks for that must take effect at once (stopping marketing, withdrawing consent: GDPR art. 7(3), 21(3)) goes from
`working` to `acting` by itself; nobody weighs it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gestand.diagnostics import fail
from gestand.law import EventKind
from gestand.words import mark, t

KINDS = (
    mark("access"),
    mark("portability"),
    mark("rectification"),
    mark("erasure"),
    mark("restriction"),
    mark("lifting"),
    mark("objection"),
    mark("withdrawal"),
    mark("complaint"),
)
CHANNELS = (mark("portal"), mark("e-mail"), mark("post"), mark("telephone"), mark("desk"), mark("api"))


class State(StrEnum):
    """Where a request is."""

    RECEIVED = "received"
    """It is in; who asks is not certain."""
    IDENTIFYING = "identifying"
    """The person was asked to show who they are."""
    WORKING = "working"
    """It is certain who asks; the plan is counted, tasks are open."""
    REVIEWING = "reviewing"
    """Everything is in; somebody looks, withholds what would harm others, and decides."""
    APPROVING = "approving"
    """Decided; a second person looks."""
    ACTING = "acting"
    """Decided and approved; the engine does it."""
    RELEASED = "released"
    """Done; the answer can be fetched."""
    CLOSED = "closed"


class Move(StrEnum):
    """What can happen to a request."""

    ASK_IDENTITY = "identity asked"
    IDENTIFY = "identified"
    PREPARED = "prepared"
    ANSWER = "task answered"
    COMPLETE = "everything in"
    GRANT = "granted"
    REFUSE = "refused"
    APPROVE = "approved"
    SEND_BACK = "sent back"
    DONE = "done"
    FETCHED = "fetched"
    EXTEND = "extended"
    FORWARD = "forwarded"
    WITHDRAW = "withdrawn"
    CLOSE = "closed"
    NOTE = "noted"


_OPEN = (State.RECEIVED, State.IDENTIFYING, State.WORKING, State.REVIEWING, State.APPROVING)

_MOVES: dict[Move, dict[State, State]] = {
    Move.ASK_IDENTITY: {State.RECEIVED: State.IDENTIFYING, State.IDENTIFYING: State.IDENTIFYING},
    Move.IDENTIFY: {State.RECEIVED: State.WORKING, State.IDENTIFYING: State.WORKING},
    Move.PREPARED: {State.WORKING: State.WORKING},
    Move.ANSWER: {s: s for s in (State.WORKING, State.REVIEWING, State.ACTING, State.RELEASED, State.CLOSED)},
    Move.COMPLETE: {State.WORKING: State.REVIEWING},
    Move.GRANT: {State.REVIEWING: State.ACTING, State.WORKING: State.ACTING},
    Move.REFUSE: dict.fromkeys((State.RECEIVED, State.IDENTIFYING, State.WORKING, State.REVIEWING), State.APPROVING),
    Move.APPROVE: {State.APPROVING: State.ACTING},
    Move.SEND_BACK: {State.APPROVING: State.REVIEWING},
    Move.DONE: {State.ACTING: State.RELEASED},
    Move.FETCHED: {State.RELEASED: State.RELEASED},
    Move.EXTEND: {s: s for s in _OPEN},
    Move.FORWARD: dict.fromkeys(_OPEN, State.CLOSED),
    Move.WITHDRAW: dict.fromkeys(_OPEN, State.CLOSED),
    Move.CLOSE: {State.RELEASED: State.CLOSED},
    Move.NOTE: {s: s for s in State},
}

# what each move needs of a member of staff; the engine and the person themselves need no role
NEEDS: dict[Move, str] = {
    Move.ASK_IDENTITY: "work",
    Move.IDENTIFY: "work",
    Move.ANSWER: "work",
    Move.COMPLETE: "work",
    Move.GRANT: "work",
    Move.REFUSE: "work",
    Move.APPROVE: "decide",
    Move.SEND_BACK: "decide",
    Move.EXTEND: "work",
    Move.FORWARD: "work",
    Move.WITHDRAW: "work",
    Move.CLOSE: "work",
    Move.NOTE: "work",
}

# what a move is to the clock of the law
TELLS_CLOCK: dict[Move, EventKind] = {
    Move.ASK_IDENTITY: EventKind.QUERY_SENT,
    Move.IDENTIFY: EventKind.IDENTIFIED,
    Move.EXTEND: EventKind.EXTENDED,
    Move.DONE: EventKind.EXECUTED,
    Move.WITHDRAW: EventKind.WITHDRAWN,
    Move.FORWARD: EventKind.EXECUTED,
}


@dataclass(frozen=True)
class Asked:
    """What matters of a request for how it goes: its kind, and of an objection to what."""

    kind: str
    marketing: bool = False  # an objection to direct marketing
    unconnected: bool = False  # there are systems that a person must search


def after(state: State, move: Move, asked: Asked) -> State:
    """The state after a move. Raises GestandError GS821 when it can't be made now."""
    then = _MOVES[move].get(state)
    if then is None:
        raise fail(
            "GS821",
            "not-now",
            t("this request is `{state}`: that can't be done now", state=t(state.value)),
            t("look at the request again; somebody else may have gone on with it"),
        )
    if move is Move.GRANT and second_person(asked, granted=True):
        return State.APPROVING
    return then


def at_once(asked: Asked) -> bool:
    """It takes effect as soon as it is certain who asks; nobody weighs it (GDPR art. 7(3), 21(3))."""
    return asked.kind == "withdrawal" or asked.kind == "objection" and asked.marketing


def second_person(asked: Asked, *, granted: bool) -> bool:
    """A second person looks: before anything irreversible, before any refusal, and where interests were weighed (F4)."""
    if at_once(asked):
        return False
    return not granted or asked.kind in ("erasure", "objection")


def moves(state: State) -> list[Move]:
    """What can happen in a state, in the order of a request's life."""
    return [move for move, where in _MOVES.items() if state in where]


def must_differ(first: str, second: str) -> None:
    """Raises GestandError GS822 when the one who approves is the one who decided."""
    if first == second:
        raise fail(
            "GS822",
            "same-person",
            t("who decided can't approve"),
            t("a second person looks at it: ask a colleague with the role of officer"),
        )
