"""A mail server of the tests' own on this machine: takes every letter over SMTP and keeps it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class Catcher(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, refuse: tuple[str, ...] = ()) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.refuse = refuse
        self.letters: list[EmailMessage] = []


class Talk(socketserver.StreamRequestHandler):
    """The few words of SMTP that a sender needs."""

    server: Catcher

    def handle(self) -> None:
        self.say("220 catcher")
        while line := self.rfile.readline():
            word = line.split(b" ")[0].strip().upper()
            if word == b"DATA":
                self.say("354 go on")
                self.take()
            elif word == b"RCPT" and any(address.encode() in line for address in self.server.refuse):
                self.say("550 no such mailbox")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 catcher" if word in (b"EHLO", b"HELO") else "250 ok")

    def take(self) -> None:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        letter = message_from_bytes(b"".join(lines), policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.server.letters.append(letter)
        self.say("250 taken")

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def caught(refuse: tuple[str, ...] = ()) -> Iterator[Catcher]:
    """`with caught() as catcher:` – `catcher.letters` holds what came; `catcher.server_address` is where to send."""
    with Catcher(refuse) as catcher:
        threading.Thread(target=catcher.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield catcher
        finally:
            catcher.shutdown()
