"""History and event rows cannot be changed or deleted, not even in SQL."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from governance.core import seals
from governance.core.records import AppendOnly
from governance.organisation.models import Office
from rollout.adoption.models import SourceUser
from rollout.staging.models import StageChange
from rollout.staging.stages import Stage
from tests import company
from tests.rollout.adoption.usage_files import counted

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


KEPT = "adoption_sourceuser"


@pytest.fixture
def kept(db: None) -> Iterator[None]:
    seals.seal(connection, KEPT, seals.KeepRows.verbs)
    yield
    seals.unseal(connection, KEPT)


def test_rows_that_facts_name_by_key_may_change_and_never_go(kept: None) -> None:
    counted("1,2026-02-26T12:00,anna,Lyon,Create")
    user = SourceUser.objects.get()
    SourceUser.objects.filter(pk=user.pk).update(key="Anna")
    with pytest.raises(DatabaseError, match=seals.MESSAGE), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {KEPT} WHERE id = {user.pk}")
    assert SourceUser.objects.get().key == "Anna"


def test_every_key_without_a_foreign_key_of_the_database_points_to_rows_that_are_kept() -> None:
    pointed = {
        field.related_model._meta.db_table
        for model in apps.get_models()
        if not hasattr(model, "instance_type")
        for field in model._meta.concrete_fields
        if getattr(field, "db_constraint", True) is False and field.related_model
    }
    assert pointed == set(seals.kept_tables())
