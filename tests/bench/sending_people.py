"""The sender of the attempts bench, in a process of its own: one connection for each request, as phones on a bad network make them."""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from pathlib import Path
from typing import Any

TOKEN = "b" * 32
HAND_IN_AT = 0.9  # answers in the first nine tenths of the time, handing in after it


def main() -> None:
    plan, told, port, seconds = sys.argv[1:5]
    people = json.loads(Path(plan).read_text())
    Path(told).write_text(json.dumps(asyncio.run(everybody(people, int(port), int(seconds)))))


async def everybody(people: list[dict[str, Any]], port: int, seconds: int) -> dict[str, Any]:
    random.seed(1)
    saves: list[float] = []
    ends: list[float] = []
    errors: list[str] = []
    await asyncio.gather(*(one(person, port, seconds, saves, ends, errors) for person in people))
    for error in errors[:5]:
        print(error)
    return {
        "requests": len(saves) + len(ends),
        "errors": len(errors),
        "save_95": percentile(saves),
        "hand_in_95": percentile(ends),
        "slowest": max(saves + ends, default=0),
    }


def percentile(times: list[float]) -> float:
    """The 95th, by the nearest rank."""
    return sorted(times)[-(-len(times) * 95 // 100) - 1] if times else 0.0


async def one(person: dict[str, Any], port: int, seconds: int, saves: list[float], ends: list[float], errors: list[str]) -> None:
    """Each answer at its moment, one after the other, then handing in."""
    begun = time.monotonic()
    moments = sorted(random.uniform(0, seconds * HAND_IN_AT) for _answer in person["answers"])
    for number, (moment, answer) in enumerate(zip(moments, person["answers"], strict=True)):
        await asyncio.sleep(max(0.0, begun + moment - time.monotonic()))
        now = int(time.time() * 1000)
        device = f"bench-{person['attempt']:08}"
        body = {"id": f"{device}-{number}", "device": device, "seq": number, "fields": answer["fields"], "given": now, "sent": now}
        path = f"/tests/attempts/{person['attempt']}/answers/{answer['item']}/"
        await timed(port, path, json.dumps(body), "application/json", person, saves, errors, "200")
    await asyncio.sleep(max(0.0, begun + random.uniform(HAND_IN_AT, 1) * seconds - time.monotonic()))
    path = f"/tests/attempts/{person['attempt']}/hand-in/"
    await timed(port, path, "", "application/x-www-form-urlencoded", person, ends, errors, "302")


async def timed(
    port: int, path: str, body: str, kind: str, person: dict[str, Any], times: list[float], errors: list[str], wanted: str
) -> None:
    begun = time.monotonic()
    try:
        status = await asyncio.wait_for(post(port, path, body, kind, person["session"]), timeout=60)
        if status != wanted:
            errors.append(f"{path}: {status}")
    except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        errors.append(f"{path}: {error!r}")
    times.append(time.monotonic() - begun)


async def post(port: int, path: str, body: str, kind: str, session: str) -> str:
    """The status of one request."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    data = body.encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n"
        f"Cookie: sessionid={session}; csrftoken={TOKEN}\r\nX-CSRFToken: {TOKEN}\r\n\r\n"
    )
    writer.write(head.encode() + data)
    await writer.drain()
    answer = await reader.read()
    writer.close()
    return answer.split(b" ", 2)[1].decode() if answer else "nothing"
