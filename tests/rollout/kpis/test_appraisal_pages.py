"""The pages of appraisal: writing and approving a scheme, opening sheets, the own sheet first, signing, workbook and paper."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from governance.core.roles import Role
from governance.organisation.models import Account, Office
from governance.policies.models import Policy
from governance.policies.states import PolicyKind
from rollout.kpis import actions
from rollout.kpis.actions import Entry, LineGiven
from rollout.kpis.models import AppraisalScheme, AppraisalSheet, Kpi, ValueKind
from rollout.kpis.states import Audience, SchemeState, SheetState
from rollout.staging.stages import Stage
from tests import company
from tests.governance.policies import governed
from tests.papers.sound import sound
from tests.rollout.kpis.sheets import PROJECT, SPONSOR, STEPS

SignIn = Callable[..., Client]


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def office(db: None) -> Office:
    made = company.office("NORTH")
    company.in_rollout(made, company.wave(company.programme(), 1), Stage.LIVE, live_on=company.LONG_AGO)
    return made


@pytest.fixture
def policy(db: None, today: date) -> Policy:
    found: Policy = governed.published(PolicyKind.REWARD, on=today).policy
    return found


def lines(*given: dict[str, str]) -> dict[str, str]:
    filled = {f"line-{place}-{name}": value for place, line in enumerate(given) for name, value in line.items()}
    return filled | {"line-TOTAL_FORMS": "8", "line-INITIAL_FORMS": "0", "line-MIN_NUM_FORMS": "0", "line-MAX_NUM_FORMS": "8"}


def scheme_post(today: date, policy: Policy, **changes: str) -> dict[str, str]:
    given = {"year": str(today.year), "audience": "office", "from_day": today.isoformat(), "policy": str(policy.pk), "clause": "1"}
    return given | changes


def test_a_scheme_is_written_and_approved_by_another(signed_in: SignIn, kpi: Kpi, policy: Policy, today: date) -> None:
    project, sponsor = signed_in(Role.PROJECT_OFFICE), signed_in(Role.SPONSOR)
    scale = "60=40, 80=70，100=100"
    entered = lines(
        {"figure": "adoption", "weight": "20", "scale": scale, "joined": "on"}, {"figure": str(kpi.pk), "weight": "70", "scale": scale}
    )
    page = project.post(reverse("kpis:scheme_new"), scheme_post(today, policy) | entered, follow=True)
    scheme = AppraisalScheme.objects.get()
    assert "The weights add up to 100." in text(page)
    entered["line-1-weight"] = "80"
    project.post(reverse("kpis:scheme_change", args=[scheme.pk]), scheme_post(today, policy) | entered)
    assert reverse("kpis:scheme_approve", args=[scheme.pk]) in text(sponsor.get(scheme.get_absolute_url()))
    sponsor.post(reverse("kpis:scheme_approve", args=[scheme.pk]), {"reason": "Agreed"})
    scheme.refresh_from_db()
    assert scheme.state == SchemeState.APPROVED
    assert "80=70" in text(project.get(reverse("kpis:scheme_new") + f"?from={scheme.pk}"))
    assert project.get(reverse("kpis:scheme_change", args=[scheme.pk])).status_code == 422


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({"figure": "adoption", "weight": "20", "scale": "many"}, "write a percentage"),
        ({"figure": "adoption", "weight": "20", "scale": "80=70, 60=40"}, "rise from one to the next"),
        ({"figure": "adoption", "weight": "20", "scale": "nan=1"}, "write a percentage"),
        ({"figure": "adoption", "weight": "200", "scale": "80=70"}, "less than or equal to 100"),
        ({"weight": "20", "scale": "80=70"}, "Choose the figure."),
        ({"figure": "adoption"}, "Give its weight."),
        ({"figure": "999999", "weight": "1", "scale": "80=70"}, "Select a valid choice"),
    ],
)
def test_wrong_lines_are_named_beside_their_field(
    signed_in: SignIn, kpi: Kpi, policy: Policy, today: date, line: dict[str, str], message: str
) -> None:
    page = signed_in(Role.PROJECT_OFFICE).post(reverse("kpis:scheme_new"), scheme_post(today, policy, clause="7.7") | lines(line))
    assert page.status_code == 422 and message in text(page) and 'value="7.7"' in text(page)
    assert not AppraisalScheme.objects.exists()


def told(kpi: Kpi, office: Office, today: date) -> None:
    """Nine tenths of the plan in the last whole month; moved into the year where that lies in the year before."""
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    pair = ((ValueKind.ACTUAL, 90), (ValueKind.PLAN, 100))
    actions.enter([Entry(kpi.pk, office.pk, month, kind, Decimal(value)) for kind, value in pair], actor=PROJECT, at=company.NOW)


@pytest.fixture
def scheme(kpi: Kpi, office: Office, policy: Policy, today: date) -> AppraisalScheme:
    if today.month == 1:
        pytest.skip("no month of this year is over yet")
    told(kpi, office, today)
    return approved(kpi, policy, today, Audience.OFFICE)


def approved(kpi: Kpi, policy: Policy, today: date, audience: Audience) -> AppraisalScheme:
    now = timezone.now()
    draft = actions.save_scheme(
        year=today.year,
        audience=audience,
        from_day=today,
        policy=policy,
        clause="1",
        lines=[LineGiven(kpi, Decimal(80), STEPS), LineGiven(None, Decimal(20), STEPS)],
        actor=PROJECT,
        at=now,
    )
    return actions.approve_scheme(draft, actor=SPONSOR, at=now)


def test_sheets_are_opened_and_first_with_whose_they_are(signed_in: SignIn, scheme: AppraisalScheme, office: Office, today: date) -> None:
    project, hr = signed_in(Role.PROJECT_OFFICE), signed_in(Role.HR)
    head = signed_in(Role.OFFICE_HEAD, office=office)
    address = reverse("kpis:scheme_open", args=[scheme.pk])
    assert "Give at least 5 days" in text(project.post(address, {"contest_by": today.isoformat()}))
    project.post(address, {"contest_by": (today + timedelta(days=10)).isoformat()})
    sheet = AppraisalSheet.objects.get()
    assert "70" in text(head.get(sheet.get_absolute_url())) and "You see it first" in text(head.get(sheet.get_absolute_url()))
    for reader in (hr, project):
        page = text(reader.get(sheet.get_absolute_url()))
        assert "It is first with whose sheet it is" in page and "How the total comes about" not in page
        assert reader.get(reverse("kpis:sheet_xlsx", args=[sheet.pk])).status_code == 403
        assert "70.0" not in text(reader.get(reverse("kpis:sheets")))
    assert "Your sheet is ready" in text(head.get(reverse("kpis:sheets")))


def test_totals_are_read_beside_the_names_and_rank_nobody(signed_in: SignIn, scheme: AppraisalScheme, office: Office, today: date) -> None:
    """Adoption of people is never an order of names, and a scheme may weigh little else."""
    offices = [office, company.office("SOUTH")]
    contest_by = today + timedelta(days=10)
    for sheet, total in zip(
        actions.open_sheets(scheme, [(one, None) for one in offices], contest_by=contest_by, actor=PROJECT, at=timezone.now()),
        ("70.0", "95.0"),
        strict=True,
    ):
        AppraisalSheet.objects.filter(pk=sheet.pk).update(figures=sheet.figures | {"total": total}, state=SheetState.AGREED)
    hr = signed_in(Role.HR)
    page = text(hr.get(reverse("kpis:sheets")))
    assert "sheets-sort=name" in page and "sheets-sort=total" not in page and "sheets-sort=-total" not in page
    asked = [text(hr.get(reverse("kpis:sheets"), {"sheets-sort": way})).partition("<tbody")[2] for way in ("total", "-total")]
    assert len({body.index("70.0") < body.index("95.0") for body in asked}) == 1


def test_a_sheet_is_contested_answered_signed_and_printed(signed_in: SignIn, scheme: AppraisalScheme, office: Office, today: date) -> None:
    head, hr = signed_in(Role.OFFICE_HEAD, office=office), signed_in(Role.HR)
    later = today + timedelta(days=10)
    sheet = actions.open_sheets(scheme, [(office, None)], contest_by=later, actor=PROJECT, at=timezone.now())[0]
    step = lambda name: reverse("kpis:sheet_step", args=[sheet.pk, name])  # noqa: E731
    assert head.post(step("contest"), {"told": ""}).status_code == 422
    head.post(step("contest"), {"told": "One order is missing"})
    assert "is still" in text(hr.post(step("settle"), {})) or hr.post(step("settle"), {}).status_code == 422
    hr.post(step("answer"), {"told": "It belongs to the month after"})
    assert "It belongs to the month after" in text(head.get(sheet.get_absolute_url()))
    assert head.get(reverse("kpis:sheet_pdf", args=[sheet.pk])).status_code == 404
    hr.post(step("settle"), {"reason": "Checked"})
    sheet.refresh_from_db()
    assert sheet.state == SheetState.SETTLED
    file = io.BytesIO(b"".join(head.get(reverse("kpis:sheet_xlsx", args=[sheet.pk])).streaming_content))
    rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    assert [*rows[1][2:3], *rows[1][4:7]] == [90, 70, 80, 5600] and rows[3][4] == 70
    paper = head.get(reverse("kpis:sheet_pdf", args=[sheet.pk]))
    sound(paper.content, "en", says=["Appraisal sheet", str(office)])
    again = head.get(reverse("kpis:sheet_pdf", args=[sheet.pk]))
    assert again.content == paper.content
    for language in ("zh-hans", "zh-hant"):
        sound(signed_in(Role.HR, language=language).get(reverse("kpis:sheet_pdf", args=[sheet.pk])).content, language)


def test_a_person_sees_the_own_sheet_and_nobody_elses(signed_in: SignIn, kpi: Kpi, policy: Policy, office: Office, today: date) -> None:
    if today.month == 1:
        pytest.skip("no month of this year is over yet")
    me, other = signed_in(Role.STAFF, office=office), signed_in(Role.STAFF, office=office)
    mine = Account.objects.order_by("-pk")[1].person
    assert mine is not None
    told(kpi, office, today)
    scheme = approved(kpi, policy, today, Audience.PERSON)
    later = today + timedelta(days=10)
    sheet = actions.open_sheets(scheme, [(office, mine)], contest_by=later, actor=PROJECT, at=timezone.now())[0]
    assert "You see it first" in text(me.get(sheet.get_absolute_url()))
    assert other.get(sheet.get_absolute_url()).status_code == 404
    head = signed_in(Role.OFFICE_HEAD, office=office)
    assert "It is first with whose sheet it is" in text(head.get(sheet.get_absolute_url()))
    me.post(reverse("kpis:sheet_step", args=[sheet.pk, "agree"]), {})
    assert "How the total comes about" in text(head.get(sheet.get_absolute_url()))
    for role in (Role.SPONSOR, Role.AUDITOR, Role.FINANCE, Role.VENDOR):
        assert signed_in(role).get(sheet.get_absolute_url()).status_code == 403


@pytest.mark.parametrize("step", ["open", "never", "settle"])
def test_steps_nobody_may_take(signed_in: SignIn, scheme: AppraisalScheme, office: Office, today: date, step: str) -> None:
    later = today + timedelta(days=10)
    sheet = actions.open_sheets(scheme, [(office, None)], contest_by=later, actor=PROJECT, at=timezone.now())[0]
    answer = signed_in(Role.OFFICE_HEAD, office=office).post(reverse("kpis:sheet_step", args=[sheet.pk, step]), {})
    assert answer.status_code in (403, 404)


def test_the_queries_do_not_grow_with_the_sheets(
    signed_in: SignIn, scheme: AppraisalScheme, today: date, django_assert_max_num_queries: Callable
) -> None:
    client = signed_in(Role.HR)

    def fill(number: int) -> None:
        places: list[tuple[Office, None]] = [(company.office(), None) for _n in range(number)]
        actions.open_sheets(scheme, places, contest_by=today + timedelta(days=10), actor=PROJECT, at=timezone.now())

    fill(2)
    client.get(reverse("kpis:sheets"))
    with django_assert_max_num_queries(25) as few:
        client.get(reverse("kpis:sheets"))
    fill(20)
    with django_assert_max_num_queries(len(few.captured_queries)):
        client.get(reverse("kpis:sheets"))
