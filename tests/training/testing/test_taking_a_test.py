"""Beginning, answering and handing in, by the server's clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from governance.core.actor import Actor, Grant
from governance.core.errors import InvalidInput, NotAllowed, NotFound, Refused
from governance.core.roles import Role
from tests.company import NOW
from tests.training.testing import asking, sitting
from training.testing import timing
from training.testing.actions import allowing, taking
from training.testing.models import Answer, Attempt, AttemptEvent, AttemptState, Marking
from training.testing.selectors import passes, percents
from training.testing.selectors.pool import redrawn

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def kinds(attempt: Attempt) -> list[str]:
    return list(attempt.events.values_list("kind", flat=True))


def test_begin_answer_hand_in_and_the_marks_are_there() -> None:
    version = sitting.paper(pass_mark=Decimal(60))
    attempt = sitting.handed_in(version)
    assert attempt.state == AttemptState.SUBMITTED
    assert percents([attempt.pk]) == {attempt.pk: Decimal("100.00")}
    assert kinds(attempt) == ["started", "submitted"]
    passed = passes([attempt.person_id])[attempt.person_id, version.paper_id]
    assert (passed.score, passed.valid_until) == (Decimal("100.00"), None)


def test_the_time_limit_is_counted_from_the_servers_start() -> None:
    attempt = sitting.begun(sitting.paper(time_limit=30))
    assert attempt.due_at == NOW + 30 * MINUTE


def test_beginning_twice_continues_the_same_attempt() -> None:
    version = sitting.paper()
    person = sitting.candidate()
    first = sitting.begun(version, by=person)
    assert sitting.begun(version, by=person, at=NOW + MINUTE) == first
    assert Attempt.objects.count() == 1


def test_a_stranger_to_the_room_cannot_begin() -> None:
    version = sitting.paper()
    vendor = Actor(username="v", person_id=sitting.candidate().pk, grants=(Grant(Role.VENDOR),))
    with pytest.raises(NotAllowed):
        taking.start(version.paper, actor=vendor, at=NOW)
    assert not Attempt.objects.exists()


def test_a_draft_cannot_be_taken() -> None:
    version = sitting.paper(in_use=False)
    with pytest.raises(NotFound):
        sitting.begun(version)


def test_the_last_answer_given_counts() -> None:
    version = sitting.paper(asking.TRUTH)
    attempt = sitting.begun(version)
    one = attempt.items.get()
    sitting.answer(one, right=False, at=NOW + MINUTE)
    sitting.answer(one, right=True, at=NOW + 2 * MINUTE)
    taking.submit(attempt, actor=sitting.acts(attempt.person), at=NOW + 3 * MINUTE)
    assert percents([attempt.pk])[attempt.pk] == 100
    assert Answer.objects.count() == 2


def test_an_answer_that_waited_on_a_device_does_not_overwrite_one_given_after_it() -> None:
    attempt = sitting.begun(sitting.paper(asking.TRUTH))
    one = attempt.items.get()
    sitting.answer(one, right=True, at=NOW + 5 * MINUTE)
    device = NOW + DAY  # a day fast: only how long it kept the answer counts
    kept = sitting.answer(one, right=False, at=NOW + 10 * MINUTE, device_at=device, device_sent_at=device + 9 * MINUTE)
    assert kept.given_at == NOW + MINUTE
    assert not kept.late
    taking.submit(attempt, actor=sitting.acts(attempt.person), at=NOW + 11 * MINUTE)
    assert percents([attempt.pk])[attempt.pk] == 100


@pytest.mark.parametrize("off", [-DAY, DAY, timedelta(days=-365_000), timedelta(days=365_000)])
def test_a_wrong_device_clock_changes_nothing(off: timedelta) -> None:
    attempt = sitting.begun(sitting.paper(asking.TRUTH))
    device = NOW + off
    kept = sitting.answer(attempt.items.get(), at=NOW + MINUTE, device_at=device, device_sent_at=device + 10 * timedelta(seconds=1))
    assert kept.given_at == NOW + 50 * timedelta(seconds=1)
    assert not kept.late


def test_the_same_answer_sent_again_is_kept_once() -> None:
    attempt = sitting.begun(sitting.paper(asking.TRUTH))
    one = attempt.items.get()
    first = sitting.answer(one, client_id="tab-1")
    assert sitting.answer(one, client_id="tab-1", at=NOW + MINUTE) == first
    assert Answer.objects.count() == 1


def test_an_answer_after_the_end_is_kept_as_late_and_not_counted() -> None:
    attempt = sitting.begun(sitting.paper(asking.TRUTH, time_limit=30))
    kept = sitting.answer(attempt.items.get(), at=NOW + 30 * MINUTE)
    assert kept.late
    assert taking.end_all_due(actor=sitting.CLOCK, at=NOW + 31 * MINUTE) == 1
    assert percents([attempt.pk])[attempt.pk] == 0


def test_an_answer_after_handing_in_is_late_though_there_was_time() -> None:
    attempt = sitting.handed_in(sitting.paper(asking.TRUTH), right=False)
    assert sitting.answer(attempt.items.get(), at=NOW + MINUTE).late
    assert percents([attempt.pk])[attempt.pk] == 0


def test_the_clock_hands_in_what_was_saved_though_the_browser_is_gone() -> None:
    attempt = sitting.begun(sitting.paper(asking.TRUTH, time_limit=30))
    sitting.answers(attempt, at=NOW + MINUTE)
    assert taking.end_all_due(actor=sitting.CLOCK, at=NOW + 29 * MINUTE) == 0
    assert taking.end_all_due(actor=sitting.CLOCK, at=NOW + 35 * MINUTE) == 1
    assert taking.end_all_due(actor=sitting.CLOCK, at=NOW + 36 * MINUTE) == 0
    attempt.refresh_from_db()
    assert (attempt.state, attempt.submitted_at) == (AttemptState.TIMED_OUT, NOW + 30 * MINUTE)
    assert percents([attempt.pk])[attempt.pk] == 100
    assert kinds(attempt) == ["started", "timed_out"]


def test_only_the_clock_hands_in_for_everybody() -> None:
    with pytest.raises(NotAllowed):
        taking.end_all_due(actor=sitting.TRAINER, at=NOW)


def test_handing_in_twice_is_once() -> None:
    attempt = sitting.handed_in(sitting.paper())
    again = taking.submit(attempt, actor=sitting.acts(attempt.person), at=NOW + MINUTE)
    assert again.submitted_at == NOW
    assert kinds(attempt) == ["started", "submitted"]
    assert Marking.objects.count() == 2


def test_handing_in_after_the_end_is_a_time_out() -> None:
    attempt = sitting.begun(sitting.paper(time_limit=30))
    ended = taking.submit(attempt, actor=sitting.acts(attempt.person), at=NOW + 31 * MINUTE)
    assert (ended.state, ended.submitted_at) == (AttemptState.TIMED_OUT, NOW + 30 * MINUTE)


def test_another_persons_attempt_takes_no_answer_and_is_not_handed_in() -> None:
    attempt = sitting.begun()
    thief = sitting.acts(sitting.candidate())
    with pytest.raises(NotAllowed):
        taking.save_answer(attempt, attempt.items.first().pk, {"answer": "1"}, client_id="x", actor=thief, at=NOW)
    with pytest.raises(NotAllowed):
        taking.submit(attempt, actor=thief, at=NOW)
    assert not Answer.objects.exists()
    assert Attempt.objects.get().is_open


def test_a_question_of_another_attempt_is_not_found() -> None:
    attempt, other = sitting.begun(), sitting.begun()
    with pytest.raises(NotFound):
        taking.save_answer(attempt, other.items.first().pk, {"answer": "1"}, client_id="x", actor=sitting.acts(attempt.person), at=NOW)


def test_an_answer_of_the_wrong_type_is_refused_and_leaves_what_was_saved() -> None:
    attempt = sitting.begun(sitting.paper(asking.TRUTH))
    sitting.answers(attempt)
    with pytest.raises(InvalidInput):
        taking.save_answer(
            attempt, attempt.items.get().pk, {"answer": "perhaps"}, client_id="x", actor=sitting.acts(attempt.person), at=NOW
        )
    assert Answer.objects.count() == 1


def test_essays_wait_for_a_person_and_empty_ones_do_not() -> None:
    version = sitting.paper(asking.TRUTH, asking.ESSAY)
    written, silent = sitting.handed_in(version), sitting.begun(version)
    taking.submit(silent, actor=sitting.acts(silent.person), at=NOW)
    assert percents([written.pk, silent.pk]) == {written.pk: None, silent.pk: Decimal("0.00")}


def test_attempts_allowed_and_the_wait_between_are_kept() -> None:
    version = sitting.paper(attempts_allowed=2, wait_hours=24)
    person = sitting.candidate()
    sitting.handed_in(version, by=person, right=False)
    with pytest.raises(Refused, match="wait"):
        sitting.begun(version, by=person, at=NOW + 23 * HOUR)
    sitting.handed_in(version, by=person, right=False, at=NOW + DAY)
    with pytest.raises(Refused, match="All attempts"):
        sitting.begun(version, by=person, at=NOW + 9 * DAY)
    allowing.allow(person, timing.Extra(attempts=1), actor=sitting.TRAINER, at=NOW + 9 * DAY, reason="was ill")
    assert sitting.begun(version, by=person, at=NOW + 9 * DAY).number == 3


@pytest.mark.parametrize(("at", "words"), [(NOW - MINUTE, "not opened"), (NOW + DAY, "has closed")])
def test_the_window_is_kept(at: datetime, words: str) -> None:
    version = sitting.paper(opens_at=NOW, closes_at=NOW + DAY)
    with pytest.raises(Refused, match=words):
        sitting.begun(version, at=at)


def test_the_close_ends_an_attempt_before_its_time_limit() -> None:
    version = sitting.paper(opens_at=NOW, closes_at=NOW + 10 * MINUTE, time_limit=30)
    assert sitting.begun(version).due_at == NOW + 10 * MINUTE


def test_the_seed_draws_the_same_paper_again_though_the_bank_has_changed() -> None:
    topic = asking.topic()
    from training.testing.actions import papers

    for _n in range(12):
        asking.in_bank(asking.SINGLE, topic_=topic)
    rows = [papers.Row(topic, 1, 4)]
    version = papers.write_paper(
        sitting.course(), code="drawn", title="Drawn", rules=papers.PaperRules(), rows=rows, actor=sitting.TRAINER, at=NOW
    )
    papers.activate(version, actor=sitting.OTHER_TRAINER, at=NOW)
    attempt = sitting.begun(version)
    asked = list(attempt.items.order_by("order").values_list("question_version_id", "seed"))
    for _n in range(5):
        asking.in_bank(asking.SINGLE, topic_=topic)
    dropped = attempt.items.first().question_version.question
    dropped.state = "retired"
    dropped.save()
    assert [(one.version, one.seed) for one in redrawn(attempt)] == asked


def test_nothing_is_left_of_an_attempt_that_cannot_be_drawn() -> None:
    version = sitting.paper(asking.SINGLE)
    question = version.rows.get().topic.questions.get()
    question.state = "quarantined"
    question.save()
    with pytest.raises(Refused, match=r"Topic \d+, Easy: 1 asked for, 0 in use"):
        sitting.begun(version)
    assert not Attempt.objects.exists()
    assert not AttemptEvent.objects.exists()
