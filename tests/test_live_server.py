"""Nothing that a browser asked for is still being answered when a test's database is emptied."""

from __future__ import annotations

import socket
import time
from threading import Event, Thread
from typing import Any

from django.test.testcases import QuietWSGIRequestHandler

from tests.live_server import WaitedFor


def test_what_was_asked_before_the_page_closed_is_answered_first() -> None:
    answered: list[str] = []
    asked_last = Event()

    def app(environ: dict[str, Any], start: Any) -> list[bytes]:
        if environ["PATH_INFO"] == "/late/":
            asked_last.wait()
            time.sleep(0.3)
        answered.append(environ["PATH_INFO"])
        asked_last.set()
        start("404 Not Found", [("Content-Length", "0")])
        return [b""]

    server = WaitedFor(("localhost", 0), QuietWSGIRequestHandler)
    server.set_app(app)
    Thread(target=server.serve_forever, daemon=True).start()
    with socket.create_connection(server.server_address[:2]) as browser:
        browser.sendall(b"GET /late/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
    server.wait_until_all_is_answered()
    assert answered[-1] == "/late/"
    server.shutdown()
    server.server_close()
