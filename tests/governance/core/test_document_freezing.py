"""Freezing figures: one canonical text, one hash, written once."""

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from governance.core import seals
from governance.core.documents.freezing import canonical, freeze
from governance.core.documents.models import Snapshot
from governance.core.records import AppendOnly

AT = datetime(2026, 6, 30, 8, 0, tzinfo=UTC)


def test_the_canonical_text_is_this_one():
    body = {"b": Decimal("7.10"), "a": {"day": date(2026, 6, 30), "name": "杭州", "none": None}}
    assert canonical(body) == '{"a":{"day":"2026-06-30","name":"杭州","none":null},"b":"7.10"}'


@given(st.dictionaries(st.text(), st.integers() | st.text() | st.none() | st.booleans()))
def test_the_order_in_which_figures_were_collected_does_not_matter(figures):
    assert canonical(figures) == canonical(dict(reversed(figures.items())))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_not_frozen(value):
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"reach": value})


def test_what_json_has_no_word_for_is_refused_and_not_guessed():
    with pytest.raises(TypeError, match="object cannot be frozen"):
        canonical({"what": object()})


@pytest.mark.django_db
def test_the_hash_is_that_of_the_stored_text(sponsor):
    snapshot = freeze("letter", {"days": 3}, actor=sponsor, at=AT)
    assert snapshot.sha256 == hashlib.sha256(snapshot.body.encode()).hexdigest()
    assert snapshot.figures == {"days": 3}
    assert snapshot.username == sponsor.username


@pytest.mark.django_db
def test_the_same_figures_of_the_same_instant_are_frozen_once(sponsor):
    first = freeze("letter", {"days": 3}, actor=sponsor, at=AT)
    assert freeze("letter", {"days": 3}, actor=sponsor, at=AT) == first
    assert Snapshot.objects.count() == 1


@pytest.mark.django_db
def test_another_figure_kind_or_instant_has_another_hash(sponsor):
    later = AT.replace(hour=9)
    made = [
        freeze("letter", {"days": 3}, actor=sponsor, at=AT),
        freeze("letter", {"days": 4}, actor=sponsor, at=AT),
        freeze("sheet", {"days": 3}, actor=sponsor, at=AT),
        freeze("letter", {"days": 3}, actor=sponsor, at=later),
        freeze("letter", {"days": 3}, actor=sponsor, at=later, known_at=AT),
    ]
    assert len({snapshot.sha256 for snapshot in made}) == 5


@pytest.mark.django_db
def test_a_snapshot_is_neither_changed_nor_deleted(sponsor):
    snapshot = freeze("letter", {"days": 3}, actor=sponsor, at=AT)
    with pytest.raises(AppendOnly):
        snapshot.save()
    with pytest.raises(AppendOnly):
        snapshot.delete()


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["core_snapshot", "core_document"])
def test_the_database_refuses_too(table, sponsor):
    freeze("letter", {"days": 3}, actor=sponsor, at=AT)
    seals.seal(connection, "core_snapshot")
    with pytest.raises(DatabaseError), transaction.atomic():
        Snapshot.objects.update(kind="other")
    assert table in seals.sealable_tables()
