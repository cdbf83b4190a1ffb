"""Mail out: nothing is lost, nothing is sent twice by us, and no header is of somebody else's making."""

import email
import email.policy
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from gestand.diagnostics import GestandError
from gestand.post import GIVE_UP, Mail, Server, queue, send_due
from gestand.state import State
from gestand.state.post import mails


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


START = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


class Box:
    """What a real mail server received, and whom it refuses."""

    def __init__(self) -> None:
        self.received: list[email.message.EmailMessage] = []
        self.refuse: dict[str, str] = {}

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.received.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"


@pytest.fixture
def box() -> Iterator[tuple[Box, Server]]:
    made = Box()
    controller = Controller(made, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield made, Server.of(f"smtp://127.0.0.1:{controller.port}?tls=no")
    controller.stop()


def put(state: State, mail: Mail, about: str = "case 2026-000001") -> str:
    with state.begin() as connection:
        return queue(connection, state, mail, about, at=START)


def send(state: State, server: Server, at: datetime = START) -> Any:
    return send_due(state, server, "privacy@voorbeeld.example", "Voorbeeld B.V.", lambda: at)


def row(state: State, id: str) -> Any:
    with state.begin(write=False) as connection:
        return connection.execute(sa.select(mails).where(mails.c.id == id)).one()


LETTER = Mail("anna@voorbeeld.example", "Uw verzoek", "Beste Anna", "<p>Beste Anna</p>")


def test_what_is_sent_arrives_and_its_text_is_destroyed(folder: Path, box: tuple[Box, Server]) -> None:
    state, (received, server) = State(folder / "home"), box
    id = put(state, LETTER)
    assert b"anna" not in row(state, id).message.lower()
    assert send(state, server) == {"sent": 1}
    message = received.received[0]
    assert message["To"] == "anna@voorbeeld.example" and message["From"] == '"Voorbeeld B.V." <privacy@voorbeeld.example>'
    assert message.get_body(("plain",)).get_content().strip() == "Beste Anna"
    assert message.get_body(("html",)).get_content().strip() == "<p>Beste Anna</p>"
    assert row(state, id).message is None and row(state, id).state == "sent"
    assert send(state, server) == {}


def test_the_same_mail_is_queued_once(folder: Path, box: tuple[Box, Server]) -> None:
    state, (received, server) = State(folder / "home"), box
    assert put(state, LETTER) == put(state, LETTER)
    assert put(state, LETTER, "case 2026-000002") != put(state, LETTER)
    assert send(state, server) == {"sent": 2} and len(received.received) == 2


def test_a_server_that_is_down_loses_nothing(folder: Path, box: tuple[Box, Server]) -> None:
    state, (received, server) = State(folder / "home"), box
    ids = [put(state, LETTER, f"case {n}") for n in range(5)]
    assert send(state, Server("127.0.0.1", 1, tls="no")) == {"waiting": 3}
    assert [row(state, i).state for i in ids] == ["queued"] * 5
    assert send(state, server) == {"sent": 2}
    assert send(state, server, START + timedelta(minutes=5)) == {"sent": 3}
    assert len(received.received) == 5


def test_who_is_refused_for_good_is_said_and_others_go_on(folder: Path, box: tuple[Box, Server]) -> None:
    state, (received, server) = State(folder / "home"), box
    received.refuse = {"weg@voorbeeld.example": "550 no such user", "vol@voorbeeld.example": "452 full"}
    gone = put(state, Mail("weg@voorbeeld.example", "x", "y"))
    full = put(state, Mail("vol@voorbeeld.example", "x", "y"))
    good = put(state, LETTER)
    assert send(state, server) == {"refused": 1, "waiting": 1, "sent": 1}
    assert (row(state, gone).state, row(state, gone).message, row(state, gone).answer) == ("refused", None, "550")
    assert row(state, full).state == "queued" and row(state, good).state == "sent"
    assert send(state, server, START + GIVE_UP + timedelta(hours=1)) == {"given up": 1}
    assert row(state, full).message is None


def test_who_was_killed_before_the_mark_sends_again_under_the_same_id(
    folder: Path, box: tuple[Box, Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    state, (received, server) = State(folder / "home"), box
    put(state, LETTER)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr("gestand.post._done", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        send(state, server)
    assert send(state, server) == {}  # somebody may still be busy with it
    assert send(state, server, START + timedelta(minutes=11)) == {"sent": 1}
    assert len({m["Message-ID"] for m in received.received}) == 1 and len(received.received) == 2


@pytest.mark.parametrize(
    "address", ["a@b.example\r\nBcc: c@d.example", "a@b.example, c@d.example", "nobody", "@b.example", "a@b\0"]
)
def test_an_address_that_is_none_is_refused_before_it_is_queued(folder: Path, address: str) -> None:
    with pytest.raises(GestandError) as refused:
        put(State(folder / "home"), Mail(address, "x", "y"))
    assert refused.value.diagnostics[0].code == "GS621"
    assert address not in str(refused.value)


def test_a_subject_cannot_begin_a_header(folder: Path, box: tuple[Box, Server]) -> None:
    state, (received, server) = State(folder / "home"), box
    put(state, Mail("a@b.example", "Uw verzoek\r\nBcc: c@d.example", "y"))
    send(state, server)
    assert received.received[0]["Bcc"] is None and received.received[0]["Subject"] == "Uw verzoek Bcc: c@d.example"


@pytest.mark.parametrize("url", ["http://mail.example", "smtp://mail.example:x", "smtp://mail.example:25?tls=no", "mail.example"])
def test_a_server_that_cannot_be_trusted_is_refused(url: str) -> None:
    with pytest.raises(GestandError) as refused:
        Server.of(url)
    assert refused.value.diagnostics[0].code == "GS620"
