"""What the columns of an unknown file probably mean, from their names and contents. Pure; a person always confirms."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from itertools import combinations
from typing import Any, Protocol

from rollout.adoption.mapping import Mapping

# Words in column names, the telling ones first. A column may match several roles; roles choose in the order below.
WORDS: dict[str, tuple[str, ...]] = {
    role: tuple(words.split("|"))
    for role, words in {
        "time": "timestamp|datetime|date_time|event time|created|logged|time|date|when|时间|時間|日期",
        "acting_user": "delegated|acting|impersonat|callinguser|calling_user|on behalf|entered by|proxy|代录|代办|代理",
        "user": "username|user|login|account|agent|employee|owner|staff|who|用户|使用者|员工|員工|账号|帳號",
        "office": "office|branch|site|location|department|business unit|region|country|办事处|分公司|部门|機構|机构",
        "success": "success|outcome|result|succeeded|是否成功|结果|結果",
        "business_date": "business date|visit date|activity date|occurred|happened|due date|业务日期|拜访日期|发生日期",
        "action": "action|operation|activity|event|method|verb|status|type|操作|动作|動作",
        "object": "object|entity|module|table|feature|resource|product|对象|對象|模块|模組|功能",
    }.items()
}
NAMED_KEY = re.compile(r"(^|[\W_])(id|uuid|guid|case|record|ticket|number|no|key|request)($|[\W_])|编号|單號|单号|流水", re.IGNORECASE)
SIGNING_IN = re.compile(r"log[ _-]?(in|on|out|off)|sign[ _-]?(in|out)|session|登录|登入|登出|注销", re.IGNORECASE)
MAKING = re.compile(r"creat|insert|^add|^new|新建|新增|创建|建立", re.IGNORECASE)
SUCCEEDED = re.compile(r"^(success|succeeded|successful|ok|okay|true|yes|y|1|200|成功|是)$", re.IGNORECASE)
SYSTEM_NAME = re.compile(
    r"(^|[\W_\d])(system|admin|administrator|integration|api|service|svc|bot|robot|batch|sync|interface|etl|daemon|scheduler|automation|siebel|"
    r"salesforce|sap|oracle)($|[\W_\d])|系统|系統|接口|同步|机器人",
    re.IGNORECASE,
)
MOST_KINDS, ENOUGH, BUSY, TENTH = 60, 0.7, 4, 9


class Look(Protocol):
    """What is asked of a column; see `reading.sample.ColumnLook`."""

    @property
    def name(self) -> str: ...
    @property
    def rows(self) -> int: ...
    @property
    def filled(self) -> int: ...
    @property
    def distinct(self) -> int: ...
    @property
    def values(self) -> Sequence[tuple[str, int]]: ...
    @property
    def formats(self) -> Sequence[tuple[str, float]]: ...


def suggest(looks: Sequence[Look], repeats: Callable[[Sequence[str]], int], zone: str) -> Mapping:
    """A mapping to begin with. `repeats` measures how many rows some identity columns would not tell apart."""
    chosen: dict[str, Any] = {}
    for role in WORDS:
        found = _best(role, [look for look in looks if look.name not in chosen.values()])
        if found:
            chosen[role] = found
    by_name = {look.name: look for look in looks}
    actions = [value for value, _count in by_name[chosen["action"]].values] if "action" in chosen else []
    counting = tuple(value for value in actions if not SIGNING_IN.search(value))
    return Mapping(
        **chosen,
        identity=identity(looks, repeats, chosen.get("time", "")),
        time_formats=formats(by_name[chosen["time"]]) if "time" in chosen else (),
        zone=zone,
        feature="object" if "object" in chosen and by_name[chosen["object"]].distinct <= MOST_KINDS else "action",
        counting=counting,
        entering=tuple(value for value in counting if MAKING.search(value)),
        date_formats=formats(by_name[chosen["business_date"]]) if "business_date" in chosen else ("iso",),
        success_values=_succeeded(by_name[chosen["success"]]) if "success" in chosen else (),
    )


def _best(role: str, looks: Sequence[Look]) -> str:
    """The column whose name holds the most telling word of the role and whose contents allow it."""
    possible = [(_rank(role, look.name), number, look.name) for number, look in enumerate(looks) if _fits(role, look)]
    ranked = sorted(each for each in possible if each[0] is not None)
    return ranked[0][2] if ranked else ""


def _rank(role: str, name: str) -> int | None:
    plain = re.sub(r"[\s_-]+", " ", re.sub(r"([a-z])([A-Z])", r"\1 \2", name)).casefold()
    return next((2 * place + (plain != word) for place, word in enumerate(WORDS[role]) if word.replace("_", " ") in plain), None)


def _fits(role: str, look: Look) -> bool:
    is_time = bool(look.formats) and look.formats[0][1] >= ENOUGH
    if role in ("time", "business_date"):
        return is_time and (role == "business_date" or look.filled >= ENOUGH * look.rows)
    if role in ("action", "success"):
        return not is_time and 0 < look.distinct <= MOST_KINDS
    if role == "user":
        return not is_time and look.distinct > 1 and look.filled >= ENOUGH * look.rows
    return not is_time and look.filled > 0


def _succeeded(look: Look) -> tuple[str, ...]:
    return tuple(value for value, _count in look.values if SUCCEEDED.match(value))


def formats(look: Look) -> tuple[str, ...]:
    """The formats a column seems to be written in; empty when day and month could be exchanged, which only a person can settle."""
    if not look.formats:
        return ()
    best = [form for form, share in look.formats if share == look.formats[0][1]]
    return () if exchangeable(best) else (best[0],)


def exchangeable(best: Sequence[str]) -> bool:
    """Whether two equally good formats differ in the order of day and month."""
    return any(a.replace("%d", "?").replace("%m", "%d").replace("?", "%m") == b for a in best for b in best if a != b)


def identity(looks: Sequence[Look], repeats: Callable[[Sequence[str]], int], time: str) -> tuple[str, ...]:
    """The fewest columns that tell all rows apart, as far as any can; columns named like a key are tried first."""
    useful = [look for look in looks if look.distinct > 1 and look.name != time]
    ordered = [look.name for look in sorted(useful, key=lambda look: (not NAMED_KEY.search(look.name), -look.distinct))]
    least = repeats([look.name for look in looks])
    tried: list[tuple[str, ...]] = [(name,) for name in ordered[:8]]
    tried += [(name, time) for name in ordered[:12] if time]
    tried += [(*pair, time) for pair in combinations(ordered[:6], 2) if time]
    counts = []
    for columns in tried:
        count = repeats(columns)
        if count <= least:
            return columns
        counts.append((count, len(columns), columns))
    return min(counts, default=(0, 0, ()))[2]


def systems(users: Sequence[tuple[str, int]]) -> list[tuple[str, int, str]]:
    """(account, events, why) of accounts that look like a system's: "name" or "busy" beyond what people do.

    `users` comes in the order of events, most first. Busy: over four times the events of the tenth.
    """
    ordinary = users[TENTH][1] if len(users) > TENTH else None
    found = []
    for name, count in users:
        if SYSTEM_NAME.search(name):
            found.append((name, count, "name"))
        elif ordinary and count > BUSY * ordinary:
            found.append((name, count, "busy"))
    return found


# The offsets seen in a file → a zone that has just these. A person confirms: several zones share them.
ZONES: dict[frozenset[str], str] = {
    frozenset({"+01:00", "+02:00"}): "Europe/Berlin",
    frozenset({"+00:00", "+01:00"}): "Europe/London",
    frozenset({"-05:00", "-04:00"}): "America/New_York",
    frozenset({"-06:00", "-05:00"}): "America/Chicago",
    frozenset({"-08:00", "-07:00"}): "America/Los_Angeles",
    frozenset({"+08:00"}): "Asia/Shanghai",
    frozenset({"+09:00"}): "Asia/Tokyo",
    frozenset({"Z"}): "UTC",
    frozenset({"+00:00"}): "UTC",
}


def zone_of(offsets: Collection[str]) -> str:
    """The zone that the times' own offsets point to; "" where they point to none we know."""
    return ZONES.get(frozenset(offsets), "")
