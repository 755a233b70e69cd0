"""The support site shows what training keeps, changes nothing, and tells no key and no answer."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client

from tests import company
from tests.training.testing import asking, sitting

pytestmark = pytest.mark.django_db
MODELS = [model for model in admin.site._registry if model._meta.app_label in ("courses", "testing", "clearance")]


@pytest.fixture
def support() -> Client:
    account = company.account()
    account.is_staff = account.is_superuser = True
    account.save()
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_every_list_opens_and_nothing_is_added(support: Client, model: type) -> None:
    sitting.handed_in(sitting.paper(asking.TRUTH, asking.SINGLE))
    address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"  # type: ignore[attr-defined]
    assert support.get(address).status_code == 200
    assert support.get(f"{address}add/").status_code == 403


def test_a_row_opens_without_key_and_answer(support: Client) -> None:
    attempt = sitting.handed_in(sitting.paper(asking.TRUTH))
    for model in MODELS:
        row = model._default_manager.first()
        if row is None:
            continue
        shown = support.get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/{row.pk}/change/")
        assert shown.status_code == 200, model
        assert "answers" not in shown.context["adminform"].form.fields
        assert str(attempt.seed) not in shown.content.decode()
