"""A real IMAP server on this machine: Debian's dovecot with a small configuration, in a temporary folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from databases import free_port

PROGRAM = shutil.which("dovecot") or ("/usr/sbin/dovecot" if Path("/usr/sbin/dovecot").exists() else "")

CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
mail_location = maildir:{folder}/mail/%u
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 1
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
ssl = no
disable_plaintext_auth = no
passdb {{
  driver = static
  args = password=geheim
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A mailbox that is empty; its URL."""
    import grp
    import pwd

    root = os.geteuid() == 0
    user = "dovenull" if root else pwd.getpwuid(os.geteuid()).pw_name
    own = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.geteuid())
    for name in ("run", "state", "mail"):
        (folder / name).mkdir(parents=True)
    os.chown(folder / "mail", own.pw_uid, own.pw_gid)
    for place in (folder, *folder.parents):
        if root and place.stat().st_uid == 0 and str(place).startswith(("/tmp/", "/dev/shm/")):
            place.chmod(place.stat().st_mode | 0o055)
    port = free_port()
    said = CONFIGURATION.format(
        folder=folder,
        uid=own.pw_uid,
        gid=own.pw_gid,
        user=user,
        group=grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name,
        port=port,
    )
    (folder / "dovecot.conf").write_text(said)
    server = subprocess.Popen(
        [PROGRAM, "-F", "-c", str(folder / "dovecot.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    try:
        until = time.monotonic() + 20
        while time.monotonic() < until and server.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        assert server.poll() is None, (server.stderr.read().decode() if server.stderr else "", (folder / "log"))
        yield f"imap://privacy:geheim@127.0.0.1:{port}/INBOX"
    finally:
        server.terminate()
        server.wait(20)
        if server.stderr:
            server.stderr.close()
