"""A real Chromium, driven by Playwright, and a real server on this machine for it."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Browser, sync_playwright

from databases import free_port
from gestand.execute.context import Context
from gestand.web import serve

PROGRAM = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), "")


@contextmanager
def serving(context: Context) -> Iterator[str]:
    """The whole application at an address of this machine, with the names that passkeys need."""
    port = free_port()
    address = f"http://localhost:{port}"
    server = uvicorn.Server(
        uvicorn.Config(serve.application(context, address), host="127.0.0.1", port=port, log_level="critical", access_log=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 20
    while not server.started and time.monotonic() < until:
        time.sleep(0.02)
    try:
        yield address
    finally:
        server.should_exit = True
        thread.join(10)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=PROGRAM, args=["--no-sandbox", "--disable-gpu"])
        try:
            yield browser
        finally:
            browser.close()


def wrong(page: Any, axe: Any) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA on the page as it is, each with the place."""
    options = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
    found = axe.run(page, options=options)
    return [f"{v['id']}: {n['target']}" for v in found.response["violations"] for n in v["nodes"]]


def picture(page: Any, folder: Path, name: str) -> None:
    """Keep a picture, where a folder for them is named."""
    page.screenshot(path=folder / f"{name}.png", full_page=True)
