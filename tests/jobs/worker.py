"""A worker as a process of its own, for tests that kill it: `worker.py POLICY HOME STATE NAME [hang FILE]`. Told to hang, it takes a job,
says so in FILE, and never ends it."""

import sys
import threading
import time
from pathlib import Path

from gestand.execute.context import Context, open_policy
from gestand.state import State
from gestand.web import serve


def main(policy: str, home: str, state: str, name: str, hang: str = "", file: str = "") -> None:
    opened = open_policy(Path(policy))
    context = Context(opened.policy, opened.stores, State(Path(home), state))
    if hang:

        def taken(context: Context, id: str) -> None:
            Path(file).write_text(id)
            time.sleep(3600)

        serve.go_on = taken
        serve.round_of_the_minute = lambda context: None
    worker = serve.work(context, name)
    print("ready", flush=True)
    threading.Thread(target=sys.stdin.read, daemon=True).start()
    sys.stdin.read()
    worker.stop()


if __name__ == "__main__":
    main(*sys.argv[1:])
