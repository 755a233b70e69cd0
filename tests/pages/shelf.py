"""A small web server that hands out kept pages and static files, so that looking at pages needs neither views nor a database."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import axe_playwright_python
from django.contrib.staticfiles import finders

from tests.pages.kept import Kept

AXE_PATH = "/axe.js"
AXE_SOURCE = next(Path(axe_playwright_python.__file__).parent.rglob("axe.min.js")).read_bytes()
LASTING = {"Cache-Control": "max-age=3600"}


@contextmanager
def shelf(pages: Iterable[Kept]) -> Iterator[str]:
    """The address under which page number n of these stands as /<n>/<its own address>."""
    numbered = list(pages)

    class Answer(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: Any) -> None:
            """Quietly."""

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path.startswith("/static/"):
                found = finders.find(path.removeprefix("/static/"))
                body = Path(str(found)).read_bytes() if found else b""
                self.answer(200 if found else 404, body, mimetypes.guess_type(path)[0] or "text/plain", LASTING)
                return
            if path == AXE_PATH:
                self.answer(200, AXE_SOURCE, "text/javascript", LASTING)
                return
            if "HX-Request" in self.headers:
                self.answer(204, b"", "text/html", {})  # Nothing new: what a page fetches again later is not on the shelf.
                return
            number = path.split("/")[1]
            if not number.isdigit():
                self.answer(404, b"", "text/html", {})
                return
            page = numbered[int(number)]
            self.answer(200, page.html.encode(), "text/html; charset=utf-8", {"Content-Security-Policy": page.policy})

        def answer(self, status: int, body: bytes, kind: str, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in ({"Content-Type": kind, "Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
