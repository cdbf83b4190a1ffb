"""Our own state: one database (embedded SQLite by default, PostgreSQL by URL) and a folder of keys. Facts live here: consents that
were withdrawn, holds, restrictions, plans. Everything that is about a person is sealed or is a key without meaning elsewhere."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from gestand.diagnostics import fail
from gestand.evidence import keys as key_files
from gestand.evidence import log
from gestand.evidence.errors import EvidenceError
from gestand.evidence.note import SigningKey
from gestand.state import actors, cases, post, tables
from gestand.words import t

__all__ = ["State", "actors", "cases", "now", "post", "tables"]
VERSION = "0008"  # the newest migration
LOG_NAME = "gestand"


class State:
    """Our database and keys, opened. `home` holds the keys, the published log and, by default, the database."""

    def __init__(self, home: Path, url: str = "") -> None:
        self.home = home
        try:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise fail(
                "GS610",
                "state-unusable",
                t("the folder `{home}` can't be made: {reason}", home=home, reason=error.strerror),
                t("name another with --home, or give the right to write there"),
            ) from error
        if url.startswith(("postgresql://", "postgres://")):
            url = "postgresql+psycopg://" + url.partition("://")[2]
        try:
            self.engine = sa.create_engine(
                url or f"sqlite:///{home / 'state.db'}",
                pool_size=2,
                **({"connect_args": {"timeout": 30}} if not url or url.startswith("sqlite") else {}),
            )
        except (sa.exc.ArgumentError, ImportError, TypeError) as error:
            raise fail(
                "GS610",
                "state-unusable",
                t("the URL of our own state can't be read"),
                t("write it as postgresql://user@host/database, or leave it out"),
            ) from error
        self.sqlite = self.engine.dialect.name == "sqlite"
        if self.sqlite:
            sa.event.listen(self.engine, "connect", _sqlite_ready)
        try:
            if self.sqlite and self.engine.url.database:  # never readable by others, not even while it is made
                with suppress(OSError):  # SQLite says it better
                    os.close(os.open(self.engine.url.database, os.O_RDWR | os.O_CREAT, 0o600))
            if self._version() != VERSION:
                self._migrate()
        except sa.exc.DBAPIError as error:
            raise self._said(error) from None
        if self.sqlite and self.engine.url.database:
            os.chmod(self.engine.url.database, 0o600)
        self._signing: SigningKey | None = None
        self._sealing: bytes | None = None

    def _version(self) -> str | None:
        with self.engine.connect() as connection:
            if not sa.inspect(connection).has_table("gestand_state_version"):
                return None
            return connection.exec_driver_sql("select version_num from gestand_state_version").scalar()

    def _migrate(self) -> None:
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        with self.engine.connect() as connection:
            if self.sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()

    def _said(self, error: sa.exc.DBAPIError) -> Exception:
        text = str(error.orig).lower()
        if "full" in text:
            return fail(
                "GS611",
                "state-disk-full",
                t("the disk of our own state is full: nothing was done"),
                t("make room and start again: what was done stays done"),
            )
        if "locked" in text:
            return fail(
                "GS612",
                "state-busy",
                t("another Gestand is writing our state: nothing was done"),
                t("wait until it is ready, then start again"),
            )
        return fail(
            "GS610",
            "state-unusable",
            t("our own state can't be read or written ({reason})", reason=type(error.orig).__name__),
            t("check GESTAND_STATE and the rights on `{home}`", home=self.home),
        )

    @contextmanager
    def begin(self, write: bool = True) -> Iterator[sa.Connection]:
        """A transaction on our state, committed when the block ends well. Raises GestandError GS610 to GS613."""
        try:
            with self.engine.connect() as connection:
                if self.sqlite:
                    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
                with connection.begin() if not connection.in_transaction() else connection.get_transaction():  # type: ignore[union-attr]
                    yield connection
        except sa.exc.DBAPIError as error:
            raise self._said(error) from None
        except EvidenceError as error:
            raise fail(
                "GS701" if "Clock" not in type(error).__name__ else "GS613",
                "clock-went-back" if "Clock" in type(error).__name__ else "evidence-refused",
                error.message,
                error.help,
            ) from error

    def signing(self, connection: sa.Connection) -> SigningKey:
        """The key that signs the log, made at the first start."""
        head = log.head(connection)
        if self._signing is None or head and head.signer != self._signing.vkey:
            self._signing = key_files.signing_key(self.home / "keys", LOG_NAME, head.signer if head else None)
        return self._signing

    # sealing: what must be kept here and must not be readable here

    def _key(self) -> bytes:
        if self._sealing is None:
            path = self.home / "keys" / "seal.key"
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not path.exists():
                with self.begin(write=False) as connection:
                    kept = connection.execute(sa.text("select count(*) from sealed")).scalar()
                if kept:
                    raise fail(
                        "GS614",
                        "seal-key-missing",
                        t("`{path}` is gone, and sealed values need it", path=path),
                        t("put it back from the backup of the keys"),
                    )
                temporary = path.with_name(f".seal.{os.getpid()}.{secrets.token_hex(4)}")
                descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(secrets.token_bytes(32))
                    file.flush()
                    os.fsync(file.fileno())
                try:
                    os.link(temporary, path)
                except FileExistsError:
                    pass
                finally:
                    temporary.unlink()
            if os.name == "posix" and (path.stat().st_mode & 0o077 or path.stat().st_uid != os.geteuid()):
                raise fail(
                    "GS615",
                    "key-open-to-others",
                    t("`{path}` can be read by others", path=path),
                    t("close it: chmod 600 {path}", path=path),
                )
            self._sealing = path.read_bytes()
        return self._sealing

    def seal(self, value: Any, place: str) -> bytes:
        """`value` (anything JSON can say) encrypted with AES-256-GCM, bound to `place`."""
        return self.seal_bytes(json.dumps(value, default=str).encode(), place)

    def seal_bytes(self, value: bytes, place: str) -> bytes:
        """Bytes encrypted with AES-256-GCM, bound to `place`."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(12)
        return nonce + AESGCM(self._key()).encrypt(nonce, value, place.encode())

    def unseal(self, sealed: bytes, place: str) -> Any:
        """What was sealed at `place`. Raises GestandError GS616 when it was changed or belongs elsewhere."""
        return json.loads(self.unseal_bytes(sealed, place))

    def unseal_bytes(self, sealed: bytes, place: str) -> bytes:
        """Bytes that were sealed at `place`. Raises GestandError GS616 when they were changed or belong elsewhere."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            return AESGCM(self._key()).decrypt(sealed[:12], sealed[12:], place.encode())
        except InvalidTag:
            raise fail(
                "GS616",
                "sealed-value-damaged",
                t("a sealed value was changed or is sealed with another key"),
                t("put back state and keys from the same backup"),
            ) from None

    def digest_key(self) -> bytes:
        """A secret for keyed digests of people in our own tables and in the log."""
        import hashlib
        import hmac

        return hmac.new(self._key(), b"gestand people", hashlib.sha256).digest()

    def file_key(self) -> bytes:
        """The key of sealed files (state.sealed_files)."""
        import hashlib
        import hmac

        return hmac.new(self._key(), b"gestand files", hashlib.sha256).digest()


def _sqlite_ready(raw: Any, _: object) -> None:
    raw.isolation_level = None
    cursor = raw.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def now() -> datetime:
    """The clock, in UTC. Everything that needs the time takes a clock; the doors give this one."""
    return datetime.now(UTC)
