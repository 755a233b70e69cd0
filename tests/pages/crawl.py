"""Finds every page of the product by following links, as each role of a company in turn."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin

from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve

from governance.organisation.models import Account
from tests.test_every_page import OWN

LINK = re.compile(r'href="([^"]+)"')
# Pages of libraries, files, and what takes its time to print.
NOT_FOLLOWED = re.compile(
    r"^/(static|account|admin|media)/|\.(csv|xlsx|pdf|json|ics|xml)(\?|$)|/pdf/|/export/|[?&](export|format)=|/paper/"
    r"|^/contracts/\d+/scorecard/"
)
NAMES = frozenset(name for name, _path in OWN)
# Everybody has a home of their own behind this address.
HOME = "dashboards:home"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@dataclass(frozen=True)
class Place:
    """One page as one reader sees it: its name, who reads, and the address."""

    name: str
    username: str
    path: str


@dataclass
class Walk:
    """What was found so far, and what each reader was answered."""

    places: dict[str, Place] = field(default_factory=dict)
    answers: dict[str, HttpResponse] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, username: str) -> Client:
        if username not in self.clients:
            self.clients[username] = Client()
            if username:
                self.clients[username].force_login(Account.objects.get(username=username), backend=BACKEND)
        return self.clients[username]

    def follow(self, username: str, start: str = "/") -> None:
        """From a page on, whatever is linked and was not seen yet."""
        waiting, met, opened = deque([start]), {start}, set[str]()
        while waiting:
            path = waiting.popleft()
            name = name_of(path)
            key = f"{name}, {username}" if name == HOME else name
            if name not in NAMES or key in self.places or key in opened:
                continue
            opened.add(key)
            answer = self.client(username).get(path)
            self.keep(key, username, path, answer)
            waiting.extend(link for link in links(answer, path) if link not in met)
            met.update(waiting)

    def try_all(self, name: str, paths: list[str], usernames: tuple[str, ...]) -> None:
        """The first of these addresses that one of these readers may open; what is only posted to is nobody's page."""
        for path in paths:
            for username in usernames:
                answer = self.client(username).get(path)
                self.keep(name, username, path, answer)
                if name in self.places or answer.status_code == 405:
                    return

    def keep(self, name: str, username: str, path: str, answer: HttpResponse) -> None:
        if is_page(answer):
            self.places[name] = Place(name, username, path)
            self.answers[name] = answer


def name_of(path: str) -> str:
    try:
        return resolve(path.partition("?")[0]).view_name
    except Resolver404:
        return ""


def is_page(answer: HttpResponse) -> bool:
    return answer.status_code == 200 and not answer.streaming and "text/html" in answer.headers.get("Content-Type", "")


def links(answer: HttpResponse, path: str) -> Iterator[str]:
    if answer.status_code in {301, 302, 303}:
        yield answer.headers["Location"]
    elif is_page(answer):
        for link in LINK.findall(answer.content.decode()):
            address = urljoin(path, unescape(link)).partition("#")[0]
            if address.startswith("/") and not NOT_FOLLOWED.search(address):
                yield address
