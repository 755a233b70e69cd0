"""The executive report from the command line."""

from datetime import time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from governance.core.documents.models import Document
from tests.reports import pretend

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def company(monkeypatch):
    pretend.no_setting(monkeypatch)
    pretend.offices(4)
    pretend.register(monkeypatch)


def test_it_writes_the_file_and_says_its_fingerprint(tmp_path):
    said = StringIO()
    call_command("executive_report", out=tmp_path / "new" / "report.pdf", language="zh-hans", day=pretend.DAY, stdout=said)
    document = Document.objects.get()
    assert (tmp_path / "new" / "report.pdf").read_bytes().startswith(b"%PDF-1.7")
    assert document.snapshot.sha256 in said.getvalue()
    assert (document.language, document.username) == ("zh-hans", "system:executive_report")


def test_it_can_be_asked_for_as_known_on_an_earlier_day(tmp_path):
    call_command("executive_report", "--out", str(tmp_path / "report.pdf"), "--known-at", "2026-06-30")
    snapshot = Document.objects.get().snapshot
    assert timezone.localtime(snapshot.known_at).time() == time.max and snapshot.figures["day"] == "2026-06-30"


@pytest.mark.parametrize(
    ("asked", "message"),
    [(["--known-at", "2099-01-01"], "day to come"), (["--known-at", "2026-06-30", "--day", "2026-07-02"], "had not come yet")],
)
def test_a_wrong_instant_is_refused_in_words(tmp_path, asked, message):
    with pytest.raises(CommandError, match=message):
        call_command("executive_report", "--out", str(tmp_path / "report.pdf"), *asked)


def test_a_day_to_come_is_refused_in_words(tmp_path):
    with pytest.raises(CommandError, match="day to come"):
        call_command("executive_report", out=tmp_path / "report.pdf", day=pretend.DAY.replace(year=2999))
    assert not (tmp_path / "report.pdf").exists()
