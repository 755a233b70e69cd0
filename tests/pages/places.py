"""What links alone do not lead to: whose object stands in an address, and the pages the walk leaves out, each with why."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver, reverse

# The reader whose walk comes first sees the most; the others add what only they are shown.
READERS = ("project", "sponsor", "vendor", "trainer", "head-sha", "hr", "finance", "auditor", "committee", "director", "crmadmin", "seller")

# The number in an address that begins so is one of these.
OBJECTS = {
    "adoption/imports/": "adoption.UsageImport",
    "adoption/own/": "adoption.OwnScore",
    "clearance/permits/": "clearance.ProxyPermit",
    "clearance/waivers/": "clearance.Waiver",
    "contracts/<": "contracts.Contract",
    "contracts/commitments/": "contracts.Commitment",
    "contracts/exclusions/": "contracts.ExcludedSpan",
    "contracts/measurements/": "contracts.Measured",
    "contracts/milestones/": "contracts.Milestone",
    "contracts/notices/": "contracts.NoticeLetter",
    "contracts/payments/": "contracts.Payment",
    "contracts/people/": "contracts.KeyPerson",
    "contracts/securities/": "contracts.Security",
    "courses/in/": "courses.Session",
    "courses/places/": "courses.Enrolment",
    "courses/sessions/": "courses.Session",
    "documents/packs/": "documents.Pack",
    "impact/coverage/": "organisation.Office",
    "impact/migration/": "impact.MigrationBatch",
    "impact/resistance/": "impact.Resistance",
    "impact/steps/": "impact.RolloutStep",
    "impact/surveys/": "impact.Survey",
    "impact/tasks/templates/": "impact.TaskTemplate",
    "kpis/appraisal/": "kpis.AppraisalSheet",
    "kpis/appraisal/schemes/": "kpis.AppraisalScheme",
    "kpis/benefits/reported/": "kpis.BenefitClaim",
    "kpis/effect/draws/": "kpis.Drawing",
    "kpis/sources/": "kpis.KpiSource",
    "organisation/accounts/": "organisation.Account",
    "organisation/delegations/": "organisation.Delegation",
    "organisation/offices/": "organisation.Office",
    "organisation/people/": "organisation.Person",
    "organisation/places/": "organisation.Membership",
    "organisation/roles/": "organisation.RoleAssignment",
    "rollout/changes/": "staging.StageChange",
    "rollout/conditions/": "staging.Condition",
    "rollout/gates/criteria/": "staging.GateCriterion",
    "rollout/gates/versions/": "staging.GateVersion",
    "rollout/offices/": "organisation.Office",
    "rollout/status/overrides/": "staging.StatusOverride",
    "steering/ballots/": "steering.Ballot",
    "steering/committees/": "steering.Committee",
    "steering/seats/": "steering.Seat",
    "tests/<": "testing.Paper",
    "tests/attempts/": "testing.Attempt",
    "tests/faulty/": "testing.Remark",
    "tests/faulty/questions/": "testing.Question",
    "tests/marking/": "testing.AttemptItem",
    "tests/papers/versions/": "testing.PaperVersion",
    "tests/practical/": "testing.Attempt",
    "tests/results/marks/": "testing.AttemptItem",
}
# Where two parts of an address, or a word, belong to one object.
PARTS: dict[str, tuple[str, dict[str, str]]] = {
    "clearance:certificate": ("clearance.Certificate", {"code": "code"}),
    "contracts:choose": ("contracts.Candidate", {"pk": "selection_id", "candidate": "pk"}),
    "contracts:promise": ("contracts.Candidate", {"pk": "selection_id", "candidate": "pk"}),
    "impact:assessment": ("impact.Assessment", {"pk": "step_id", "assessment": "pk"}),
    "impact:mitigate": ("impact.Assessment", {"pk": "step_id", "assessment": "pk"}),
    "staging:ask_committee": ("organisation.Office", {"office_id": "pk", "outcome": "=stop"}),
    "staging:plan_change": ("organisation.Office", {"office_id": "pk"}),
}
TRIED = 12
# Pages of libraries and answers that are no page of a room, with who sees them; nobody means not signed in.
BESIDES = {
    "signing in": ("", "/account/login/"),
    "a lost password": ("", "/account/password/reset/"),
    "a lost password, asked for": ("", "/account/password/reset/done/"),
    "another password": ("project", "/account/password/change/"),
    "addresses": ("project", "/account/email/"),
    "second factor": ("project", "/account/second-factor/"),
    "where I am signed in": ("project", "/account/sessions/"),
    "signing out": ("project", "/account/logout/"),
    "no such page": ("project", "/offices/0/"),
    "not allowed": ("vendor", "/organisation/people/"),
}


def routes(patterns: Iterable[URLPattern | URLResolver], prefix: str = "", names: str = "") -> dict[str, str]:
    """Every route of the product by its name."""
    found: dict[str, str] = {}
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found |= routes(entry.url_patterns, route, f"{entry.namespace}:" if entry.namespace else names)
        else:
            found[f"{names}{entry.name}"] = route
    return found


ROUTES = routes(get_resolver().url_patterns)


def addresses(name: str) -> list[str]:
    """Addresses of a page with the newest and the oldest objects it could be about; one address where it needs none."""
    route = ROUTES[name]
    if name in PARTS:
        label, parts = PARTS[name]
        objects = apps.get_model(label)._default_manager.order_by("pk")[:TRIED]
        return [reverse(name, kwargs={key: part_of(each, source) for key, source in parts.items()}) for each in objects]
    if "<" not in route:
        return [f"/{route}"]
    before, _, rest = route.partition("<")
    model = OBJECTS.get(before) or OBJECTS.get(f"{before}<")
    after = rest.partition(">")[2]
    if model is None or "<" in after:
        return []
    keys = list(apps.get_model(model)._default_manager.order_by("-pk").values_list("pk", flat=True))
    chosen = keys if len(keys) <= TRIED else keys[: TRIED // 2] + keys[-TRIED // 2 :]
    return [f"/{before}{key}{after}" for key in chosen]


def part_of(thing: Model, source: str) -> Any:
    return source[1:] if source.startswith("=") else getattr(thing, source)


# Not pages.
FILE = re.compile(r"\.(csv|xlsx|pdf|json|ics)$|\.<|/pdf/|/paper/$|/export/")

_FRAGMENT = "a part of a page, fetched by the page it belongs to"
_ONWARD = "leads on to another page at once"
_DOWNLOAD = "sends a file"
_NOT_YET = "a state that the small demo company does not reach; the room's own tests open it"

# Left out of the walk, each with why. What answers to POST only is found by itself.
NOT_WALKED = {
    "adoption:decide_weights": _NOT_YET,
    "adoption:import-columns": _NOT_YET,
    "contracts:enter": _NOT_YET,
    "contracts:file": _DOWNLOAD,
    "contracts:import_apply": _NOT_YET,
    "contracts:review": _NOT_YET,
    "contracts:scorecard": _DOWNLOAD,
    "contracts:withdraw": _NOT_YET,
    "core:attachment": _DOWNLOAD,
    "adoption:import-identity": _FRAGMENT,
    "core:job-progress": _FRAGMENT,
    "courses:scan": _ONWARD,
    "courses:screen": _NOT_YET,
    "courses:screen_code": _FRAGMENT,
    "courses:screen_list": _FRAGMENT,
    "documents:download": _DOWNLOAD,
    "documents:pack": _NOT_YET,
    "documents:scorecard": _DOWNLOAD,
    "kpis:draw": _NOT_YET,
    "kpis:sheet_step": _NOT_YET,
    "kpis:person_values": _NOT_YET,
    "kpis:scheme_change": _NOT_YET,
    "kpis:source": _NOT_YET,
    "organisation:absence": _NOT_YET,
    "organisation:erasure-decide": _NOT_YET,
    "organisation:hold-release": _NOT_YET,
    "organisation:roster": _ONWARD,
    "policies:edit": _NOT_YET,
    "policies:step": _NOT_YET,
    "policies:incentive_evidence": _DOWNLOAD,
    "policies:sanction_file": _DOWNLOAD,
    "staging:activate_gate": _NOT_YET,
    "staging:ask_lift": _NOT_YET,
    "staging:ask_override": _NOT_YET,
    "staging:ask_retiring": _NOT_YET,
    "staging:ask_withdrawal": _NOT_YET,
    "staging:override": _NOT_YET,
    "staging:draft_gate": _ONWARD,
    "staging:finish_rollback": _NOT_YET,
    "staging:lift": _NOT_YET,
    "staging:meet_condition": _NOT_YET,
    "staging:remove_criterion": _NOT_YET,
    "staging:rollback": _NOT_YET,
    "staging:rollback_step": _NOT_YET,
    "staging:set_up": "only before there is a programme",
    "staging:status_override": _NOT_YET,
    "staging:status_override_end": _NOT_YET,
    "staging:status_retire": _NOT_YET,
    "steering:ballot_minutes": _DOWNLOAD,
    "steering:charter_edit": _NOT_YET,
    "steering:charter_sign": _NOT_YET,
    "testing:analysed-question": _NOT_YET,
    "testing:answer": _ONWARD,
    "testing:dispute": _NOT_YET,
    "testing:hand_in": _NOT_YET,
    "testing:mark-next": _ONWARD,
    "testing:observe": _FRAGMENT,
    "testing:remark": _NOT_YET,
    "testing:sign-off": _NOT_YET,
    "testing:state": _FRAGMENT,
    "testing:take": _NOT_YET,
}
