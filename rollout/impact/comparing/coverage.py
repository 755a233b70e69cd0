"""Customers with an order or payment against the customers of the CRM: how many are there, by office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rollout.impact.comparing.lists import FIRST, SECOND, Pair


@dataclass(frozen=True)
class Share:
    """One office: distinct customers of the first list, and those of them that the second holds."""

    office_id: int
    customers: int
    found: int


def place_offices(pair: Pair, labels: Mapping[str, int], office_id: int | None) -> None:
    """`placed`: the first list with the office of each row: the one that was chosen, or what its label means. Unknown labels: none."""
    if office_id is not None:
        rows = f"SELECT rowid AS place, key, problem, {int(office_id)}::BIGINT AS office_id FROM {FIRST}"
        pair.db.execute(f"CREATE TABLE placed AS {rows}").fetchall()
        return
    pair.db.execute(
        "CREATE TABLE label AS SELECT unnest(?::VARCHAR[]) AS name, unnest(?::BIGINT[]) AS office_id",
        [[name.casefold() for name in labels], list(labels.values())],
    )
    pair.db.execute(
        f"""CREATE TABLE placed AS SELECT l.rowid AS place, l.key, l.problem, b.office_id FROM {FIRST} l
            LEFT JOIN (SELECT name, min(office_id) AS office_id FROM label GROUP BY name) b ON b.name = lower(l.office)"""
    ).fetchall()


def shares(pair: Pair) -> list[Share]:
    """Each office's customers, counted once however often they ordered."""
    found = pair.db.execute(
        f"""SELECT f.office_id, count(*), count(s.key) FROM
            (SELECT DISTINCT office_id, key FROM placed WHERE problem IS NULL AND office_id IS NOT NULL) f
            LEFT JOIN (SELECT DISTINCT key FROM {SECOND} WHERE problem IS NULL) s ON s.key = f.key GROUP BY 1 ORDER BY 1"""
    ).fetchall()
    return [Share(*row) for row in found]


def without_office(pair: Pair) -> int:
    (count,) = pair.db.execute("SELECT count(*) FROM placed WHERE problem IS NULL AND office_id IS NULL").fetchone() or (0,)
    return int(count)


def lacking_rows(pair: Pair) -> dict[str, str]:
    """Side → SQL of its rows whose customer is not in the CRM or whose office is not known, as `write_rows` takes it."""
    known = f"SELECT DISTINCT key FROM {SECOND} WHERE problem IS NULL"
    first = f"""SELECT place, key, CASE WHEN office_id IS NULL THEN 'no_office' ELSE 'lacking' END AS difference FROM placed
        WHERE problem IS NULL AND (office_id IS NULL OR key NOT IN ({known}))"""
    return {FIRST: first, SECOND: "SELECT NULL::BIGINT AS place, NULL::UHUGEINT AS key, NULL::VARCHAR AS difference WHERE false"}
