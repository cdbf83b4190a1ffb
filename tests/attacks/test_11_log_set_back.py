"""A log that was set back to an older, genuine state is found out by who kept a newer checkpoint."""

import shutil

from letters import POLICY, SCHEMA

from databases import Maker
from gestand import accountability, retention


def test_older_log(house: Maker) -> None:
    one = house(POLICY, *SCHEMA)
    log = one.folder / "log"
    retention.prove(one.context)
    accountability.publish(one.context.state, log)
    shutil.copytree(log, one.folder / "old" / "log")
    shutil.copy(log.parent / "vkeys", one.folder / "old" / "vkeys")
    retention.prove(one.context)
    accountability.publish(one.context.state, log)
    kept = (log / "checkpoint").read_text()
    assert accountability.verify(log, (), one.home, kept).ok
    assert accountability.verify(one.folder / "old" / "log", (), one.home).ok  # every signature in it is genuine
    assert not accountability.verify(one.folder / "old" / "log", (), one.home, kept).ok
