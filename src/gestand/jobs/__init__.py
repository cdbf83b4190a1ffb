"""Durable work: what a case still has to do survives a crash. The one module that knows the engine (DBOS 3).

One kind of job: *go on with case N*. It holds the number and nothing else (NO-TRACE), is enqueued in the transaction that changed the
case, and can run twice: it looks at the case and does what is due. Dates and approvals are rows of ours; no job waits for days.

INVARIANT NOTHING-STRANDED: what a dead worker had begun goes on. On PostgreSQL each worker holds an advisory lock; who gets the lock of
another takes over its work. Every minute all that is due is looked at anew, so that a job that was never enqueued is missed for a
minute, not for ever."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from dbos import DBOS, DBOSClient
from dbos._serialization import Serializer

from gestand.state import State

QUEUE, APPLICATION = "cases", "gestand"
VERSION = "1"  # of the jobs, not of Gestand: raised only when a job that was begun could not go on under the new code
KEPT = timedelta(days=7)  # how long jobs that ended are kept, to look at when something went wrong
_ready: dict[int, DBOSClient] = {}


class _Json(Serializer):
    """Numbers of cases as JSON: no pickle, which would run what somebody writes into the database."""

    def serialize(self, data: Any) -> str:
        return json.dumps(data, default=str)

    def deserialize(cls, serialized_data: str) -> Any:  # noqa: N805  named so by the library
        return json.loads(serialized_data)

    def name(self) -> str:
        return "json"


def _client(state: State) -> DBOSClient | None:
    """What enqueues, once a worker has been started on this state; None before, and then nothing is enqueued: the first worker looks at
    all that is due."""
    key = id(state.engine)
    if key not in _ready:
        schema = None if state.sqlite else "dbos"
        if not sa.inspect(state.engine).has_table("workflow_status", schema=schema):
            return None
        _ready[key] = DBOSClient(system_database_engine=state.engine, serializer=_Json(), application_name=APPLICATION, lazy=True)
    return _ready[key]


def enqueue(state: State, connection: sa.Connection, case: str, version: int | str) -> None:
    """Go on with a case, in the transaction that changed it to `version`: committed together, or neither. Enqueued twice, it is done
    once."""
    client = _client(state)
    if client is not None:
        options: Any = {
            "workflow_name": "advance",
            "queue_name": QUEUE,
            "workflow_id": f"{case}/{version}",
            "app_version": VERSION,
        }
        client.enqueue_in_transaction(connection, options, case)


_locks: dict[str, threading.Lock] = {}


@contextmanager
def alone(state: State, case: str) -> Iterator[None]:
    """Nobody else goes on with this case meanwhile: no thread of this process, and with a state on PostgreSQL no other process."""
    lock = _locks.setdefault(case, threading.Lock())
    with lock:
        if state.sqlite:
            yield
            return
        with state.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.select(sa.func.pg_advisory_lock(_number(f"case {case}"))))
            try:
                yield
            finally:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(_number(f"case {case}"))))


class Worker:
    """Does jobs in this process until it is stopped. `advance` goes on with the case of a number; `tick` is called once a minute, by
    one worker: it looks for what is due."""

    def __init__(
        self, state: State, advance: Callable[[str], object], tick: Callable[[], object], *, name: str = "", slots: int = 2
    ) -> None:
        self.state, self.slots = state, slots
        self.name = name or ("embedded" if state.sqlite else f"{socket.gethostname()}-{os.getpid()}")
        self._stop = threading.Event()
        self._peers: threading.Thread | None = None
        self._lock: sa.Connection | None = None
        logging.getLogger("dbos").setLevel(logging.ERROR)
        url = state.engine.url.render_as_string(hide_password=False)
        self.dbos = DBOS(
            config={
                "name": APPLICATION,
                "system_database_url": url,
                "application_version": VERSION,
                "executor_id": self.name,
                "serializer": _Json(),
                "log_level": "ERROR",
                "use_listen_notify": not state.sqlite,
                "scheduler_polling_interval_sec": 5.0,
            }
        )
        step = DBOS.step(name="advance once", retries_allowed=True, max_attempts=3, interval_seconds=1.0)(advance)
        look = DBOS.step(name="look once")(tick)

        @DBOS.workflow(name="advance")
        def advance_case(case: str) -> None:
            step(case)

        @DBOS.workflow(name="look")
        def look_for_due(at: datetime, context: Any) -> None:
            look()

        self._schedule = look_for_due
        self._look = tick

    def start(self) -> None:
        """Begin. What this worker had begun before it died goes on first."""
        if not self.state.sqlite:
            self._hold_lock()
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=self.slots, polling_interval_sec=0.3)
        DBOS.apply_schedules([{"schedule_name": "look", "workflow_fn": self._schedule, "schedule": "* * * * *"}])
        if not self.state.sqlite:
            self._peers = threading.Thread(target=self._watch, name="gestand peers", daemon=True)
            self._peers.start()

    def stop(self) -> None:
        """End when the jobs at hand are done."""
        self._stop.set()
        DBOS.destroy(workflow_completion_timeout_sec=20)
        if self._lock is not None:
            with suppress(sa.exc.SQLAlchemyError):
                self._lock.close()

    # who died, and takes over

    def _hold_lock(self) -> None:
        """Hold our name's lock as long as this process lives: the server lets go of it when the connection ends."""
        self._lock = self.state.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self._lock.execute(sa.select(sa.func.pg_advisory_lock(_number(self.name))))

    def _watch(self) -> None:
        while not self._stop.wait(2.0):
            with suppress(sa.exc.SQLAlchemyError):  # the database is away: once more in two seconds
                self.take_over()

    def take_over(self) -> list[str]:
        """Go on with what workers that died had begun. Returns the ids of those jobs."""
        pending = [w for w in DBOS.list_workflows(status="PENDING") if w.executor_id not in (None, self.name)]
        taken: list[str] = []
        for peer in {str(w.executor_id) for w in pending}:
            with self.state.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                if not connection.execute(sa.select(sa.func.pg_try_advisory_lock(_number(peer)))).scalar():
                    continue  # it lives
                try:
                    ids = [w.workflow_id for w in pending if w.executor_id == peer]
                    DBOS.resume_workflows(ids)
                    taken += ids
                finally:
                    connection.execute(sa.select(sa.func.pg_advisory_unlock(_number(peer))))
        return taken


def forget_finished(state: State, now: datetime) -> int:
    """Destroy jobs that ended a week ago."""
    client = _client(state)
    if client is None:
        return 0
    old = client.list_workflows(
        status=["SUCCESS", "ERROR"], end_time=(now - KEPT).isoformat(), load_input=False, load_output=False
    )
    if old:
        client.delete_workflows([w.workflow_id for w in old])
    return len(old)


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"gestand worker {name}".encode()).digest()[:8], "big", signed=True)
