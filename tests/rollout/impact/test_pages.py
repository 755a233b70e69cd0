"""The pages of this room open for those they are for, refuse others, and lose nothing that was typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from governance.core.imports.importer import read
from governance.core.imports.tables import open_table
from governance.core.roles import Role
from governance.organisation.models import Office
from rollout.impact.actions import resistance, steps, tasks, touchpoints
from rollout.impact.imports import TOUCHPOINTS
from rollout.impact.models import Assessment, DroppedItem, OfficeTask, Resistance, RolloutStep, Survey, TaskTemplate, Touchpoint
from tests import company
from tests.company import NOW
from tests.query_counts import counted
from tests.rollout.impact import places
from tests.rollout.impact.places import DAY, PROJECT, TODAY

pytestmark = pytest.mark.django_db
As = Callable[..., Client]
LISTS = ("touchpoints", "steps", "dropped", "resistance", "tasks", "templates", "surveys", "demonstrations")


@pytest.fixture
def as_role() -> As:
    def sign_in(*roles: Role, office: Office | None = None) -> Client:
        client = Client()
        client.force_login(company.account(*roles, office=office), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("role", [Role.SPONSOR, Role.PROJECT_OFFICE, Role.AUDITOR, Role.OFFICE_HEAD])
def test_each_list_opens_empty_and_says_what_to_do_first(as_role: As, name: str, role: Role) -> None:
    client = as_role(role, office=company.office("SH") if role == Role.OFFICE_HEAD else None)
    assert client.get(reverse(f"impact:{name}")).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_staff_and_vendors_are_refused_what_is_not_theirs(as_role: As, name: str) -> None:
    assert as_role(Role.STAFF).get(reverse(f"impact:{name}")).status_code == 403
    assert as_role(Role.VENDOR).get(reverse(f"impact:{name}")).status_code == 403


def test_a_touchpoint_is_added_on_the_page_and_stands_on_the_map(as_role: As) -> None:
    client = as_role(Role.PROJECT_OFFICE)
    typed = {"code": "order", "name": "Order by phone", "who": "orders", "channel": "phone", "process": "Order", "office_kinds": ["office"]}
    assert client.post(reverse("impact:touchpoint_new"), typed).status_code == 302
    assert b"Order by phone" in client.get(reverse("impact:touchpoints")).content


def test_a_code_that_is_taken_is_said_at_its_field_and_nothing_is_lost(as_role: As) -> None:
    places.touchpoint("order")
    typed = {"code": "order", "name": "Another name", "who": "orders", "channel": "phone", "process": "Order", "office_kinds": ["office"]}
    answer = as_role(Role.PROJECT_OFFICE).post(reverse("impact:touchpoint_new"), typed)
    assert answer.status_code == 422
    assert b"Another name" in answer.content
    assert b"There is a touchpoint with this code already" in answer.content


@pytest.mark.parametrize("typed", [{}, {"code": "<script>", "name": "x" * 500}, {"who": "nobody", "contacts_a_month": "-1"}])
def test_hostile_input_is_refused_beside_its_field(as_role: As, typed: dict[str, str]) -> None:
    assert as_role(Role.PROJECT_OFFICE).post(reverse("impact:touchpoint_new"), typed).status_code == 422
    assert not Touchpoint.objects.exists()


def test_a_step_is_assessed_begun_rejected_and_sent_back_on_the_pages(as_role: As) -> None:
    client, step, point = as_role(Role.PROJECT_OFFICE), places.step(), places.touchpoint()
    felt = {"touchpoint": point.pk, "feels": "Waits longer", "effect": "2", "share": "2"}
    assert client.post(reverse("impact:assess", args=[step.pk]), felt).status_code == 302
    today = company.NOW.date().isoformat()
    assert client.post(reverse("impact:step_move", args=[step.pk, "running"]), {"on": today}).status_code == 302
    said = {"on": today, "kind": "rejects", "customers": "3", "words": "No more forms"}
    assert client.post(reverse("impact:react", args=[step.pk]), said).status_code == 302
    assert b"Customers rejected this step" in client.get(step.get_absolute_url()).content
    back = {"on": today, "because_of": step.reactions.get().pk, "reason": "They will not fill in forms"}
    assert client.post(reverse("impact:step_move", args=[step.pk, "sent_back"]), back).status_code == 302
    step.refresh_from_db()
    assert step.state == "sent_back"
    assert "Project office (" in as_role(Role.SPONSOR).get(step.get_absolute_url()).content.decode()


def test_a_move_that_the_table_does_not_hold_is_not_found(as_role: As) -> None:
    assert as_role(Role.PROJECT_OFFICE).get(reverse("impact:step_move", args=[places.step().pk, "done"])).status_code == 404


def test_the_head_ticks_a_task_off_on_the_phone_page(as_role: As) -> None:
    office = company.office("SH")
    task = tasks.give_task(office=office, name="Name the key users", due=TODAY, actor=PROJECT, at=NOW)
    client = as_role(Role.OFFICE_HEAD, office=office)
    assert b"Name the key users" in client.get(reverse("impact:my_tasks")).content
    assert client.post(reverse("impact:finish", args=[task.pk]), {"back": "/impact/tasks/mine/"}).status_code == 302
    task.refresh_from_db()
    assert task.state == "done"


def test_another_offices_tasks_are_not_found(as_role: As) -> None:
    mine, other = company.office("SH"), company.office("BJ")
    task = tasks.give_task(office=other, name="x", due=TODAY, actor=PROJECT, at=NOW)
    client = as_role(Role.OFFICE_HEAD, office=mine)
    assert client.get(reverse("impact:office_tasks", args=[other.pk])).status_code == 404
    assert client.post(reverse("impact:finish", args=[task.pk])).status_code == 404
    assert client.get(reverse("impact:hand_over", args=[task.pk])).status_code == 404


def test_going_back_never_leaves_the_house(as_role: As) -> None:
    office = company.office("SH")
    task = tasks.give_task(office=office, name="x", due=TODAY, actor=PROJECT, at=NOW)
    answer = as_role(Role.PROJECT_OFFICE).post(reverse("impact:finish", args=[task.pk]), {"back": "https://evil.example/"})
    assert answer["Location"] == reverse("impact:office_tasks", args=[office.pk])


def test_the_head_reads_the_words_and_who_steers_reads_none(as_role: As) -> None:
    office = company.office("SH")
    places.people(office, 8)
    resistance.report(office=office, witness="said", words="The customers are mine", on=TODAY, actor=PROJECT, at=NOW)
    head, project = as_role(Role.OFFICE_HEAD, office=office), as_role(Role.PROJECT_OFFICE)
    assert b"The customers are mine" in head.get(reverse("impact:resistance")).content
    shown = project.get(reverse("impact:resistance")).content
    assert b"The customers are mine" not in shown
    url = reverse("impact:refusal", args=[Resistance.objects.get().pk])
    assert head.get(url).status_code == 200
    assert project.get(url).status_code == 403
    assert as_role(Role.OFFICE_HEAD, office=company.office("BJ")).get(url).status_code == 404


def test_a_survey_is_written_opened_and_answered_on_the_pages(as_role: As) -> None:
    office = company.office("SH")
    somebody = places.people(office, 6)[0]
    client = as_role(Role.PROJECT_OFFICE)
    typed = {"kind": "pulse", "title": "Pulse", "opens_on": "2026-05-01", "closes_on": "2099-12-31"}
    assert client.post(reverse("impact:survey_new"), typed).status_code == 302
    survey = Survey.objects.get()
    asked = {"measures": "satisfaction", "text": "Are you satisfied?", "choices": ""}
    assert client.post(reverse("impact:question_new", args=[survey.pk]), asked).status_code == 302
    assert client.post(reverse("impact:survey_turn", args=[survey.pk, "open"])).status_code == 302
    mine = Client()
    account = places.account_of(somebody)
    company.role(somebody, Role.STAFF)
    mine.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = reverse("impact:answer", args=[survey.pk])
    assert b"Are you satisfied?" in mine.get(url).content
    assert mine.post(url, {}).status_code == 422
    assert mine.post(url, {f"question_{survey.questions.get().pk}": "4"}).status_code == 302
    assert b"You have answered" in mine.get(url).content


def test_who_is_not_asked_finds_no_survey(as_role: As) -> None:
    survey = places.survey()
    assert as_role(Role.STAFF).get(reverse("impact:answer", args=[survey.pk])).status_code == 404


def test_a_draft_is_seen_by_who_writes_it_alone(as_role: As) -> None:
    survey = places.survey()
    assert as_role(Role.SPONSOR).get(survey.get_absolute_url()).status_code == 404


def test_pages_of_single_things_open(as_role: As) -> None:
    step, point = places.step(), places.touchpoint()
    steps.assess(step, touchpoint=point, feels="Waits", effect=3, share=3, actor=PROJECT, at=NOW)
    template = tasks.write_template(stage="training", name="Rooms", due_after_days=7, actor=PROJECT, at=NOW)
    item = touchpoints.leave_out(what="Fax", why="Nobody faxes", decided_on=TODAY, decided_by="Team", actor=PROJECT, at=NOW)
    client = as_role(Role.PROJECT_OFFICE)
    found = Assessment.objects.get()
    for name, arguments in (
        ("step", [step.pk]),
        ("touchpoint", [point.pk]),
        ("step_change", [step.pk]),
        ("assess", [step.pk]),
        ("assessment", [step.pk, found.pk]),
        ("mitigate", [step.pk, found.pk]),
        ("react", [step.pk]),
        ("touchpoint_change", [point.pk]),
        ("touchpoint_retire", [point.pk]),
        ("template", [template.pk]),
        ("template_retire", [template.pk]),
        ("take_up", [item.pk]),
        ("leave_out", []),
        ("report", []),
        ("demonstrate", []),
        ("survey_new", []),
    ):
        assert client.get(reverse(f"impact:{name}", args=arguments)).status_code == 200, name
    for model in (RolloutStep, TaskTemplate, DroppedItem, OfficeTask):
        assert str(model._meta.verbose_name)


@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_what_the_list_exports_can_be_sent_in_again_and_changes_nothing(as_role: As, tmp_path: Path, language: str) -> None:
    places.touchpoint("order", name="Order by phone", name_zh="电话订货", office_kinds=["office", "region"], contacts_a_month=12000)
    client = as_role(Role.PROJECT_OFFICE)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    file = tmp_path / "touchpoints.csv"
    sent = client.get(reverse("impact:touchpoints"), {"touchpoints-export": "csv"})
    file.write_bytes(b"".join(sent.streaming_content) if sent.streaming else sent.content)  # type: ignore[attr-defined]
    found = read(TOUCHPOINTS, open_table(file, file.name))
    plan = TOUCHPOINTS.plan(found.rows, TOUCHPOINTS.known(actor=PROJECT, at=NOW))
    assert not found.problems
    assert plan.counts == {"creates": 0, "updates": 0, "unchanged": 1, "problems": 0}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_lists_export_what_they_show(as_role: As, kind: str) -> None:
    places.touchpoint("order")
    answer = as_role(Role.PROJECT_OFFICE).get(reverse("impact:touchpoints"), {"touchpoints-export": kind})
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]


def test_the_lists_take_the_same_queries_however_long_they_are(as_role: As) -> None:
    """The committed counts hold for one office and for five."""
    client = as_role(Role.PROJECT_OFFICE)
    client.get(reverse("impact:tasks"))
    for number in range(5):
        office = company.office(f"Q{number}")
        places.people(office, 6)
        tasks.give_task(office=office, name="x", due=TODAY, actor=PROJECT, at=NOW)
        resistance.report(office=office, witness="said", words="No", on=TODAY, actor=PROJECT, at=NOW)
        point = places.touchpoint(f"point-{number}")
        steps.assess(places.step(office=office), touchpoint=point, feels="Waits", effect=3, share=3, actor=PROJECT, at=NOW)
        if number in (0, 4):
            for name in ("touchpoints", "steps", "tasks", "resistance", "surveys", "templates", "demonstrations"):
                with counted(f"impact: {name}"):
                    assert client.get(reverse(f"impact:{name}")).status_code == 200


def test_tasks_and_steps_are_shown_as_they_were_known(as_role: As) -> None:
    client, then = as_role(Role.PROJECT_OFFICE), {"known_at": "2026-06-02"}
    given = tasks.give_task(office=company.office("NJ"), name="Name users", due=TODAY + DAY, actor=PROJECT, at=NOW)
    one = places.step()
    steps.assess(one, touchpoint=places.touchpoint(), feels="Goes without", effect=3, share=3, actor=PROJECT, at=NOW)
    later = NOW + 5 * DAY
    tasks.finish(given, on=later.date(), actor=PROJECT, at=later)
    tasks.give_task(office=company.office("SZ"), name="Order screens", due=TODAY + 9 * DAY, actor=PROJECT, at=later)
    now, before = (client.get(reverse("impact:tasks"), asked).content.decode() for asked in ({}, then))
    assert "Order screens" in now and "Order screens" not in before and "As known on" in before
    assert "<strong>1 task</strong> is open" in before
    page = client.get(reverse("impact:steps"), then).content.decode()
    assert "As known on" in page and "<strong>1 step</strong> would hit" in page and "Add a step" not in page
    assert "Walk each step" in client.get(reverse("impact:steps"), {"known_at": "2026-05-01"}).content.decode()


def test_what_customers_rejected_offers_no_beginning_and_says_whose_words_stand(as_role: As) -> None:
    client, one = as_role(Role.PROJECT_OFFICE), places.step()
    begin = reverse("impact:step_move", args=[one.pk, "running"])
    assert begin in client.get(one.get_absolute_url()).content.decode()
    steps.record_reaction(one, on=places.TODAY, kind="rejects", words="We order by telephone", actor=PROJECT, at=NOW)
    page = client.get(one.get_absolute_url()).content.decode()
    assert "Customers rejected this step" in page and "· We order by telephone" in page and begin not in page
    assert reverse("impact:step_move", args=[one.pk, "sent_back"]) in page
    assert "nobody sent them back yet" in client.get(reverse("impact:steps")).content.decode()
    refused = client.post(begin, {"on": "2026-06-01"})
    assert refused.status_code == 422 and "Customers rejected it" in refused.content.decode()
    one.refresh_from_db()
    assert one.state == "planned"


def test_a_head_is_offered_the_own_office_alone_to_speak_for(as_role: As) -> None:
    here, there = company.office("SH"), company.office("BJ")
    page = reverse("impact:react", args=[places.step().pk])
    form = as_role(Role.OFFICE_HEAD, office=here).get(page).context["form"]
    assert [key for key, _label in form.fields["office"].choices] == ["", str(here.pk)]
    assert form.fields["office"].required and form.initial["office"] == str(here.pk)
    assert str(there.pk) in dict(as_role(Role.PROJECT_OFFICE).get(page).context["form"].fields["office"].choices)


def test_the_form_asks_why_a_severity_falls_and_keeps_what_was_typed(as_role: As) -> None:
    client, one, point = as_role(Role.PROJECT_OFFICE), places.step(), places.touchpoint()
    found = steps.assess(one, touchpoint=point, feels="Goes without", effect=3, share=3, actor=PROJECT, at=NOW)
    page = reverse("impact:assessment", args=[one.pk, found.pk])
    milder = {"feels": "Asks twice", "effect": "1", "share": "3"}
    refused = client.post(page, milder)
    assert refused.status_code == 422 and "Say why customers feel it less" in refused.content.decode() and b"Asks twice" in refused.content
    assert client.post(page, milder | {"reason": "Asked ten customers"}).status_code == 302
    found.refresh_from_db()
    assert found.severity == 2


def test_a_new_step_opens_where_its_touchpoints_are_assessed(as_role: As) -> None:
    typed = {"name": "Old lists go", "what": "The old call list is switched off.", "stage": "live"}
    answer = as_role(Role.PROJECT_OFFICE).post(reverse("impact:step_new"), typed)
    assert answer.status_code == 302 and answer["Location"] == RolloutStep.objects.get(name="Old lists go").get_absolute_url()
