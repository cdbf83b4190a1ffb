"""Requests that come by mail (promise B6, J5): read from a real IMAP server, sorted by a person, and nobody believed for what a mail says."""

from __future__ import annotations

import imaplib
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from cases.shop import ADDRESS, Counter
from databases import QUICK
from gestand.diagnostics import GestandError
from gestand.post import intake
from gestand.post.intake import Mailbox
from web import dovecot
from web.staff import Employee

pytestmark = pytest.mark.skipif(not dovecot.PROGRAM and os.environ.get("CI") != "true", reason="no dovecot on this machine")

LETTER = b"""From: Anna Smit <%s>\r
To: privacy@voorbeeld.example\r
Subject: Mijn gegevens\r
Message-ID: <%s@voorbeeld.example>\r
Content-Type: text/plain; charset=utf-8\r
\r
Goedendag, wat weten jullie van mij? \xe2\x98\x95\r
"""


class Box:
    """A mailbox and what somebody sends to it."""

    def __init__(self, url: str) -> None:
        self.mailbox = Mailbox.of(url)

    def server(self) -> imaplib.IMAP4:
        made = imaplib.IMAP4(self.mailbox.host, self.mailbox.port, timeout=10)
        made.login(self.mailbox.user, self.mailbox.password)
        return made

    def send(self, raw: bytes, when: float | None = None) -> None:
        server = self.server()
        stamp = imaplib.Time2Internaldate(time.time() if when is None else when)
        assert server.append("INBOX", "", stamp, raw)[0] == "OK"
        server.logout()

    def count(self, folder: str) -> int:
        server = self.server()
        try:
            return int(server.select(folder)[1][0] or 0)
        finally:
            server.logout()


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="gestand_test_", dir=QUICK))
    try:
        with dovecot.serving(folder) as there:
            yield there
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def box(url: str) -> Box:
    """An empty mailbox of its own for each test."""
    return Box(url.replace("//privacy:", f"//privacy-{secrets.token_hex(4)}:"))


def test_a_mail_becomes_a_request_of_the_day_on_which_it_came(counter: Counter, hanna: Employee, box: Box) -> None:
    context = counter.context
    came = (context.now().timestamp()) - 3 * 24 * 3600
    box.send(LETTER % (ADDRESS.encode(), b"1"), came)
    assert intake.fetch(context.state, box.mailbox, context.now()) == 1
    assert (box.count("INBOX"), box.count(intake.FOLDER)) == (0, 1)
    page = hanna.browser.get("/console")
    assert "/console/mail" in page.raw
    page = hanna.browser.get("/console/mail")
    assert "Anna" not in page.text and "Goedendag" not in page.text  # nothing of it before it is opened
    id = intake.waiting(context.state)[0][0]
    page = hanna.browser.get(f"/console/mail/{id}")
    assert "wat weten jullie van mij? ☕" in page.text
    page = hanna.browser.send({"kind": "access", "whom": "customer"}, do="request")
    case = counter.case(page.path.rpartition("/")[2])
    assert case.channel == "e-mail" and case.received_on.isoformat() == "2026-11-19"
    assert case.asker.given == {"email": ADDRESS} and "Mijn gegevens" in case.said.words and case.people == {}
    assert hanna.browser.get(f"/console/mail/{id}").status == 400  # it was sorted, and is nowhere else
    with context.state.begin(write=False) as connection:
        assert connection.exec_driver_sql("select count(*) from incoming where message is not null").scalar() == 0


def test_what_asks_nothing_is_destroyed(counter: Counter, hanna: Employee, box: Box) -> None:
    box.send(LETTER % (b"reclame@voorbeeld.example", b"2"))
    intake.fetch(counter.context.state, box.mailbox, counter.context.now())
    id = intake.waiting(counter.context.state)[0][0]
    hanna.browser.get(f"/console/mail/{id}")
    assert hanna.browser.send(do="none").path == "/console/mail"
    assert intake.waiting(counter.context.state) == []


@pytest.mark.parametrize(
    "header", [b"Auto-Submitted: auto-replied", b"Precedence: bulk", b"X: y\r\nFrom: mailer-daemon@voorbeeld.example"]
)
def test_mail_of_a_machine_waits_for_nobody(counter: Counter, box: Box, header: bytes) -> None:
    box.send(
        header
        + b"\r\n"
        + (LETTER % (ADDRESS.encode(), b"3")).replace(b"From: Anna", b"X-From: Anna" if b"From" in header else b"From: Anna")
    )
    assert intake.fetch(counter.context.state, box.mailbox, counter.context.now()) == 0
    assert intake.waiting(counter.context.state) == [] and box.count("INBOX") == 0


class Killed(BaseException):
    """The end of the process, as far as a test can have it."""


def test_a_message_that_was_kept_and_not_moved_is_taken_once(counter: Counter, box: Box, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kill between keeping and moving."""
    box.send(LETTER % (ADDRESS.encode(), b"4"))
    uid = imaplib.IMAP4.uid

    def dying(self: imaplib.IMAP4, command: str, *words: str) -> object:
        if command == "COPY":
            raise Killed
        return uid(self, command, *words)

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(imaplib.IMAP4, "uid", dying)
        intake.fetch(counter.context.state, box.mailbox, counter.context.now())
    assert box.count("INBOX") == 1 and len(intake.waiting(counter.context.state)) == 1
    assert intake.fetch(counter.context.state, box.mailbox, counter.context.now()) == 0
    assert box.count("INBOX") == 0 and len(intake.waiting(counter.context.state)) == 1


def test_only_text_of_a_mail_is_kept(counter: Counter, hanna: Employee, box: Box) -> None:
    raw = (
        b"From: =?utf-8?q?Anna=0D=0ABcc=3A_x=40y=2Eexample?= <anna@voorbeeld.example>\r\nSubject: =?utf-8?b?"
        b"PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/html\r\n\r\n<img src=https://evil.example/pixel><script>alert(1)</script><p>Hallo {{7*7}}\r\n"
        b"--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=x.pdf\r\n\r\nJVBERi0=\r\n--b--\r\n"
    )
    box.send(raw)
    intake.fetch(counter.context.state, box.mailbox, counter.context.now())
    id = intake.waiting(counter.context.state)[0][0]
    page = hanna.browser.get(f"/console/mail/{id}")
    assert (
        page.status == 200 and "<script>alert" not in page.raw and "evil.example" not in page.raw and "Hallo {{7*7}}" in page.text
    )
    said = intake.read(counter.context.state, id).said
    assert "\n" not in said["name"] and said["attachments"] == 1


def test_a_mailbox_that_is_away_loses_nothing_and_one_without_encryption_is_refused(counter: Counter) -> None:
    away = Mailbox.of("imap://privacy:geheim@127.0.0.1:9/INBOX")
    with pytest.raises(GestandError, match="GS625"):
        intake.fetch(counter.context.state, away, counter.context.now())
    for url in ("imap://privacy:x@mail.voorbeeld.example", "http://x", "imaps://mail.voorbeeld.example", "imaps://u:p@h:x"):
        with pytest.raises(GestandError, match="GS624"):
            Mailbox.of(url)


def test_a_wrong_password_is_said_and_nothing_of_it_stands_anywhere(counter: Counter, box: Box) -> None:
    wrong = Mailbox(box.mailbox.host, 1, "privacy", "heel-geheim", tls=False)
    with pytest.raises(GestandError) as error:
        intake.fetch(counter.context.state, wrong, counter.context.now())
    assert "heel-geheim" not in str(error.value) and "heel-geheim" not in repr(wrong)
