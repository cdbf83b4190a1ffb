"""A folder of files, held by its descriptor: listed, read and changed without ever leaving it.

No symbolic link is followed below the folder, neither in a name nor in a folder on the way to it; and a name always means the very file
that was looked at, by its inode. Names are bytes."""

from __future__ import annotations

import fcntl
import os
import re
import stat
import struct
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import TracebackType

from gestand.stores.ledger import FOLDER, Act

PIECE = 1 << 20  # bytes that are read or written at once
STAGED = re.compile(rb"\.gestand-[0-9a-f]{16}\.part")  # the name of a file of ours that is not in its place yet
_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC  # a pipe must not make us wait for ever
_WRITE = os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Moved(OSError):
    """The file that was looked at is another one now, or somebody is using it."""


@dataclass(frozen=True)
class Entry:
    """A name in the folder that is no folder itself. `kind`: file, link, other (a pipe, a device)."""

    path: bytes
    inode: int
    size: int
    mtime: int
    links: int
    kind: str


class Folder:
    """An opened folder; a context manager. Methods raise OSError."""

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = root

    def __enter__(self) -> Folder:
        self._descriptor = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        self._last: tuple[bytes, int] | None = None
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._leave()
        os.close(self._descriptor)

    def _leave(self) -> None:
        if self._last is not None:
            os.close(self._last[1])
            self._last = None

    def _within(self, folder: bytes) -> int:
        """The descriptor of a folder inside, reached step by step; the last one stays open."""
        if self._last is not None and self._last[0] == folder:
            return self._last[1]
        self._leave()
        at = os.dup(self._descriptor)
        try:
            for name in folder.split(b"/") if folder else ():
                if name in (b"", b".", b".."):
                    raise Moved(22, "a name leads out of the folder")
                below = os.open(name, _DIRECTORY, dir_fd=at)
                os.close(at)
                at = below
        except OSError:
            os.close(at)
            raise
        self._last = (folder, at)
        return at

    def _at(self, path: bytes) -> tuple[int, bytes]:
        folder, _, name = path.rpartition(b"/")
        if name in (b"", b".", b".."):
            raise Moved(22, "a name leads out of the folder")
        return self._within(folder), name

    # looking

    def entries(self) -> Iterator[Entry]:
        """Every name below, folder by folder; what we staged ourselves comes with the kind `staged`."""
        waiting = [b""]
        while waiting:
            folder = waiting.pop()
            try:
                inside = os.dup(self._within(folder))  # of its own: whoever asks may go elsewhere meanwhile
            except (FileNotFoundError, NotADirectoryError):
                continue  # it went meanwhile
            try:
                with os.scandir(inside) as listed:
                    for one in listed:
                        with suppress(FileNotFoundError):
                            seen = one.stat(follow_symlinks=False)
                            path = (folder + b"/" if folder else b"") + os.fsencode(one.name)
                            if not stat.S_ISDIR(seen.st_mode):
                                yield _entry(path, seen)
                            elif not (one.name == FOLDER and _ours(seen)):
                                waiting.append(path)
            finally:
                os.close(inside)

    def stat(self, path: bytes) -> os.stat_result | None:
        """What is there under a name now; None where nothing is."""
        try:
            folder, name = self._at(path)
            return os.stat(name, dir_fd=folder, follow_symlinks=False)
        except (FileNotFoundError, NotADirectoryError):
            return None

    @contextmanager
    def opened(self, path: bytes, write: bool = False) -> Iterator[int]:
        """A file, to be read, or to be changed too. Raises Moved where it is no plain file."""
        folder, name = self._at(path)
        descriptor = os.open(name, _WRITE if write else _READ, dir_fd=folder)
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise Moved(22, "no plain file")
            yield descriptor
        finally:
            os.close(descriptor)

    def check(self, act: Act, writers: frozenset[tuple[int, int]]) -> bool:
        """Whether there is still something to do; nothing where the file has vanished. Raises Moved where it is another file now, or
        somebody is using it, and PermissionError where the folder or the file does not let us. A `patch` changes a file in its place: it
        may have grown meanwhile."""
        seen = self.stat(act.path)
        if seen is None:
            return False
        if seen.st_ino != act.inode or act.kind != "patch" and (seen.st_size, seen.st_mtime_ns) != (act.size, act.mtime):
            raise Moved(11, "the file changed meanwhile")
        if (seen.st_dev, seen.st_ino) in writers:
            raise Moved(26, "somebody is writing to the file")
        folder, name = self._at(act.path)
        way = os.access in os.supports_effective_ids
        if not os.access(".", os.W_OK | os.X_OK, dir_fd=folder, effective_ids=way):
            raise PermissionError(13, "the folder may not be changed")
        sticky = os.fstat(folder)
        if sticky.st_mode & stat.S_ISVTX and os.geteuid() not in (0, sticky.st_uid, seen.st_uid):
            raise PermissionError(1, "the file is somebody else's, in a folder where only its owner may take it away")
        if stat.S_ISREG(seen.st_mode):
            if act.kind in ("empty", "patch") and not os.access(name, os.W_OK, dir_fd=folder, effective_ids=way):
                raise PermissionError(13, "the file may not be changed")
            with suppress(PermissionError):  # what we may not read we may still delete
                descriptor = os.open(name, _READ, dir_fd=folder)
                try:
                    _not_locked(descriptor)
                finally:
                    os.close(descriptor)
        return True

    # changing

    def delete(self, act: Act, overwrite: bool) -> None:
        """Take a file away, overwritten first if asked. One that has vanished or is another by now is left as it is."""
        seen = self.stat(act.path)
        if seen is None or seen.st_ino != act.inode:
            return
        if overwrite:
            self._overwrite(act.path, act.inode)
        folder, name = self._at(act.path)
        with suppress(FileNotFoundError):
            os.unlink(name, dir_fd=folder)

    def empty(self, act: Act, overwrite: bool) -> None:
        """Take what a file holds, overwritten first if asked; its name, owner, rights and moment stay. A file that has other names too is
        replaced by an empty one: what stands under the others is not ours to change."""
        seen = self.stat(act.path)
        if seen is None or seen.st_ino != act.inode or not stat.S_ISREG(seen.st_mode):
            return
        if seen.st_nlink > 1:
            staged = self.stage(act.path)
            self.replace(Act("replace", act.path, act.inode, 0, 0, staged))
            return
        if overwrite:
            self._overwrite(act.path, act.inode)
        folder, name = self._at(act.path)
        descriptor = os.open(name, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
        try:
            os.ftruncate(descriptor, 0)
            os.utime(descriptor, ns=(seen.st_atime_ns, seen.st_mtime_ns))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _overwrite(self, path: bytes, inode: int) -> None:
        folder, name = self._at(path)
        try:
            descriptor = os.open(name, os.O_WRONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
        except OSError as error:
            if error.errno in (6, 40):  # a pipe without a reader, a link: there is nothing to overwrite
                return
            raise
        try:
            _overwritten(descriptor, inode)
        finally:
            os.close(descriptor)

    def stage(self, path: bytes, pieces: Iterable[bytes] = (), alike: bool = True) -> bytes:
        """A new file beside `path` with its owner, rights, attributes and moment, not in its place yet; returns its path. Not `alike`: one
        that nobody else may read."""
        folder, name = self._at(path)
        staged = b".gestand-%s.part" % os.urandom(8).hex().encode()
        descriptor = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600, dir_fd=folder)
        try:
            for piece in pieces:
                view = memoryview(piece)
                while view:
                    view = view[os.write(descriptor, view) :]
            if alike:
                _as_before(os.open(name, _READ, dir_fd=folder), descriptor)
            os.fsync(descriptor)
        except BaseException:
            with suppress(OSError):
                os.unlink(staged, dir_fd=folder)
            raise
        finally:
            os.close(descriptor)
        return path.rpartition(b"/")[0] + (b"/" if b"/" in path else b"") + staged

    def replace(self, act: Act, exactly: bool = False, overwrite: bool = False) -> bool:
        """Put a staged file in the place of the one that was looked at; `exactly`: only where that has not changed since, and what somebody
        adds to it in this very moment comes along; `overwrite`: what it held is overwritten. False where it is another by now: the staged
        file goes. Done before: there is nothing to do."""
        staged = self.stat(act.staged)
        if staged is None:
            return True
        seen = self.stat(act.path)
        same = seen is not None and seen.st_ino == act.inode
        if exactly and same and seen is not None:
            same = (seen.st_size, seen.st_mtime_ns) == (act.size, act.mtime)
        folder, name = self._at(act.path)
        before = act.staged.rpartition(b"/")[2]
        if not same:
            os.unlink(before, dir_fd=folder)
            return False
        if not exactly and not overwrite:
            os.replace(before, name, src_dir_fd=folder, dst_dir_fd=folder)
            return True
        old = os.open(name, _WRITE if overwrite else _READ, dir_fd=folder)
        new = os.open(before, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
        try:
            os.replace(before, name, src_dir_fd=folder, dst_dir_fd=folder)
            at = act.size
            while exactly and (late := os.pread(old, PIECE, at)):
                at += os.write(new, late)
            if overwrite:
                _overwritten(old, act.inode, links=0)
            os.fsync(new)
        finally:
            os.close(old)
            os.close(new)
        return True

    def discard(self, path: bytes) -> None:
        """Take away what was staged and never put in its place."""
        with suppress(FileNotFoundError, NotADirectoryError):
            folder, name = self._at(path)
            os.unlink(name, dir_fd=folder)

    def remove(self, path: bytes) -> bool:
        """Take a folder away if nothing is in it; whether it went."""
        try:
            above, name = self._at(path)
            os.rmdir(name, dir_fd=above)
        except OSError:
            return False
        self._leave()
        return True

    def safe(self, folder: bytes) -> None:
        """What changed in a folder is on the disk; one that has gone needs no care."""
        with suppress(FileNotFoundError, NotADirectoryError):
            os.fsync(self._within(folder))


def _overwritten(descriptor: int, inode: int, links: int = 1) -> None:
    """Write over what a file holds, unless it has more names than `links`: what stands under the others is not ours to change."""
    seen = os.fstat(descriptor)
    if not stat.S_ISREG(seen.st_mode) or seen.st_ino != inode or seen.st_nlink > links:
        return
    noise, left = os.urandom(PIECE), seen.st_size
    os.lseek(descriptor, 0, os.SEEK_SET)
    while left > 0:
        left -= os.write(descriptor, noise[: min(left, PIECE)])
    os.fsync(descriptor)


def _ours(seen: os.stat_result) -> bool:
    """A folder `.gestand` that we made, of this store or of one that lies in it: nobody else can have put something there."""
    return seen.st_uid == os.geteuid() and not seen.st_mode & 0o077


def _entry(path: bytes, seen: os.stat_result) -> Entry:
    kind = "file" if stat.S_ISREG(seen.st_mode) else "link" if stat.S_ISLNK(seen.st_mode) else "other"
    if kind == "file" and seen.st_uid == os.geteuid() and STAGED.fullmatch(path.rpartition(b"/")[2]):
        kind = "staged"
    return Entry(path, seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_nlink, kind)


def _as_before(old: int, new: int) -> None:
    """Owner, rights, extended attributes and moment of a file for another. Raises PermissionError where the owner can't be kept."""
    try:
        seen = os.fstat(old)
        fresh = os.fstat(new)
        if (seen.st_uid, seen.st_gid) != (fresh.st_uid, fresh.st_gid):
            os.fchown(new, seen.st_uid, seen.st_gid)
        os.fchmod(new, stat.S_IMODE(seen.st_mode))
        if hasattr(os, "listxattr"):
            with suppress(OSError):  # not every file system has them
                for name in os.listxattr(old):
                    with suppress(OSError):
                        os.setxattr(new, name, os.getxattr(old, name))
        os.utime(new, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    finally:
        os.close(old)


def _not_locked(descriptor: int) -> None:
    """Raises Moved where another process has locked the file, in either way that Unix knows."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        fcntl.flock(descriptor, fcntl.LOCK_UN)
    except BlockingIOError as error:
        raise Moved(11, "somebody has locked the file") from error
    except OSError:
        pass  # a file system that knows no locks
    if sys.platform != "linux":
        return
    asked = struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0)
    with suppress(OSError):
        if struct.unpack("hhqqi4x", fcntl.fcntl(descriptor, fcntl.F_GETLK, asked))[0] != fcntl.F_UNLCK:
            raise Moved(11, "somebody has locked the file")


def sees_all() -> bool:
    """Whether we would see every process of this machine that has a file open."""
    return os.path.isdir("/proc/self/fdinfo") and os.access("/proc/1/fd", os.R_OK | os.X_OK)


def being_written() -> frozenset[tuple[int, int]]:
    """The files (device, inode) that other processes have open for writing, as far as we may see. Linux only; elsewhere none."""
    found: set[tuple[int, int]] = set()
    ours = str(os.getpid())
    try:
        processes = [p for p in os.listdir("/proc") if p.isdigit() and p != ours]
    except OSError:
        return frozenset()
    for process in processes:
        with suppress(OSError):
            for number in os.listdir(f"/proc/{process}/fd"):
                with suppress(OSError):
                    seen = os.stat(f"/proc/{process}/fd/{number}")
                    if stat.S_ISREG(seen.st_mode) and _writes(f"/proc/{process}/fdinfo/{number}"):
                        found.add((seen.st_dev, seen.st_ino))
    return frozenset(found)


def _writes(info: str) -> bool:
    with open(info, "rb") as file:
        flags = re.search(rb"^flags:\s*([0-7]+)", file.read(200), re.MULTILINE)
    return bool(flags and int(flags[1], 8) & os.O_ACCMODE)
