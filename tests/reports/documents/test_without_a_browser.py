"""Without a browser the report is still made: each chart's table stands in for its picture, and a note says so."""

import subprocess

import pytest

from governance.core.charts import browser
from governance.core.documents import archive
from reports.documents.actions import make_executive_report
from tests.reports import pretend


@pytest.mark.django_db
def test_the_table_twin_is_printed_with_a_note(monkeypatch, project_office):
    monkeypatch.setattr(browser, "find", lambda: None)
    pretend.offices(6)
    pretend.register(monkeypatch)
    [document] = make_executive_report(actor=project_office, at=pretend.AT, day=pretend.DAY, languages=["en"])
    pdf = archive.content(document)
    text = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert "The picture could not be drawn when this was made; here are its figures." in text
    assert "Week from" in text
