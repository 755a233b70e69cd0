"""History and event rows cannot be changed or deleted, not even in SQL."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from governance.core import seals
from governance.core.records import AppendOnly
from governance.organisation.models import Office
from rollout.staging.models import StageChange
from rollout.staging.stages import Stage
from tests import company

TABLE = "organisation_historicaloffice"


@pytest.fixture
def sealed(db: None) -> Iterator[None]:
    company.office("lyon")
    seals.seal(connection, TABLE)
    yield
    seals.unseal(connection, TABLE)


@pytest.mark.parametrize("statement", [f"UPDATE {TABLE} SET name = 'x'", f"DELETE FROM {TABLE}"])
def test_the_database_refuses(sealed: None, statement: str) -> None:
    with pytest.raises(DatabaseError, match=seals.MESSAGE), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Office.history.get().name == "Lyon"


def test_new_rows_are_still_written(sealed: None) -> None:
    company.office("nice")
    assert Office.history.count() == 2


def test_sealing_twice_is_the_same_as_once(sealed: None) -> None:
    seals.seal(connection, TABLE)
    company.office("nice")


def test_history_and_event_tables_are_the_ones_to_seal() -> None:
    tables = seals.sealable_tables()
    assert TABLE in tables and "staging_stagechange" in tables
    assert "organisation_identity" not in tables


def test_an_event_row_refuses_to_change_or_go(db: None) -> None:
    rollout = company.in_rollout(company.office(), company.wave(company.programme()))
    event = StageChange.objects.create(
        rollout=rollout, from_stage=Stage.CANDIDATE, to_stage=Stage.PREPARING, on=company.LONG_AGO, recorded_at=company.NOW
    )
    with pytest.raises(AppendOnly):
        event.save()
    with pytest.raises(AppendOnly):
        event.delete()
    assert (event.username, event.reason) == ("system:tests", "test")
