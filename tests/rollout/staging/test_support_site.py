"""The support site reads: no stage is changed there, whoever asks."""

import pytest
from django.test import Client

from rollout.staging.models import OfficeRollout
from rollout.staging.stages import Stage
from tests import company


@pytest.fixture
def support(db):
    account = company.account()
    account.is_staff = account.is_superuser = True
    account.save()
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize("model", ["programme", "wave", "officerollout", "placement", "stagechange", "pilotwithdrawal"])
def test_lists_open_and_nothing_can_be_added(support, pilot, model):
    assert support.get(f"/admin/staging/{model}/").status_code == 200
    assert support.get(f"/admin/staging/{model}/add/").status_code == 403


def test_a_stage_cannot_be_changed_there(support, pilot):
    url = f"/admin/staging/officerollout/{pilot.pk}/change/"
    assert support.get(url).status_code == 200
    assert support.post(url, {"stage": Stage.LIVE, "wave": pilot.wave_id, "office": pilot.office_id}).status_code == 403
    assert OfficeRollout.objects.get(pk=pilot.pk).stage == Stage.CANDIDATE
