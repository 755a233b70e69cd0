"""Who has still to sit a test does not see what it may ask; who had a hand in its questions does not sit it unless permitted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from governance.core import audit
from governance.core.actor import Actor, Grant
from governance.core.errors import NotAllowed, Refused
from governance.core.models import Attachment, ImportBatch
from governance.core.roles import Role
from governance.organisation.models import Account, Membership
from tests import company
from tests.company import LONG_AGO, NOW, RECORDED
from tests.training.testing import asking, sitting
from tests.training.testing.asking import say
from training.courses.models import Audience
from training.testing import types
from training.testing.actions import allowing, faulty, question_files, questions, taking
from training.testing.models import Allowance, PaperVersion, Question, QuestionState, QuestionStep
from training.testing.selectors.unseen import known_by, unseen
from training.testing.timing import Extra
from training.testing.unseen import Shut, knows_too_much, still_to_sit

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
kinds = st.tuples(st.integers(1, 3), st.integers(1, 2))


@given(st.frozensets(kinds), st.frozensets(st.integers(1, 5)), st.frozensets(st.integers(1, 5)), st.integers(1, 5), kinds)
def test_what_an_attempt_in_progress_asks_is_shut_even_to_its_author(
    shut: frozenset[tuple[int, int]], asked: frozenset[int], own: frozenset[int], question: int, kind: tuple[int, int]
) -> None:
    hides = Shut(shut, asked, own).hides(question, kind)
    assert hides or question not in asked
    assert hides == (question in asked or (kind in shut and question not in own))


@given(st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_a_test_is_ahead_while_it_goes_on_or_is_not_passed_for_good(
    written: bool, going: bool, valid: bool, renewable: bool, closed: bool
) -> None:
    ahead = still_to_sit(written=written, going=going, valid=valid, renewable=renewable, closed=closed)
    assert not ahead or written
    assert ahead or not (written and going)
    if written and not going and not closed:
        assert ahead == (renewable or not valid)


def test_only_who_knows_nothing_or_is_permitted_sits() -> None:
    assert [knows_too_much(known, permitted=permitted) for known in (0, 3) for permitted in (False, True)] == [False, False, True, False]


def for_sellers(*contents: types.Question, validity_months: int | None = None, **rules: Any) -> PaperVersion:
    """A paper that everybody who sells has to pass."""
    course = sitting.course(validity_months=validity_months)
    Audience.objects.create(course=course, job_role="sales", first_day=LONG_AGO, recorded_at=RECORDED)
    return sitting.paper(*contents, of=course, **rules)


def trainer(*roles: Role) -> Account:
    """A trainer who sells too, so that tests for everybody are theirs as well."""
    made = company.account(*(roles or (Role.TRAINER, Role.STAFF)))
    assert made.person is not None
    Membership.objects.create(person=made.person, office=company.office(), job_role="sales", first_day=LONG_AGO, recorded_at=RECORDED)
    return made


def acts(account: Account, *roles: Role) -> Actor:
    grants = tuple(Grant(role) for role in roles or (Role.TRAINER, Role.STAFF))
    return Actor(account.record_name, account_id=account.pk, person_id=account.person_id, grants=grants)


def signed(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def asked_by(version: PaperVersion) -> list[Question]:
    return list(Question.objects.filter(topic__in=version.rows.values("topic")).order_by("code"))


def approved(question: Question, by: Account) -> None:
    with audit.because(acts(by), ""):
        QuestionStep.objects.create(question=question, version=question.latest, from_state="draft", to_state="active", recorded_at=NOW)


def instant(day: str) -> datetime:
    """Noon of that day where the company is."""
    return timezone.make_aware(datetime.fromisoformat(f"{day}T12:00"))


def passed(version: PaperVersion, account: Account, at: datetime = NOW) -> None:
    attempt = taking.start(version.paper, actor=acts(account), at=at)
    sitting.answers(attempt, at=at)
    taking.submit(attempt, actor=acts(account), at=at)


class TestWhoHasToSit:
    def test_sees_no_question_of_the_draw_and_all_others(self) -> None:
        version, other = for_sellers(), asking.in_bank()
        found = unseen(acts(trainer()), NOW)
        assert found.papers == (version.paper,)
        assert list(found.visible(Question.objects.all())) == [other]
        assert [found.hides(question) for question in (*asked_by(version), other)] == [True, True, False]

    def test_sees_drafts_and_quarantined_questions_of_the_draw_no_more_than_those_in_use(self) -> None:
        version = for_sellers()
        topic = version.rows.get().topic
        waiting = [asking.in_bank(topic_=topic, state=state) for state in QuestionState]
        assert all(map(unseen(acts(trainer()), NOW).hides, waiting))

    def test_sees_everything_once_passed_and_nothing_again_when_the_pass_nears_its_end(self) -> None:
        version = for_sellers(validity_months=12, wait_hours=0)
        account = trainer()
        passed(version, account)
        assert not unseen(acts(account), NOW + DAY).papers
        assert unseen(acts(account), NOW + 300 * DAY).papers == (version.paper,)
        assert unseen(acts(account), NOW + 500 * DAY).papers == (version.paper,)

    def test_the_example_of_the_page(self) -> None:
        """Passed on 3 March 2026 for a year: open until 3 December, when renewing begins."""
        account, version = trainer(), for_sellers(validity_months=12)
        passed(version, account, at=instant("2026-03-03"))
        days = ("2026-03-04", "2026-12-02", "2026-12-03")
        assert [bool(unseen(acts(account), instant(day)).papers) for day in days] == [False, False, True]

    def test_sees_nothing_after_failing_with_every_attempt_used(self) -> None:
        version, account = for_sellers(attempts_allowed=1), trainer()
        attempt = taking.start(version.paper, actor=acts(account), at=NOW)
        taking.submit(attempt, actor=acts(account), at=NOW)
        assert unseen(acts(account), NOW + DAY).papers == (version.paper,)

    def test_sees_all_once_the_paper_has_closed_and_before_it_opens_nothing(self) -> None:
        version = for_sellers(opens_at=NOW + DAY, closes_at=NOW + 2 * DAY)
        account = acts(trainer())
        assert unseen(account, NOW).papers == (version.paper,)
        assert not unseen(account, NOW + 3 * DAY).papers

    def test_keeps_what_they_wrote_themselves_but_not_during_their_own_attempt(self) -> None:
        version, account = for_sellers(), trainer()
        one, two = asked_by(version)
        approved(one, account)
        assert [unseen(acts(account), NOW).hides(question) for question in (one, two)] == [False, True]
        given_leave(account, version)
        taking.start(version.paper, actor=acts(account), at=NOW)
        assert [unseen(acts(account), NOW).hides(question) for question in (one, two)] == [True, True]

    def test_is_in_whatever_role_the_same_person(self) -> None:
        version = for_sellers()
        account = trainer(Role.PROJECT_OFFICE)
        assert unseen(acts(account, Role.PROJECT_OFFICE), NOW).papers == (version.paper,)

    def test_may_be_a_trainer_whom_a_course_for_trainers_asks(self) -> None:
        course = sitting.course()
        Audience.objects.create(course=course, trainers=True, first_day=LONG_AGO, recorded_at=RECORDED)
        version = sitting.paper(asking.TRUTH, of=course)
        account, seller = company.account(Role.TRAINER), company.account(Role.STAFF)
        assert unseen(acts(account), NOW).papers == (version.paper,)
        assert not unseen(acts(seller), NOW).papers
        assert "First test" in page(signed(account), "mine") and "First test" not in page(signed(seller), "mine")

    def test_who_wrote_everything_it_may_ask_reads_its_analysis_but_not_during_their_attempt(self) -> None:
        version, account = for_sellers(asking.TRUTH), trainer()
        approved(asked_by(version)[0], account)
        assert not unseen(acts(account), NOW).draws(version)
        given_leave(account, version)
        taking.start(version.paper, actor=acts(account), at=NOW)
        assert unseen(acts(account), NOW).draws(version)

    def test_is_nobody_whom_no_paper_is_for(self) -> None:
        for_sellers()
        assert not unseen(sitting.TRAINER, NOW).papers
        assert not unseen(acts(company.account(Role.TRAINER)), NOW).papers

    def test_a_practical_test_hides_nothing(self) -> None:
        for_sellers(asking.PRACTICAL, kind="practical")
        assert not unseen(acts(trainer()), NOW).papers


def given_leave(account: Account, version: PaperVersion) -> Allowance:
    assert account.person is not None
    return allowing.allow(
        account.person, Extra(knowing=True), paper=version.paper, actor=sitting.TRAINER, at=NOW, reason="The only trainer there."
    )


def page(client: Client, name: str, *arguments: object, status: int = 200, query: str = "") -> str:
    response = client.get(reverse(f"testing:{name}", args=arguments) + query)
    assert response.status_code == status, response.content.decode()[-2000:]
    return b"".join(response).decode() if response.streaming else response.content.decode()


class TestEveryDoor:
    """Each page, download and action of the bank, for a trainer who has still to sit the paper."""

    def test_the_list_its_search_and_its_downloads_leave_the_questions_out_and_say_why(self) -> None:
        version, other = for_sellers(asking.TRUTH), asking.in_bank(replace(asking.SINGLE, name="Pool", text=say("What is a pool?")))
        client, [hidden] = signed(trainer()), asked_by(version)
        for query in ("", "?bank.q=clerk", "?bank.export=csv"):
            shown = page(client, "bank", query=query)
            assert hidden.code not in shown and "A clerk may type" not in shown
        shown = page(client, "bank")
        assert other.code in shown
        assert "Closed to you until you have passed: First test" in shown
        for form in ("gift", "xml"):
            text = page(client, "question_export", form)
            assert "What is a pool?" in text and "A clerk may type" not in text

    @pytest.mark.parametrize("name", ["question", "question_edit", "quarantine", "decide"])
    def test_a_question_is_refused_with_the_test_to_take(self, name: str) -> None:
        version = for_sellers(asking.TRUTH)
        account = trainer(Role.TRAINER, Role.PROJECT_OFFICE, Role.STAFF)
        refused = page(signed(account), name, asked_by(version)[0].pk, status=403)
        assert "A clerk may type" not in refused
        assert "Still to be taken: First test. See “My tests”." in refused
        assert "Closed to you for now" in refused and "ask the project office for the role" not in refused
        assert page(signed(company.account(Role.TRAINER, Role.PROJECT_OFFICE)), name, asked_by(version)[0].pk)

    def test_a_sample_is_refused_and_the_paper_does_not_offer_it(self) -> None:
        version, client = for_sellers(asking.TRUTH), signed(trainer())
        address = reverse("testing:paper_sample", args=[version.pk])
        assert "A clerk may type" not in page(client, "paper_sample", version.pk, status=403)
        shown = page(client, "paper", version.paper_id)
        assert address not in shown and "Closed to you until you have passed" in shown
        assert address in page(signed(company.account(Role.TRAINER)), "paper", version.paper_id)

    def test_the_item_analysis_is_named_and_not_opened(self) -> None:
        version, client = for_sellers(asking.TRUTH), signed(trainer())
        sitting.handed_in(version)
        address = reverse("testing:analysis", args=[version.pk])
        assert address not in page(client, "analyses") and address in page(signed(company.account(Role.TRAINER)), "analyses")
        page(client, "analysis", version.pk, status=403)
        page(client, "analysed-question", version.pk, asked_by(version)[0].pk, status=403)
        page(client, "analysis-paper", version.pk, "en", status=403)
        assert client.post(reverse("testing:analysis-paper", args=[version.pk, "en"])).status_code == 403

    def test_an_essay_of_the_draw_is_marked_by_others(self) -> None:
        version = for_sellers(asking.ESSAY)
        attempt = sitting.handed_in(version)
        item = attempt.items.get()
        client = signed(trainer())
        assert reverse("testing:mark", args=[item.pk]) not in page(client, "to-mark")
        assert "Why enter a visit?" not in page(client, "mark", item.pk, status=404)
        assert "Why enter a visit?" in page(signed(company.account(Role.TRAINER)), "mark", item.pk)

    def test_the_record_of_another_tells_no_answers(self) -> None:
        version = for_sellers(asking.SINGLE, review="never")
        attempt = sitting.handed_in(version)
        assert "closed to you" not in page(signed(company.account(Role.TRAINER)), "record", attempt.pk)
        shown = page(signed(trainer()), "record", attempt.pk)
        assert shown.count("<span>closed to you</span>") == attempt.items.count()

    def test_late_answers_of_the_draw_are_decided_by_others(self) -> None:
        version = for_sellers(asking.TRUTH, time_limit=10)
        attempt = sitting.begun(version)
        taking.end_if_due(attempt, actor=sitting.CLOCK, at=NOW + DAY)
        sitting.answer(attempt.items.get(), at=NOW + DAY)
        assert "A clerk may type" not in page(signed(trainer()), "late", attempt.pk, status=403)
        assert "A clerk may type" in page(signed(company.account(Role.TRAINER)), "late", attempt.pk)

    def test_the_file_of_another_is_not_shown_and_none_is_downloaded_raw(self) -> None:
        batch = sent_in("::New::A clerk may type for you for ever.{F}", acts(company.account(Role.TRAINER)))
        for_sellers()
        page(signed(trainer()), "question_file", batch.pk, status=403)
        page(signed(company.account(Role.TRAINER)), "question_file", batch.pk)
        kept = Attachment.objects.get()
        assert signed(company.account(Role.TRAINER)).get(reverse("core:attachment", args=[kept.pk])).status_code == 404

    def test_the_support_site_names_none(self) -> None:
        version, other = for_sellers(asking.TRUTH), asking.in_bank()
        account = trainer()
        account.is_staff = account.is_superuser = True
        account.save()
        shown = signed(account).get(reverse("admin:testing_question_changelist")).content.decode()
        assert other.code in shown and asked_by(version)[0].code not in shown


def sent_in(text: str, by: Actor) -> ImportBatch:
    file: Any = SimpleUploadedFile("bank.gift.txt", text.encode())
    return question_files.receive(file, name="bank.gift.txt", language="en", topic="CRM", difficulty=1, format="gift", actor=by, at=NOW)


class TestEveryAction:
    """What the pages refuse the actions refuse too, and nothing is changed."""

    @pytest.fixture
    def hidden(self) -> Question:
        return asked_by(for_sellers(asking.TRUTH))[0]

    @pytest.fixture
    def by(self) -> dict[str, Any]:
        return {"actor": acts(trainer(), Role.TRAINER, Role.PROJECT_OFFICE), "at": NOW, "reason": "Too hard."}

    def test_nothing_is_worded_anew_retired_activated_or_quarantined(self, hidden: Question, by: dict[str, Any]) -> None:
        version = hidden.latest
        assert version is not None
        actions: list[Callable[[], object]] = [
            lambda: questions.rewrite(hidden, replace(asking.TRUTH, answer=True), **by),
            lambda: questions.retire(hidden, **by),
            lambda: questions.activate(hidden, version=version, **by),
            lambda: faulty.quarantine(hidden, **by),
        ]
        for act in actions:
            with pytest.raises(NotAllowed, match="until you have passed"):
                act()
        hidden.refresh_from_db()
        assert (hidden.state, hidden.versions.count(), hidden.steps.count()) == (QuestionState.ACTIVE, 1, 0)

    def test_a_file_that_rewords_one_is_refused_whole_so_that_nobody_becomes_its_author(self, hidden: Question, by: dict[str, Any]) -> None:
        batch = sent_in(f"// [id:{hidden.code}]\n::{hidden.name}::Is this mine now?{{T}}\n\n::New::Is it?{{F}}", by["actor"])
        with pytest.raises(NotAllowed):
            question_files.apply(batch, **by)
        assert Question.objects.count() == hidden.versions.count() == 1

    def test_others_go_on(self, hidden: Question) -> None:
        other: dict[str, Any] = {"actor": acts(company.account(Role.TRAINER)), "at": NOW, "reason": "Out of date."}
        questions.retire(hidden, **other)
        assert hidden.state == QuestionState.RETIRED


class TestWhoKnowsTheQuestions:
    @pytest.fixture
    def account(self) -> Account:
        return trainer()

    @pytest.fixture
    def version(self, account: Account) -> PaperVersion:
        """A paper with one question that the trainer brought in and others approved."""
        topic = asking.topic()
        mine = questions.write(asking.SINGLE, topic=topic, difficulty=1, actor=acts(account), at=NOW)
        assert mine.latest is not None
        questions.activate(mine, version=mine.latest, actor=sitting.OTHER_TRAINER, at=NOW)
        made = for_sellers()
        Question.objects.filter(pk=mine.pk).update(topic=made.rows.get().topic)
        return made

    def test_does_not_sit_and_is_told_who_can_permit_it(self, version: PaperVersion, account: Account) -> None:
        with pytest.raises(Refused) as refused:
            taking.start(version.paper, actor=acts(account), at=NOW)
        assert "You wrote, brought in or approved 1 question that this test may ask." in str(refused.value)
        assert not version.attempts.exists()
        shown = page(signed(account), "begin", version.paper_id)
        assert "You wrote, brought in or approved 1 question" in shown and '<form method="post"><input' not in shown.split("<main")[1]

    def test_sits_once_somebody_else_has_permitted_it_on_record(self, version: PaperVersion, account: Account) -> None:
        leave = given_leave(account, version)
        assert taking.start(version.paper, actor=acts(account), at=NOW).is_open
        assert (leave.username, leave.reason) == ("lin", "The only trainer there.")

    def test_does_not_permit_themselves(self, version: PaperVersion, account: Account) -> None:
        assert account.person is not None
        with pytest.raises(NotAllowed):
            allowing.allow(account.person, Extra(knowing=True), paper=version.paper, actor=acts(account), at=NOW, reason="please")

    def test_does_not_sit_once_the_leave_is_taken_back(self, version: PaperVersion, account: Account) -> None:
        allowing.withdraw(given_leave(account, version), actor=sitting.TRAINER, at=NOW, reason="Another trainer is there now.")
        with pytest.raises(Refused):
            taking.start(version.paper, actor=acts(account), at=NOW)

    def test_what_they_approved_counts_and_what_is_out_of_use_does_not(self, version: PaperVersion) -> None:
        approver = sitting.OTHER_TRAINER.username
        assert known_by(approver, version) == 1
        Question.objects.update(state=QuestionState.RETIRED)
        assert known_by(approver, version) == 0

    def test_an_attempt_begun_before_goes_on(self, account: Account) -> None:
        version = for_sellers()
        taking.start(version.paper, actor=acts(account), at=NOW)
        one = asked_by(version)[0]
        QuestionStep.objects.create(
            question=one, version=one.latest, from_state="", to_state="active", recorded_at=NOW, username=account.username
        )
        assert taking.start(version.paper, actor=acts(account), at=NOW).is_open

    def test_the_leave_is_given_on_the_page_and_listed(self, version: PaperVersion, account: Account) -> None:
        client = signed(company.account(Role.PROJECT_OFFICE))
        typed = {"person": account.username, "paper": version.paper_id, "knowing": "on", "reason": "The only trainer there."}
        assert client.post(reverse("testing:allowance_new"), typed).status_code == 302
        assert Allowance.objects.get().knowing
        assert "Despite knowing questions" in page(client, "allowances")
