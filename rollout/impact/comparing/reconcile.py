"""Source list against loaded list: rows, keys, missing, extra, repeated, differing, control totals."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from rollout.impact.comparing.lists import FIRST, SECOND, Pair
from rollout.impact.rules.reconciling import Outcome, Side


def outcome(pair: Pair) -> Outcome:
    """Both lists in numbers. Of the keys only the odd ones are kept: all others stand once in each list with the same amounts."""
    first, second = side(pair, FIRST), side(pair, SECOND)
    if not pair.by_key:
        return Outcome(first, second)
    apart = "".join(f" OR d{i} <> 0" for i in range(len(pair.columns.totals)))
    pair.db.execute(f"CREATE TABLE odd AS SELECT *, n - b AS a FROM ({met(pair)}) WHERE n <> 2 OR b <> 1{apart}").fetchall()
    again_first, again_second, missing, extra, differing = (
        pair.db.execute(
            f"""SELECT coalesce(sum(a - 1) FILTER (a > 1), 0)::BIGINT, coalesce(sum(b - 1) FILTER (b > 1), 0)::BIGINT,
            count(*) FILTER (b = 0), count(*) FILTER (a = 0), count(*) FILTER ({differs(pair)}) FROM odd"""
        ).fetchone()
        or (0,) * 5
    )
    first, second = replace(first, keys=first.usable - again_first), replace(second, keys=second.usable - again_second)
    return Outcome(first, second, missing, extra, differing)


def met(pair: Pair) -> str:
    """SQL: each key with its rows in both lists (n), those in the second (b), and its amounts there less here, in one pass over both.

    Sums of amounts with opposite signs and plain counts take half the time of four sums by list.
    """
    amounts = range(len(pair.columns.totals))
    first = "".join(f", t{i} AS d{i}" for i in amounts)
    second = "".join(f", -t{i}" for i in amounts)
    sums = "".join(f", sum(d{i}) AS d{i}" for i in amounts)
    return f"""SELECT key, count(*) AS n, count(b) AS b{sums} FROM (
        SELECT key, NULL::TINYINT AS b{first} FROM {FIRST} WHERE problem IS NULL
        UNION ALL SELECT key, 1{second} FROM {SECOND} WHERE problem IS NULL) GROUP BY key"""


def differs(pair: Pair) -> str:
    apart = " OR ".join(f"d{i} <> 0" for i in range(len(pair.columns.totals))) or "false"
    return f"a > 0 AND b > 0 AND ({apart})"


def side(pair: Pair, name: str) -> Side:
    sums = "".join(f", sum(t{i}) FILTER (problem IS NULL)" for i in range(len(pair.columns.totals)))
    rows, bad, *totals = pair.db.execute(f"SELECT count(*), count(problem){sums} FROM {name}").fetchone() or (0, 0)
    (broken,) = pair.db.execute(f"SELECT count(*) FROM broken_{name}").fetchone() or (0,)
    named = {one.name: Decimal(found or 0) for one, found in zip(pair.columns.totals, totals, strict=True)}
    return Side(rows + broken, bad + broken, totals=named)


def differing_rows(pair: Pair) -> dict[str, str]:
    """Side → SQL of its rows that are missing, extra, repeated or of another amount, as `write_rows` takes it. After `outcome`."""
    nothing = "SELECT NULL::BIGINT AS place, NULL::UHUGEINT AS key, NULL::VARCHAR AS difference WHERE false"
    if not pair.by_key:
        return {FIRST: nothing, SECOND: nothing}
    kinds = {
        FIRST: {"missing": "b = 0", "differing": differs(pair), "duplicate": "a > 1"},
        SECOND: {"extra": "a = 0", "differing": differs(pair), "duplicate": "b > 1"},
    }
    return {
        name: " UNION ALL ".join(
            f"SELECT l.rowid AS place, l.key, '{what}' AS difference FROM {name} l JOIN odd o ON o.key = l.key "
            f"WHERE l.problem IS NULL AND {holds}"
            for what, holds in of.items()
        )
        for name, of in kinds.items()
    }
