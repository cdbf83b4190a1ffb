"""Proof (promises F7 and all others): the evidence log published, receipts, and verification from files alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gestand.diagnostics import fail
from gestand.evidence import keys as key_files
from gestand.evidence import log, receipts
from gestand.evidence import publish as publishing
from gestand.evidence import verify as verifying
from gestand.evidence.errors import EvidenceError
from gestand.execute import facts
from gestand.execute.context import Context
from gestand.execute.people import People
from gestand.state import LOG_NAME, State, now
from gestand.words import number, t


@dataclass(frozen=True)
class Verdict:
    """Whether something verifies, and the sentences that say so."""

    ok: bool
    text: str


def vkeys(state: State) -> list[str]:
    """The public keys of the log, oldest first."""
    return [key_files.load(path).vkey for path in key_files.key_files(state.home / "keys")]


def publish(state: State, folder: Path) -> tuple[Path, int]:
    """Write the log as files, with the public keys beside the folder (`vkeys`). Returns the folder and the number of entries."""
    with state.begin() as connection:
        if log.head(connection) is None:
            raise fail(
                "GS702",
                "empty-log",
                t("there is nothing in the evidence log yet"),
                t("it fills when something is done: `gestand board --prove`"),
            )
    try:
        size = publishing.publish(state.engine, folder)
        (folder.parent / "vkeys").write_text("".join(f"{key}\n" for key in vkeys(state)))
    except EvidenceError as error:
        raise fail("GS701", "evidence-refused", error.message, error.help) from error
    except OSError as error:
        raise fail(
            "GS608",
            "file-not-written",
            t("`{file}` can't be written: {reason}", file=folder, reason=error.strerror or "?"),
            t("make room or choose another folder, and ask again; nothing was changed"),
        ) from error
    return folder, size


def _keys(given: tuple[str, ...], file: Path, home: Path) -> list[str]:
    found: list[str] = []
    for text in given:
        path = Path(text)
        found += [line.strip() for line in path.read_text().splitlines() if line.strip()] if path.exists() else [text]
    for beside in (file.parent / "vkeys", file.parent.parent / "vkeys", home / "vkeys"):
        if not found and beside.is_file():
            found = [line.strip() for line in beside.read_text().splitlines() if line.strip()]
    if not found:
        raise fail(
            "GS703",
            "no-key-given",
            t("no public key is known to verify `{file}` with", file=file),
            t("give it with --key; who keeps the log publishes it (the file `vkeys`)"),
        )
    return found


def verify(file: Path, given: tuple[str, ...], home: Path, older: str | None = None) -> Verdict:
    """Verify a published log (a folder) or a receipt (a file), without any database."""
    try:
        if file.is_dir():
            report = verifying.verify_log(file, _keys(given, file, home), older)
            if not report.ok:
                return Verdict(
                    False, "\n".join([f"{file}: {t('does not verify')}", *(f"  {p.path}: {p.message}" for p in report.problems)])
                )
            size = report.checkpoint.size if report.checkpoint else 0
            return Verdict(True, f"{file}: {t('{n} entries, all as they were signed', n=number(size))}")
        verified = receipts.verify_receipt(file.read_text("utf-8"), *_keys(given, file, home))
    except EvidenceError as error:
        return Verdict(False, f"{file}: {t('does not verify')}: {error.message}")
    except (OSError, UnicodeDecodeError) as error:
        return Verdict(False, f"{file}: {t('does not verify')}: {t('it can not be read')} ({type(error).__name__})")
    record = verified.record
    counts = ", ".join(f"{name} {number(n)}" for name, n in record.counts.items())
    return Verdict(
        True,
        f"{file}: {t('verified')}. {t('Entry {index}, {time}: {what} ({counts}).', index=verified.index, time=record.time, what=record.what, counts=counts)}",
    )


def receipt(context: Context, entry: int, people: People) -> str:
    """A receipt that an entry concerns this person. Raises GestandError GS704 when it does not."""
    with context.state.begin(write=False) as connection:
        for kind, keys in people.items():
            try:
                return receipts.receipt(connection, entry, context.pseudonym(f"{kind} {facts.key_text(keys[0])}").encode())
            except EvidenceError as error:
                last = error
    raise fail("GS704", "not-about-them", last.message, last.help)


def rotate(state: State, by: str) -> tuple[str, str]:
    """A new key signs from now on. Returns the old and the new public key."""
    with state.begin() as connection:
        old = state.signing(connection)
        if log.head(connection) is None:
            raise fail(
                "GS702",
                "empty-log",
                t("there is nothing in the evidence log yet"),
                t("a key that signed nothing needs no successor"),
            )
        new = key_files.next_key(state.home / "keys", old)
        log.rotate(connection, old, new, time=now, actor="operator")
    assert LOG_NAME and by is not None
    return old.vkey, new.vkey
