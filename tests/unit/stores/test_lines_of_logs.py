"""The lines of logs: what a server writes is read as it was; what changes is read as it is to be, all else stays, and no line grows."""

import gzip
import io
import json
import os
import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gestand.stores import logfiles
from gestand.stores.dialects.networks import network_of
from gestand.stores.loglines import Combined, Json
from gestand.stores.logtable import content

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
COMBINED = Combined("combined", AMSTERDAM)
MOMENT = "22/Nov/2026:10:15:00 +0100"
SAID = '192.0.2.7 - C0001 [22/Nov/2026:09:15:00 +0000] "GET /a/12?q=x HTTP/1.1" 200 512 "https://x.example/?e=a@x.nl" "Mozilla/5.0 (X11)"'


def written(values: dict[str, Any], style: str) -> str:
    """A line as nginx or Apache writes it."""

    def spelled(text: str | None) -> str:
        if not text:
            return "-"
        odd = r"[\"\\\x00-\x1f\x7f]" if style == "apache" else r"[\"\\\x00-\x1f\x7f-\U0010ffff]"
        one = {'"': '\\"', "\\": "\\\\"} if style == "apache" else {}
        return re.sub(odd, lambda m: one.get(m[0], "".join(f"\\x{b:02X}" for b in m[0].encode())), text)

    v = {k: spelled(x) if isinstance(x, str) or x is None else x for k, x in values.items()}
    request = f"{v['method']} {v['url']} HTTP/1.1"
    return f'{v["ip"]} - {v["user"]} [{MOMENT}] "{request}" {v["status"]} {v["size"]} "{v["referrer"]}" "{v["browser"]}"'


WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_characters="\x7f"), min_size=1, max_size=20).filter(
    lambda t: t != "-" and "[" not in t
)
TEXTS = st.none() | st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
VALUES = st.fixed_dictionaries(
    {
        "ip": st.sampled_from(["192.0.2.7", "2001:db8::7", "host.example"]),
        "user": TEXTS,
        "method": st.sampled_from(["GET", "POST", None]),
        "url": TEXTS,
        "status": st.sampled_from([200, 404, None]),
        "size": st.integers(0, 10**6) | st.none(),
        "referrer": TEXTS,
        "browser": TEXTS,
    }
)


@given(VALUES, st.sampled_from(["apache", "nginx"]), st.data())
def test_a_combined_line_is_read_as_it_was_and_written_as_it_is_to_be(
    values: dict[str, Any], style: str, data: st.DataObject
) -> None:
    line = written(values, style)
    wanted = {**values, "moment": "2026-11-22 10:15:00+01:00", "other": None}
    read = COMBINED.read(line)
    assert read is not None and dict(zip(COMBINED.columns, read, strict=True)) == wanted
    chosen = data.draw(st.sets(st.sampled_from(["ip", "user", "url", "referrer", "browser", "size"])))
    changed: dict[str, Any] = dict.fromkeys(chosen)
    if values["url"] and "url" in chosen:
        changed["url"] = values["url"][: data.draw(st.integers(1, len(values["url"])))].rstrip() or None
        changed["url"] = None if changed["url"] == "-" else changed["url"]
    if "ip" in chosen:
        changed["ip"] = network_of(values["ip"])
    new = COMBINED.write(line, changed, len(line))
    again = COMBINED.read(new)
    assert again is not None and dict(zip(COMBINED.columns, again, strict=True)) == {**wanted, **changed}
    assert len(new.encode()) <= len(line.encode())
    assert COMBINED.write(line, {}, len(line)) == line


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (SAID, ("192.0.2.7", "C0001", "GET", "/a/12?q=x", 200, 512, None)),
        ('::1 ident "o p" [22/Nov/2026:09:15:00 +0000] "-" 400 - "-" "-" 0.002 "203.0.113.9"', ("::1", '"o p"', None, None, 400, None, 'ident 0.002 "203.0.113.9"')),
        (r'192.0.2.7 - - [22/Nov/2026:09:15:00 +0000] "\x16\x03\x01" 400 157 "-" "-"', ("192.0.2.7", None, None, r"\x16\x03\x01", 400, 157, None)),
        ('192.0.2.7 - a [x] b [22/Nov/2026:09:15:00 +0000] "GET /a b c HTTP/1.0" 200 0 "-" "-"', ("192.0.2.7", "a [x] b", "GET", "/a b c", 200, 0, None)),
        ('192.0.2.7 - - [31/Feb/2026:09:15:00 +0000] "GET / HTTP/1.0" 200 0 "-" "-"', None),
        ('192.0.2.7 - - [22/Nov/2026:09:15:00 +0000] "GET / HTTP/1.0" 200 0', None),
        ("2026/11/22 10:15:00 [error] 12#12: *1 open() failed", None),
        ("", None),
    ],
)  # fmt: skip
def test_odd_lines(line: str, said: tuple[Any, ...] | None) -> None:
    read = COMBINED.read(line)
    if said is None:
        assert read is None
    else:
        assert read is not None
        values = dict(zip(COMBINED.columns, read, strict=True))
        assert tuple(values[c] for c in ("ip", "user", "method", "url", "status", "size", "other")) == said


def test_common_and_vhost_combined() -> None:
    common, vhost = Combined("common", AMSTERDAM), Combined("vhost combined", AMSTERDAM)
    assert "browser" not in common.columns and list(vhost.columns)[0] == "site"
    read = vhost.read("www.x.example:443 " + SAID)
    assert read is not None and read[:3] == ["www.x.example:443", "192.0.2.7", "C0001"]
    read = common.read(SAID)
    assert read is not None and read[-1] == '"https://x.example/?e=a@x.nl" "Mozilla/5.0 (X11)"', "what stands after it is `other`"
    assert common.write(SAID, {"other": None}, 999).endswith('" 200 512')


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2026-11-22T10:15:00+01:00", "2026-11-22 10:15:00+01:00"),
        ("2026-11-22T09:15:00Z", "2026-11-22 10:15:00+01:00"),
        ("2026-11-22 10:15:00", "2026-11-22 10:15:00+01:00"),
        ("22/Nov/2026:09:15:00 +0000", "2026-11-22 10:15:00+01:00"),
        (1795338900, "2026-11-22 10:15:00+01:00"),
        ("1795338900.123", "2026-11-22 10:15:00+01:00"),
        (1795338900123, "2026-11-22 10:15:00+01:00"),
    ],
)
def test_moments_as_logs_write_them_in_json(said: Any, moment: str) -> None:
    format = Json({"moment": "ts"}, ["moment"], AMSTERDAM)
    assert format.read(json.dumps({"ts": said})) == [moment, None]
    assert format.read(json.dumps({"ts": "yesterday"})) is None


LEAVES = st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "-", "a", "é\n", '"', "\\", "\U0001f600"])
OBJECTS = st.dictionaries(
    st.sampled_from(["ip", "user", "req", "x", "y z", "é"]), LEAVES | st.dictionaries(st.sampled_from(["url", "id"]), LEAVES)
)


@given(OBJECTS, st.booleans(), st.sampled_from([None, (", ", ": "), (",", ":")]), st.data())
def test_a_json_line_keeps_what_does_not_change(said: dict[str, Any], ascii: bool, spaces: Any, data: st.DataObject) -> None:
    line = json.dumps(said, ensure_ascii=ascii, separators=spaces)
    format = Json({"url": "req->url"}, ["ip", "user", "url"], AMSTERDAM)
    read = format.read(line)
    if "\\ud" in line and read is None:
        return
    assert read is not None
    values = dict(zip(format.columns, read, strict=True))
    chosen = data.draw(st.sets(st.sampled_from(list(format.columns))))
    changed: dict[str, Any] = dict.fromkeys(chosen)
    for room in (10**6, len(line)):
        new = format.write(line, changed, room)
        again = format.read(new)
        assert again is not None and dict(zip(format.columns, again, strict=True)) == {**values, **changed}
    assert len(new) <= len(line)
    assert format.write(line, {}, len(line)) == line


def test_what_is_no_object_or_says_a_thing_twice_is_not_of_the_format() -> None:
    format = Json({}, ["ip"], AMSTERDAM)
    for line in (
        "[1]",
        '"x"',
        "{",
        '{"ip": "a", "ip": "b"}',
        '{"ip": "\\u0000"}',
        '{"ip": "\\ud800"}',
        "x" * 100,
        '{"a":' * 2000,
    ):
        assert format.read(line) is None
    assert format.read('{"ip": "\\ud83d\\ude00"}') == ["\U0001f600", None]


@pytest.mark.parametrize(
    ("path", "family"),
    [
        ("access.log", "access.log"),
        ("access.log.1", "access.log"),
        ("access.log.12.gz", "access.log"),
        ("access.log-20261122.gz", "access.log"),
        ("access.log-20261122-1795338900", "access.log"),
        ("access-2026-11-22.log", "access.log"),
        ("access-2026-11-22T10-15-00.000.log.gz", "access.log"),
        ("access.log.1795338900", "access.log"),
        ("site2/access.log.3.xz", "site2/access.log"),
        ("shop-2.access.log.1", "shop-2.access.log"),
        ("access-2", "access-2"),
        ("access_20261122.log", "access.log"),
        ("20261122", "20261122"),
    ],
)
def test_which_files_are_of_one_log(path: str, family: str) -> None:
    assert logfiles.family(path.encode()).decode() == family


def test_patterns_of_names() -> None:
    assert logfiles.fits("access.log*", "access.log.1") and not logfiles.fits("access.log*", "a/access.log")
    assert logfiles.fits("*/access.log*", "a/access.log") and not logfiles.fits("*", "a/b")


@pytest.mark.parametrize("kind", ["", "gzip", "bzip2", "xz"])
def test_what_is_packed_is_unpacked_again(kind: str, tmp_path: Path) -> None:
    lines = [b"line %d\n" % i for i in range(5000)]
    (tmp_path / "file").write_bytes(b"".join(logfiles.gathered(logfiles.packed(kind, lines))))
    descriptor = os.open(tmp_path / "file", os.O_RDONLY)
    with logfiles.opened(descriptor, kind) as file:
        assert [raw for _, raw in logfiles.lines(file)] == lines
    os.close(descriptor)
    if kind == "gzip":
        assert gzip.decompress((tmp_path / "file").read_bytes()) == b"".join(lines)


def test_a_change_in_place_is_done_once_more_and_never_to_something_else(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"first line\nsecond line\n")
    changes = logfiles.record(0, b"first line\n", b"          \n") + logfiles.record(11, b"second line\n", b"se_o_d     \n")
    descriptor = os.open(path, os.O_RDWR)
    assert logfiles.patch(io.BytesIO(changes), descriptor)
    assert path.read_bytes() == b"          \nse_o_d     \n"
    assert logfiles.patch(io.BytesIO(changes), descriptor), "done before"
    os.pwrite(descriptor, b"first", 0)  # a kill in the middle
    assert logfiles.patch(io.BytesIO(changes), descriptor) and path.read_bytes() == b"          \nse_o_d     \n"
    os.pwrite(descriptor, b"otherthing", 0)
    assert not logfiles.patch(io.BytesIO(changes), descriptor) and path.read_bytes().startswith(b"otherthing\n")
    os.ftruncate(descriptor, 5)
    assert not logfiles.patch(io.BytesIO(changes), descriptor) and path.read_bytes() == b"other"
    os.close(descriptor)


def test_where_the_text_of_a_line_is() -> None:
    assert content(b"\0\0abc  \r\n") == (2, 5)
    assert content(b"\n") == (0, 0) and content(b"   \n") == (0, 0) and content(b"\0\0\n") == (2, 2)
