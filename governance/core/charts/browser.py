"""The headless browser that turns figures into vector pictures: which one, and one bounded call."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

logger = logging.getLogger(__name__)

CANDIDATES = ("chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pings",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


def find() -> str | None:
    """The browser to use: GATEHOUSE_BROWSER where set, else the first candidate in PATH."""
    named = os.environ.get("GATEHOUSE_BROWSER")
    if named is not None:
        return shutil.which(named)
    return next((found for name in CANDIDATES if (found := shutil.which(name))), None)


def command(browser: str, page: Path, profile: str, milliseconds: int) -> list[str]:
    """The call. The sandbox stays on except for root, for whom Chromium refuses to start with it."""
    head = [] if "headless-shell" in Path(browser).name else ["--headless"]
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return [
        browser, *head, *root, *QUIET,
        f"--user-data-dir={profile}",
        f"--virtual-time-budget={milliseconds}",
        "--dump-dom",
        page.as_uri(),
    ]  # fmt: skip


def dump(page: Path, *, seconds: float) -> str | None:
    """The page's DOM after its scripts ran, or None where there is no browser or it took too long."""
    browser = find()
    if browser is None:
        return None
    with tempfile.TemporaryDirectory(prefix="chart-profile-", ignore_cleanup_errors=True) as profile:
        call = command(browser, page, profile, milliseconds=int(seconds * 1000))
        # Its own process group, so that a browser that hangs goes with all its children.
        process = subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            out, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            logger.warning("charts: %s took longer than %s s", browser, seconds)
            return None
    if process.returncode != 0:
        logger.warning("charts: %s ended with %s", browser, process.returncode)
        return None
    return out.decode("utf-8", "replace")
