"""The scorecards of all offices in one archive: made once by a job, side by side on the cores, opened only by whoever may."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pikepdf
import pytest
from django.test import Client

from governance.core.actor import Actor, Grant
from governance.core.documents import typesetting
from governance.core.documents.models import Document, Snapshot
from governance.core.errors import InvalidInput, NotAllowed, Refused
from governance.core.roles import Role
from governance.organisation.models import Office
from reports.documents import packs
from reports.documents.models import Pack
from reports.documents.scorecards import make_office_scorecard
from tests import company
from tests.reports import pretend

pytestmark = pytest.mark.django_db
SUN = Actor("sun", grants=(Grant(Role.SPONSOR),))
LIVE = 6


@pytest.fixture
def offices(monkeypatch: pytest.MonkeyPatch) -> list[Office]:
    """Six offices that are live; pictures are left out, and the calls for them counted in `drawn`."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: pretend.AT)
    pretend.register(monkeypatch)
    return pretend.offices(LIVE)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    calls: list[int] = []

    def svgs(charts: Iterable[Any], language: str) -> dict[str, None]:
        codes = {chart.code: None for chart in charts}
        calls.append(len(codes))
        return codes

    monkeypatch.setattr(packs, "svgs", svgs)
    monkeypatch.setattr("reports.documents.scorecards.svgs", svgs)
    return calls


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out setting too."""

    def pdfs(papers: Iterable[tuple[str, str]]) -> Iterator[bytes]:
        yield from (f"%PDF-1.7 {identifier}".encode() for _html, identifier in papers)

    monkeypatch.setattr(packs, "pdfs_from_html", pdfs)


def make(actor: Actor = SUN, **changes: Any) -> Pack:
    return packs.make_pack(**{"day": pretend.DAY, "language": "en", "job": uuid4(), "actor": actor, "at": pretend.AT} | changes)


def names(pack: Pack, actor: Actor = SUN) -> list[str]:
    with packs.archived(pack, actor) as file, ZipFile(file) as packed:
        assert packed.testzip() is None
        return packed.namelist()


def test_one_paper_for_each_live_office_named_by_its_code_and_all_pictures_in_one_call(offices, drawn):
    pack = make(language="zh-hans")
    assert names(pack) == [f"scorecard-b{n:03}-2026-06-30-zh-hans.pdf" for n in range(LIVE)]
    assert drawn == [LIVE]
    with packs.archived(pack, SUN) as file, ZipFile(file) as packed, pikepdf.open(BytesIO(packed.read(packed.namelist()[3]))) as paper:
        assert paper.Root.Lang == "zh-Hans" and len(paper.pages) >= 1


def test_a_paper_of_the_pack_is_the_one_that_is_made_alone(offices, drawn):
    pack = make()
    alone = make_office_scorecard(offices[2], day=pretend.DAY, languages=["en"], actor=SUN, at=pretend.AT, reason="Pack of scorecards")
    assert alone[0].pk in pack.documents


def test_the_same_job_run_again_makes_nothing_twice(offices, drawn, quick):
    job = uuid4()
    assert make(job=job) == make(job=job)
    assert (Pack.objects.count(), Snapshot.objects.count(), Document.objects.count()) == (1, LIVE, LIVE)


def test_killed_half_way_it_keeps_no_pack_and_the_next_run_makes_it(offices, drawn, quick, monkeypatch):
    job = uuid4()
    with monkeypatch.context() as broken:
        broken.setattr(packs, "pdfs_from_html", lambda papers: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            make(job=job)
    assert not Pack.objects.exists() and not Document.objects.exists()
    assert len(make(job=job).documents) == LIVE


def test_an_office_head_gets_the_own_office_only_and_strangers_nothing(offices, drawn, quick):
    head = Actor("lin", grants=(Grant(Role.OFFICE_HEAD, frozenset({offices[1].pk})),))
    assert names(make(head), head) == ["scorecard-b001-2026-06-30-en.pdf"]
    with pytest.raises(NotAllowed):
        make(Actor("vic", grants=(Grant(Role.VENDOR),)))


def test_rights_lost_since_close_the_archive(offices, drawn, quick):
    pack = make()
    head = Actor("sun", grants=(Grant(Role.OFFICE_HEAD, frozenset({offices[0].pk})),))
    assert names(pack, head) == ["scorecard-b000-2026-06-30-en.pdf"]


def test_no_live_office_and_a_day_to_come_are_refused(offices, drawn, quick):
    with pytest.raises(InvalidInput):
        make(day=pretend.DAY + timedelta(days=1))
    with pytest.raises(Refused, match="No office is live"):
        make(day=company.LONG_AGO)
    assert not Snapshot.objects.exists()


def test_progress_rises_to_the_end(offices, drawn, quick):
    steps: list[tuple[int, int]] = []
    make(step=lambda done, total, message: steps.append((done, total)))
    assert steps == sorted(steps) and steps[-1][0] == steps[-1][1] - 1


def test_from_the_page_to_the_archive_and_only_for_who_asked(signed_in: Callable[..., Client], offices, drawn, quick):
    client = signed_in(Role.SPONSOR)
    assert "No pack was made yet" in client.get("/documents/packs/").content.decode()
    assert client.post("/documents/packs/", {"language": "en"}, follow=True).status_code == 200
    pack = Pack.objects.get()
    sent = client.get(f"/documents/packs/{pack.pk}/")
    assert sent["Content-Type"] == "application/zip"
    assert len(ZipFile(BytesIO(b"".join(sent.streaming_content))).namelist()) == LIVE
    assert signed_in(Role.PROJECT_OFFICE).get(f"/documents/packs/{pack.pk}/").status_code == 404
    assert signed_in(Role.VENDOR).get("/documents/packs/").status_code in (403, 404)
    assert 'lang="xx"' not in client.post("/documents/packs/", {"language": "xx"}).content.decode()


def test_papers_set_side_by_side_come_back_in_their_order_and_the_same_as_one_by_one():
    papers = [(f'<html lang="en"><head><title>{n}</title></head><body><h1>Paper {n}</h1></body></html>', f"{n:02}" * 8) for n in range(5)]
    together = list(typesetting.pdfs_from_html(papers))
    assert together == [typesetting.pdf_from_html(html, identifier=identifier) for html, identifier in papers]
