"""Practical tests: opened by an assessor, saved row by row, signed off once."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from governance.core.actor import Actor, Grant
from governance.core.errors import Conflict, GatehouseError, InvalidInput, NotAllowed, NotFound, Refused
from governance.core.roles import Role
from tests import company
from tests.at_once import at_once
from tests.company import NOW
from tests.training.testing.asking import PRACTICAL, say
from tests.training.testing.marked import ASSESSOR, AUDITOR, PROJECT, TRAINER, candidate, items, paper, practical
from training.testing.actions.practical import observe, open_checklist, sign_off
from training.testing.models import Attempt, AttemptState, Marking, Observation, PaperKind, SignOff
from training.testing.selectors.checklists import begun, sheets
from training.testing.selectors.standings import passes, percents
from training.testing.sending import Stamp
from training.testing.types import Check, Practical

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
WITH_PICTURE = Practical(name="Show", text=say("Show it."), checks=(Check(say("shown"), Decimal(100), evidence=True),))


def see(attempt: Attempt, place: int, seen: str, *, by: Actor = ASSESSOR, client_id: str = "", **more: object) -> Observation:
    return observe(attempt, items(attempt)[0].pk, place, seen=seen, client_id=client_id or f"{place}{seen}", actor=by, at=LATER, **more)  # type: ignore[arg-type]


def seen_all(attempt: Attempt, marks: str = "done done") -> Attempt:
    for place, seen in enumerate(marks.split()):
        see(attempt, place, seen)
    return attempt


def test_an_assessor_opens_the_checklist_of_a_person_and_finds_it_again() -> None:
    version, _questions = paper((PRACTICAL,), kind=PaperKind.PRACTICAL)
    person = company.person()
    attempt = open_checklist(version.paper, person, actor=ASSESSOR, at=NOW)
    assert (attempt.person, attempt.state, attempt.due_at) == (person, AttemptState.OPEN, None)
    assert open_checklist(version.paper, person, actor=TRAINER, at=LATER) == attempt
    assert [(one.attempt, one.rows, one.done) for one in begun()] == [(attempt, 2, 0)]


@pytest.mark.parametrize("actor", [PROJECT, AUDITOR])
def test_others_do_not_assess(actor: Actor) -> None:
    attempt = practical()
    for act in (
        lambda: open_checklist(attempt.paper, attempt.person, actor=actor, at=NOW),
        lambda: see(attempt, 0, "done", by=actor),
        lambda: sign_off(attempt, actor=actor, at=NOW),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not Observation.objects.exists()


def test_nobody_assesses_themselves() -> None:
    attempt = practical()
    own = Actor("zhao", person_id=attempt.person_id, grants=(Grant(Role.ASSESSOR),))
    with pytest.raises(NotAllowed, match="themselves"):
        see(attempt, 0, "done", by=own)
    with pytest.raises(NotAllowed):
        sign_off(attempt, actor=own, at=NOW)
    with pytest.raises(NotAllowed):
        open_checklist(attempt.paper, attempt.person, actor=own, at=NOW)


def test_a_written_paper_has_no_checklist() -> None:
    version, _questions = paper()
    with pytest.raises(NotFound):
        open_checklist(version.paper, company.person(), actor=ASSESSOR, at=NOW)


def test_rows_are_saved_as_they_are_seen_and_the_last_holds() -> None:
    attempt = practical()
    see(attempt, 0, "not_done", note="forgot to search")
    see(attempt, 0, "done")
    [sheet] = sheets(attempt)
    assert [line.observation and line.observation.seen for line in sheet.lines] == ["done", None]
    assert (sheet.done, sheet.complete) == (1, False)
    assert Observation.objects.count() == 2


PHONE, TABLET = "phone-00", "tablet-0"
MINUTE = timedelta(minutes=1)


def tick(attempt: Attempt, seen: str, came: timedelta, stamp: Stamp) -> None:
    number = f"{stamp.device}-{stamp.sequence}-{seen}"
    observe(attempt, items(attempt)[0].pk, 0, seen=seen, client_id=number, stamp=stamp, actor=ASSESSOR, at=NOW + came)


def holds(attempt: Attempt) -> str:
    [sheet] = sheets(attempt)
    return sheet.lines[0].observation.seen if sheet.lines[0].observation else ""


def test_of_one_phone_the_last_tick_given_holds_whichever_comes_first() -> None:
    attempt = practical()
    tick(attempt, "done", 2 * MINUTE, Stamp(PHONE, 2))
    tick(attempt, "not_done", 9 * MINUTE, Stamp(PHONE, 1))
    assert holds(attempt) == "done"


def test_of_two_phones_the_reckoned_time_decides_whatever_their_clocks_say() -> None:
    attempt, wrong = practical(), timedelta(days=1)
    tick(attempt, "done", 8 * MINUTE, Stamp(TABLET, 1))
    # Ticked at the third minute, without a network until the tenth; its clock is a day ahead.
    tick(attempt, "not_done", 10 * MINUTE, Stamp(PHONE, 7, NOW + wrong + 3 * MINUTE, NOW + wrong + 10 * MINUTE))
    assert holds(attempt) == "done"
    tick(attempt, "partly", 12 * MINUTE, Stamp(PHONE, 8, NOW + wrong + 9 * MINUTE, NOW + wrong + 12 * MINUTE))
    assert holds(attempt) == "partly"


def test_without_a_phone_named_the_last_to_arrive_holds() -> None:
    attempt = practical()
    see(attempt, 0, "done")
    see(attempt, 0, "partly")
    assert holds(attempt) == "partly"


def test_the_page_says_who_sent_a_row_and_in_which_place(signed_in: Callable[..., Client]) -> None:
    attempt = practical()
    client, page = signed_in(Role.ASSESSOR), reverse("testing:observe", args=[attempt.pk])
    row = {"item": items(attempt)[0].pk, "place": 0, "device": PHONE, "given": 1_000, "sent": 2_000}

    def send(seen: str, seq: object, **more: object) -> int:
        posted = row | {"seen": seen, "seq": seq, "client_id": f"n-{seq}"} | more
        return client.post(page, posted, headers={"Accept": "application/json"}).status_code

    assert [send("done", 2), send("not_done", 1)] == [200, 200]
    assert holds(attempt) == "done" and set(Observation.objects.values_list("device", "sequence")) == {(PHONE, 1), (PHONE, 2)}
    assert [send("partly", seq) for seq in (-1, "x", "9" * 30)] == [422] * 3
    assert send("partly", 3, device="<script>") == 422
    assert send("partly", 3, given="9" * 16) == 200


def test_what_a_bad_connection_sends_twice_is_kept_once() -> None:
    attempt = practical()
    first = see(attempt, 0, "done", client_id="phone-1")
    assert see(attempt, 0, "done", client_id="phone-1") == first
    assert Observation.objects.count() == 1


@pytest.mark.parametrize(
    ("place", "seen", "client_id", "note"),
    [(0, "perhaps", "x", ""), (2, "done", "x", ""), (-1, "done", "x", ""), (0, "done", "x" * 65, ""), (0, "done", "x", "n" * 2001)],
)
def test_what_the_checklist_cannot_have_sent_is_refused(place: int, seen: str, client_id: str, note: str) -> None:
    attempt = practical()
    with pytest.raises(GatehouseError):
        see(attempt, place, seen, client_id=client_id, note=note)
    assert not Observation.objects.exists()


def test_a_row_of_another_checklist_is_not_found() -> None:
    attempt, other = practical(), practical()
    with pytest.raises(NotFound):
        observe(attempt, items(other)[0].pk, 0, seen="done", client_id="x", actor=ASSESSOR, at=LATER)


def test_signing_off_gives_the_mark_once() -> None:
    attempt = seen_all(practical(), "done partly")
    signed = sign_off(attempt, remark="Calm and sure.", actor=ASSESSOR, at=LATER)
    assert (attempt.state, attempt.submitted_at, signed.remark, signed.username) == (
        AttemptState.SUBMITTED,
        LATER,
        "Calm and sure.",
        "zhao",
    )
    assert percents([attempt.pk])[attempt.pk] == Decimal("70.00")
    marking = Marking.objects.get(item__attempt=attempt)
    assert (marking.source, marking.username) == (Marking.Source.OBSERVED, "zhao")
    assert (attempt.person_id, attempt.paper_id) in passes([attempt.person_id])
    with pytest.raises(Conflict):
        sign_off(attempt, actor=TRAINER, at=LATER)
    assert SignOff.objects.count() == Marking.objects.count() == 1
    assert begun() == []


def test_a_required_row_not_done_leaves_nothing_of_the_mark() -> None:
    attempt = seen_all(practical(), "partly done")
    sign_off(attempt, actor=ASSESSOR, at=LATER)
    assert percents([attempt.pk])[attempt.pk] == 0


def test_rows_still_open_are_named() -> None:
    attempt = practical()
    see(attempt, 0, "done")
    with pytest.raises(Refused) as refused:
        sign_off(attempt, actor=ASSESSOR, at=LATER)
    assert list(refused.value.reasons) == ["Rows not looked at yet: 1."]
    attempt.refresh_from_db()
    assert attempt.is_open and not Marking.objects.exists()


def test_nothing_is_seen_after_signing_off() -> None:
    attempt = seen_all(practical())
    sign_off(attempt, actor=ASSESSOR, at=LATER)
    with pytest.raises(Conflict):
        see(attempt, 0, "not_done", client_id="late")


def test_a_picture_that_a_row_asks_for_is_needed() -> None:
    attempt = practical(content=WITH_PICTURE)
    see(attempt, 0, "done")
    with pytest.raises(Refused, match="complete"):
        sign_off(attempt, actor=ASSESSOR, at=LATER)
    kept = see(attempt, 0, "done", client_id="with", evidence=io.BytesIO(PICTURE), evidence_name="screen.png")
    assert kept.evidence is not None
    assert (kept.evidence.what, kept.evidence.name) == ("practical", "screen.png")
    sign_off(attempt, actor=ASSESSOR, at=LATER)


def test_a_file_that_is_no_picture_or_document_is_refused_and_the_row_is_not_kept() -> None:
    attempt = practical()
    with pytest.raises(InvalidInput):
        see(attempt, 0, "done", evidence=io.BytesIO(b"MZ\x90\x00 not a picture"), evidence_name="screen.png")
    assert not Observation.objects.exists()


def test_a_failure_half_way_leaves_the_checklist_open(monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = seen_all(practical())
    monkeypatch.setattr(SignOff.objects, "create", lambda **values: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sign_off(attempt, actor=ASSESSOR, at=LATER)
    attempt.refresh_from_db()
    assert attempt.is_open and not Marking.objects.exists()


def test_a_candidate_does_not_begin_a_practical_test() -> None:
    from training.testing.actions.taking import start

    version, _questions = paper((PRACTICAL,), kind=PaperKind.PRACTICAL)
    with pytest.raises(NotFound):
        start(version.paper, actor=candidate(company.person()), at=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_assessors_who_sign_off_at_once(tmp_path: Path) -> None:
    attempt = seen_all(practical())
    ended, kept = at_once(
        tmp_path,
        lambda: sign_off(Attempt.objects.get(pk=attempt.pk), actor=ASSESSOR, at=LATER),
        lambda: sign_off(Attempt.objects.get(pk=attempt.pk), actor=TRAINER, at=LATER),
        then=lambda: (SignOff.objects.count(), Marking.objects.count()),
    )
    assert kept == (1, 1)
    assert sorted(type(each).__name__ for each in ended) == ["Conflict", "SignOff"]
