"""A policy file that never ends is refused at once; a password that stands in one is not shown."""

from pathlib import Path

import pytest

from gestand.diagnostics import GestandError
from gestand.policy import source


def read(folder: Path, text: str) -> list[str]:
    (folder / "policy.yaml").write_text(text)
    try:
        return [d.code for d in source.read(folder)[1]]
    except GestandError as error:
        return [d.code for d in error.diagnostics]


LAUGHS = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 12))


@pytest.mark.parametrize("text", [LAUGHS, "a: &a {b: *a}\n", "a: " + "[" * 5000], ids=["laughs", "circle", "deep"])
def test_files_without_end(folder: Path, text: str) -> None:
    assert "GS101" in read(folder, text)


def test_password_is_not_shown(folder: Path) -> None:
    (folder / "policy.yaml").write_text('stores:\n  shop: {url: "postgresql://u:geheim@h/d?password=geheim"}\n')
    tree, _ = source.read(folder)
    url = tree.child("stores").child("shop").child("url")
    assert url.text.count("geheim") == 2
    assert "geheim" not in url.place.source
