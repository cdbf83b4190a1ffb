"""A MariaDB server for tests: the one that the environment names, else one of our own from programs found on this machine (in memory,
thirty times as quick as one that writes to a disk), else the one that is running here."""

import os
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

VARIABLE = "GESTAND_TEST_MARIADB"
RUNNING = "mariadb+pymysql://root@127.0.0.1:3306"
FAST = [
    "--innodb-flush-log-at-trx-commit=0",
    "--skip-innodb-doublewrite",
    "--skip-log-bin",
    "--innodb-buffer-pool-size=64M",
    "--innodb-log-file-size=16M",
    "--performance-schema=OFF",
    "--skip-name-resolve",
    "--max-connections=60",
]


def given_url() -> str | None:
    """The server that the environment names, as a SQLAlchemy URL with the driver we use."""
    given = os.environ.get(VARIABLE)
    return sa.make_url(given).set(drivername="mariadb+pymysql").render_as_string(hide_password=False) if given else None


def answers(url: str) -> bool:
    engine = sa.create_engine(url, poolclass=sa.NullPool, connect_args={"connect_timeout": 2})
    try:
        with engine.connect():
            return True
    except (sa.exc.OperationalError, sa.exc.InvalidRequestError):
        return False


def _program(name: str) -> str | None:
    return shutil.which(name) or next(
        (p for p in (f"/usr/sbin/{name}", f"/usr/local/sbin/{name}") if os.access(p, os.X_OK)), None
    )


@contextmanager
def started(as_user: list[str], port: int, quick: Path) -> Iterator[str | None]:
    """A server of our own in a temporary folder; its URL, or None where there are no programs for it. `as_user`: the words before a
    command that make it run as somebody else than root."""
    server, install = _program("mariadbd"), _program("mariadb-install-db")
    if not server or not install:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="gestand_test_", dir=quick))
    try:
        if as_user:
            shutil.chown(folder, as_user[2])
        data = f"--datadir={folder}/data"
        made = subprocess.run(
            [*as_user, install, "--no-defaults", data, "--auth-root-authentication-method=normal", "--skip-test-db"],
            cwd="/",
            capture_output=True,
        )
        if made.returncode:
            yield None
            return
        process = subprocess.Popen(
            [
                *as_user,
                server,
                "--no-defaults",
                data,
                f"--socket={folder}/socket",
                f"--port={port}",
                "--bind-address=127.0.0.1",
                *FAST,
            ],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            url = f"mariadb+pymysql://root@127.0.0.1:{port}"
            until = time.monotonic() + 30
            while time.monotonic() < until and process.poll() is None and not answers(url):
                time.sleep(0.05)
            yield url if answers(url) else None
        finally:
            pid = next(iter(folder.glob("data/*.pid")), None)
            if pid is not None:
                os.kill(int(pid.read_text()), 15)
            else:
                process.terminate()
            process.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class MariaServer:
    """A MariaDB server: fresh databases, dropped afterwards."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.prefix = f"gestand_test_{secrets.token_hex(4)}"
        self.engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        self.made = 0

    def sql(self, statement: str) -> None:
        with self.engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def make(self) -> str:
        """A new, empty database; its URL."""
        self.made += 1
        name = f"{self.prefix}_{os.getpid()}_{self.made}"
        self.sql(f"create database {name} character set utf8mb4 collate utf8mb4_general_ci")
        return sa.make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        self.sql(f"drop database if exists {sa.make_url(url).database}")
