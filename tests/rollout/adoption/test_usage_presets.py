"""Presets of well-known CRMs, each on a small file written after its documented columns."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from governance.core.roles import Role
from rollout.adoption.actions import imports, mappings
from rollout.adoption.models import SourceUser, UsageDay, UsageImport, UsageMapping
from rollout.adoption.presets import BY_CODE, PRESETS, fitting, in_zone
from tests.rollout.adoption.usage_files import AT, MEI, sent

FOLDER = Path(__file__).with_name("presets")
CODES = sorted(BY_CODE)


def taken_in(code: str, zone: str = "UTC") -> UsageImport:
    preset = BY_CODE[code]
    source = mappings.add_source(name=preset.crm, actor=MEI, at=AT)
    saved = mappings.save_mapping(name=preset.name, source=source, mapping=in_zone(preset, zone, "CN"), actor=MEI, at=AT)
    return imports.apply(sent=sent(data=(FOLDER / f"{code}.csv").read_bytes()), mapping=saved, actor=MEI, at=AT)


def used() -> list[tuple[str, str, int]]:
    """User, feature and successful counting actions."""
    rows = UsageDay.objects.current().filter(actions__gt=0).values_list("source_user__key", "feature", "actions")
    return sorted((user, feature, actions) for user, feature, actions in rows)


def test_every_preset_has_a_sample_and_is_recognised_by_its_columns() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.csv")) == CODES
    for code in CODES:
        header = (FOLDER / f"{code}.csv").read_text().splitlines()[0].replace('"', "").split(",")
        found = fitting(header)
        assert found is not None
        assert found.code == code


def test_a_file_of_another_make_fits_none() -> None:
    assert fitting(["id", "at", "user"]) is None


@pytest.mark.parametrize("code", CODES)
@pytest.mark.django_db
def test_no_row_of_a_sample_is_unusable(code: str) -> None:
    assert taken_in(code).plan["rejected_rows"] == 0


@pytest.mark.django_db
def test_salesforce_events_15_and_18_characters_are_one_user_and_logins_and_failures_do_not_count() -> None:
    taken_in("salesforce-events")
    assert used() == [("0052w00000A1b2C", "LightningPageView", 1), ("0052w00000A1b2C", "URI", 2)], "use is whose hands it was"
    assert set(SourceUser.objects.values_list("key", flat=True)) == {"0052w00000A1b2C", "0052w00000D4e5F"}


@pytest.mark.django_db
def test_salesforce_logins_make_nobody_active() -> None:
    found = taken_in("salesforce-logins")
    assert used() == []
    assert found.plan["not_counting"] == 3
    assert SourceUser.objects.count() == 2


@pytest.mark.django_db
def test_dataverse_a_calling_user_makes_it_a_proxy_entry_and_access_is_no_use() -> None:
    taken_in("dataverse-audit")
    assert used() == [("user-1", "account", 2), ("user-2", "phonecall", 1)]
    entries = UsageDay.objects.current().aggregate(own=Sum("self_entries"), all=Sum("entries"), proxy=Sum("proxy_entries"))
    assert entries == {"own": 1, "all": 2, "proxy": 1}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("espocrm-history", [("u1", "Account", 2), ("u2", "Meeting", 1)]),
        ("suitecrm-tracker", [("u1", "Accounts", 2)]),
        ("suitecrm-audit", [("u1", "billing_city", 1), ("u1", "phone_office", 1)]),
        ("odoo-auditlog", [("Mitchell Admin", "Lead/Opportunity", 2)]),
        ("frappe-activity", []),
    ],
)
@pytest.mark.django_db
def test_what_counts_in_the_others(code: str, expected: list[tuple[str, str, int]]) -> None:
    taken_in(code)
    assert used() == expected


@pytest.mark.django_db
def test_the_day_of_a_time_without_offset_is_that_of_the_zone_given() -> None:
    taken_in("frappe-version", "Asia/Shanghai")
    days = UsageDay.objects.current().filter(source_user__key="anna@example.com")
    assert [str(row.day) for row in days] == ["2026-03-02"]


def test_a_preset_is_taken_over_on_its_page(signed_in: Callable[..., Client]) -> None:
    client = signed_in(Role.PROJECT_OFFICE)
    page = client.get(reverse("adoption:presets")).content.decode()
    assert all(preset.log in page for preset in PRESETS)
    address = reverse("adoption:preset", args=["odoo-auditlog"])
    made = client.post(address, {"name": "Our Odoo", "source_name": "Odoo", "zone": "Asia/Taipei", "calendar": "CN"})
    saved = UsageMapping.objects.get()
    assert made.status_code == 302
    assert (saved.source.name, saved.spec["zone"], saved.spec["identity"]) == ("Odoo", "Asia/Taipei", ["id"])
    assert client.post(address, {"name": "", "source_name": "Odoo", "zone": "Mars", "calendar": "CN"}).status_code == 422
    assert client.get(reverse("adoption:preset", args=["siebel"])).status_code == 404
    assert signed_in(Role.AUDITOR).get(address).status_code == 403


def test_a_known_file_is_offered_its_preset_while_mapping(signed_in: Callable[..., Client]) -> None:
    file = sent(data=(FOLDER / "dataverse-audit.csv").read_bytes())
    page = signed_in(Role.PROJECT_OFFICE).get(reverse("adoption:import-columns", args=[file.pk])).content.decode()
    assert "This looks like Microsoft Dataverse: Audit" in page


def test_a_mapping_with_an_unknown_kind_of_ids_is_refused() -> None:
    preset = BY_CODE["salesforce-logins"]
    stored = json.loads(json.dumps(preset.mapping.to_json())) | {"user_ids": "siebel"}
    assert "user_ids" in type(preset.mapping).from_json(stored).faults(preset.mapping.columns)
