"""The server that browsers of tests speak to. It can be waited for: a part that a page fetches late must not meet the emptied database."""

from __future__ import annotations

import urllib.error
import urllib.request
from contextlib import suppress
from threading import Condition
from typing import Any

from django.core.servers.basehttp import ThreadedWSGIServer

# In seconds; far more than any page takes.
PATIENCE = 120


class WaitedFor(ThreadedWSGIServer):
    """Counts the connections it has taken and not yet ended."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._open, self._ended = 0, Condition()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._ended:
            self._open += 1
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._ended:
                self._open -= 1
                self._ended.notify_all()

    def wait_until_all_is_answered(self) -> None:
        """Call it once the browser's pages are closed."""
        # Connections are taken in their order: with this one answered, none that was opened before waits to be taken.
        with suppress(urllib.error.HTTPError):
            urllib.request.urlopen(f"http://{self.server_name}:{self.server_port}/static/nothing", timeout=PATIENCE).close()
        with self._ended:
            assert self._ended.wait_for(lambda: not self._open, timeout=PATIENCE), f"{self._open} connections are still open"
