"""Who may do what: role × object × verb, in this one table.

A right reaches ALL records, those of the holder's own OFFICE (and offices below it), or the holder's OWN.
Pages fetch with `scope()`, actions begin with `require()`; nothing else decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from governance.core.actor import Actor
from governance.core.errors import NotAllowed
from governance.core.roles import Role


class Verb(StrEnum):
    VIEW = "view"
    CHANGE = "change"
    APPROVE = "approve"
    IMPORT = "import"
    EXPORT = "export"


class Reach(StrEnum):
    ALL = "all"
    OFFICE = "office"
    OWN = "own"


ALL, OFFICE, OWN = Reach.ALL, Reach.OFFICE, Reach.OWN
VIEW, CHANGE, APPROVE, IMPORT, EXPORT = Verb
SPONSOR, PROJECT, HEAD = Role.SPONSOR, Role.PROJECT_OFFICE, Role.OFFICE_HEAD
TRAINER, STAFF, AUDITOR = Role.TRAINER, Role.STAFF, Role.AUDITOR
COMMITTEE, FINANCE, HR, CRM_ADMIN = Role.COMMITTEE, Role.FINANCE, Role.HR, Role.CRM_ADMIN
DIRECTOR, VENDOR = Role.PROJECT_DIRECTOR, Role.VENDOR

Rights = dict[Role, Reach]
STEERS: Rights = {SPONSOR: ALL, PROJECT: ALL, DIRECTOR: ALL, AUDITOR: ALL, COMMITTEE: ALL}
TAKES_TESTS: Rights = dict.fromkeys((STAFF, HEAD, TRAINER, CRM_ADMIN, Role.ASSESSOR), OWN)

TABLE: dict[str, dict[Verb, Rights]] = {
    # object: {verb: {role: reach}}
    "office": {
        VIEW: STEERS | {HEAD: OFFICE, STAFF: OFFICE, TRAINER: ALL, HR: ALL, FINANCE: ALL, CRM_ADMIN: ALL},
        CHANGE: {PROJECT: ALL},
        IMPORT: {PROJECT: ALL},
    },
    "person": {
        VIEW: {SPONSOR: ALL, PROJECT: ALL, AUDITOR: ALL, HR: ALL, HEAD: OFFICE, TRAINER: ALL, CRM_ADMIN: ALL, STAFF: OWN},
        CHANGE: {PROJECT: ALL, HR: ALL},
    },
    "identity": {
        VIEW: {PROJECT: ALL, HR: ALL, HEAD: OFFICE, STAFF: OWN, AUDITOR: ALL},
        CHANGE: {PROJECT: ALL, HR: ALL},
        APPROVE: {HR: ALL},
    },
    "roster": {VIEW: {PROJECT: ALL, HR: ALL, AUDITOR: ALL}, IMPORT: {PROJECT: ALL, HR: ALL}, EXPORT: {PROJECT: ALL, HR: ALL, AUDITOR: ALL}},
    "account": {VIEW: {PROJECT: ALL, AUDITOR: ALL}, CHANGE: {PROJECT: ALL}},
    "role_assignment": {VIEW: STEERS | {HR: ALL}, CHANGE: {PROJECT: ALL}, APPROVE: {SPONSOR: ALL}},
    "delegation": {VIEW: STEERS | {HEAD: OWN}, CHANGE: {SPONSOR: OWN, PROJECT: OWN, HEAD: OWN, DIRECTOR: OWN}},
    "use_rule": {VIEW: STEERS | {HEAD: ALL, HR: ALL, CRM_ADMIN: ALL}, CHANGE: {PROJECT: ALL}},
    "retention": {VIEW: {PROJECT: ALL, AUDITOR: ALL, HR: ALL}, CHANGE: {PROJECT: ALL, HR: ALL}},
    "usage_notice": {VIEW: {PROJECT: ALL, HR: ALL, AUDITOR: ALL, HEAD: OFFICE}, CHANGE: {PROJECT: ALL, HR: ALL}},
    "charter": {VIEW: STEERS | {HEAD: ALL, TRAINER: ALL, FINANCE: ALL, HR: ALL}, CHANGE: {PROJECT: ALL}, APPROVE: {SPONSOR: ALL}},
    "committee": {VIEW: STEERS | {HEAD: ALL}, CHANGE: {PROJECT: ALL, SPONSOR: ALL}, APPROVE: {SPONSOR: ALL}},
    "ballot": {VIEW: STEERS, CHANGE: {PROJECT: ALL, SPONSOR: ALL, COMMITTEE: ALL}},
    "vote": {CHANGE: {COMMITTEE: OWN, SPONSOR: OWN}},
    "policy": {VIEW: STEERS | {HR: ALL, HEAD: ALL}, CHANGE: {PROJECT: ALL, HR: ALL}, APPROVE: {SPONSOR: ALL}},
    "signature": {VIEW: {PROJECT: ALL, HR: ALL, AUDITOR: ALL, HEAD: OFFICE, STAFF: OWN}, CHANGE: {STAFF: OWN}},
    "signature_list": {VIEW: {PROJECT: ALL, HR: ALL, AUDITOR: ALL, HEAD: OFFICE}},
    "incentive": {
        VIEW: {SPONSOR: ALL, PROJECT: ALL, HR: ALL, FINANCE: ALL, AUDITOR: ALL, HEAD: OFFICE, STAFF: OWN},
        CHANGE: {PROJECT: ALL, HR: ALL, HEAD: OFFICE},
        APPROVE: {SPONSOR: ALL, PROJECT: ALL},
        EXPORT: {SPONSOR: ALL, PROJECT: ALL, HR: ALL, FINANCE: ALL, AUDITOR: ALL, HEAD: OFFICE},
    },
    "incentive_grant": {CHANGE: {PROJECT: ALL, HR: ALL, FINANCE: ALL}},
    "sanction": {
        VIEW: {PROJECT: ALL, HR: ALL, AUDITOR: ALL, HEAD: OFFICE, STAFF: OWN},
        CHANGE: {PROJECT: ALL, HR: ALL, HEAD: OFFICE},
        APPROVE: {HR: ALL},
        EXPORT: {PROJECT: ALL, HR: ALL, AUDITOR: ALL, HEAD: OFFICE},
    },
    "own_sanction": {CHANGE: {STAFF: OWN}},
    "appeal": {APPROVE: {PROJECT: ALL, HR: ALL}},
    "programme": {VIEW: STEERS | {HEAD: ALL, TRAINER: ALL, FINANCE: ALL, HR: ALL}, CHANGE: {PROJECT: ALL}},
    "stage": {VIEW: STEERS | {HEAD: ALL, TRAINER: ALL}, CHANGE: {PROJECT: ALL}, IMPORT: {PROJECT: ALL}},
    "plan": {VIEW: STEERS | {HEAD: ALL, TRAINER: ALL, FINANCE: ALL, HR: ALL}, CHANGE: {PROJECT: ALL}},
    "status": {VIEW: STEERS | {HEAD: OFFICE}},
    "status_rule": {VIEW: STEERS | {HEAD: ALL}, CHANGE: {PROJECT: ALL}},
    # Who of these may indeed is the charter's word.
    "status_override": {CHANGE: {SPONSOR: ALL, COMMITTEE: ALL, PROJECT: ALL, DIRECTOR: ALL}},
    "pilot_withdrawal": {VIEW: STEERS, APPROVE: {SPONSOR: ALL, DIRECTOR: ALL, COMMITTEE: ALL, PROJECT: ALL}},
    # What gates ask and how near every office is, all heads see of all offices; measured values only of their own.
    "gate": {VIEW: STEERS | {HEAD: ALL, TRAINER: ALL}, CHANGE: {PROJECT: ALL}},
    "gate_evidence": {VIEW: STEERS | {HEAD: OFFICE}},
    # These may be named in the charter; who of them decides, the charter says, and without one the sponsor.
    "gate_decision": {VIEW: STEERS | {HEAD: OFFICE}, APPROVE: {SPONSOR: ALL, DIRECTOR: ALL, COMMITTEE: ALL, PROJECT: ALL}},
    "gate_override": {VIEW: STEERS | {HEAD: OFFICE}, APPROVE: {SPONSOR: ALL, DIRECTOR: ALL, COMMITTEE: ALL, PROJECT: ALL}},
    "programme_stop": {VIEW: STEERS | {HEAD: ALL}, APPROVE: {SPONSOR: ALL, DIRECTOR: ALL, COMMITTEE: ALL, PROJECT: ALL}},
    "gate_attestation": {
        VIEW: STEERS | {HEAD: OFFICE, TRAINER: ALL, HR: ALL, FINANCE: ALL, CRM_ADMIN: ALL, Role.ASSESSOR: ALL},
        CHANGE: dict.fromkeys((SPONSOR, PROJECT, DIRECTOR, COMMITTEE, TRAINER, HR, FINANCE, CRM_ADMIN, Role.ASSESSOR), ALL)
        | {HEAD: OFFICE},
    },
    "gate_condition": {
        VIEW: STEERS | {HEAD: OFFICE} | dict.fromkeys((TRAINER, HR, FINANCE, CRM_ADMIN, STAFF), OWN),
        CHANGE: {PROJECT: ALL} | dict.fromkeys((SPONSOR, DIRECTOR, COMMITTEE, HEAD, TRAINER, HR, FINANCE, CRM_ADMIN, STAFF), OWN),
    },
    "rollback": {VIEW: STEERS | {HEAD: OFFICE}, CHANGE: {PROJECT: ALL, HEAD: OFFICE}},
    "usage_import": {VIEW: {PROJECT: ALL, AUDITOR: ALL}, IMPORT: {PROJECT: ALL}, EXPORT: {PROJECT: ALL, AUDITOR: ALL}},
    "adoption": {VIEW: STEERS | {HEAD: OFFICE}, CHANGE: {PROJECT: ALL}},
    "person_usage": {VIEW: {PROJECT: ALL, HEAD: OFFICE, STAFF: OWN}},
    "own_score": {
        VIEW: {PROJECT: ALL, HR: ALL, HEAD: OFFICE} | dict.fromkeys((STAFF, TRAINER, CRM_ADMIN), OWN),
        CHANGE: {PROJECT: ALL},
    },
    # Whoever answers people's contests of their own score. No approval: a head needs no more guarded sign-in for it.
    "own_score_contest": {CHANGE: {PROJECT: ALL, HEAD: OFFICE}},
    "exemplar": {VIEW: dict.fromkeys([role for role in Role if role != VENDOR], ALL), CHANGE: {PROJECT: ALL, HEAD: OFFICE}},
    "cohorts": {VIEW: STEERS},
    "score_weights": {VIEW: STEERS | {HEAD: ALL}, CHANGE: {PROJECT: ALL}, APPROVE: {SPONSOR: ALL}},
    # The page alone: what it finds is asked of each list it looks through.
    "search": {VIEW: dict.fromkeys(Role, ALL) | {VENDOR: OWN}},
    "metric": {VIEW: STEERS | {HEAD: OFFICE, TRAINER: ALL, FINANCE: ALL, HR: ALL}},
    "sponsor_page": {VIEW: {SPONSOR: ALL, PROJECT: ALL, DIRECTOR: ALL, AUDITOR: ALL, COMMITTEE: ALL}},
    "executive_report": {VIEW: {SPONSOR: ALL, PROJECT: ALL, AUDITOR: ALL, COMMITTEE: ALL}, CHANGE: {SPONSOR: ALL, PROJECT: ALL}},
    "monthly_report": {VIEW: {SPONSOR: ALL, PROJECT: ALL, AUDITOR: ALL, COMMITTEE: ALL}, CHANGE: {SPONSOR: ALL}},
    # Whether a paper is ours anybody may ask, without signing in; this is the entry in the menu.
    "verification": {VIEW: dict.fromkeys(Role, ALL)},
    "job": {VIEW: {PROJECT: ALL, AUDITOR: ALL, SPONSOR: OWN, HEAD: OWN, STAFF: OWN, HR: OWN, TRAINER: OWN, DIRECTOR: OWN}},
    "vendor": {VIEW: STEERS | {FINANCE: ALL}, CHANGE: {PROJECT: ALL}},
    "selection": {VIEW: STEERS, CHANGE: {PROJECT: ALL}, APPROVE: {SPONSOR: ALL}},
    "points": {CHANGE: {SPONSOR: ALL, PROJECT: ALL, DIRECTOR: ALL, COMMITTEE: ALL}},
    "contract": {VIEW: STEERS | {FINANCE: ALL}, CHANGE: {PROJECT: ALL}},
    "contract_end": {CHANGE: {PROJECT: ALL}, APPROVE: {SPONSOR: ALL}},
    "milestone": {VIEW: STEERS | {FINANCE: ALL, VENDOR: OWN}, IMPORT: {PROJECT: ALL}, EXPORT: STEERS | {FINANCE: ALL, VENDOR: OWN}},
    "forecast": {CHANGE: {PROJECT: ALL, VENDOR: OWN}},
    "submission": {CHANGE: {PROJECT: ALL, VENDOR: OWN}},
    "extension": {CHANGE: {PROJECT: ALL, DIRECTOR: ALL}},
    "progress": {CHANGE: {PROJECT: ALL, VENDOR: OWN}, APPROVE: {DIRECTOR: ALL}},
    "penalty": {VIEW: STEERS | {FINANCE: ALL}, CHANGE: {PROJECT: ALL, DIRECTOR: ALL}, APPROVE: {SPONSOR: ALL, DIRECTOR: ALL, PROJECT: ALL}},
    "dispute": {VIEW: STEERS | {VENDOR: OWN}, CHANGE: {VENDOR: OWN}},
    "payment": {VIEW: STEERS | {FINANCE: ALL}, CHANGE: {PROJECT: ALL, FINANCE: ALL}, APPROVE: {FINANCE: ALL, SPONSOR: ALL}},
    "notice": {VIEW: STEERS | {FINANCE: ALL, VENDOR: OWN}, CHANGE: {PROJECT: ALL, DIRECTOR: ALL}},
    "notice_answer": {CHANGE: {VENDOR: OWN, PROJECT: ALL, DIRECTOR: ALL}},
    "key_person": {VIEW: STEERS | {VENDOR: OWN}, CHANGE: {PROJECT: ALL, DIRECTOR: ALL}},
    "clearance": {VIEW: {PROJECT: ALL, CRM_ADMIN: ALL, TRAINER: ALL, AUDITOR: ALL, HEAD: OFFICE}},
    "my_clearance": {VIEW: {STAFF: OWN}},
    "clearance_figures": {VIEW: STEERS | {HEAD: OFFICE, CRM_ADMIN: ALL, TRAINER: ALL}},
    "clearance_rules": {
        VIEW: STEERS | {HEAD: ALL, TRAINER: ALL, CRM_ADMIN: ALL},
        CHANGE: {PROJECT: ALL},
        APPROVE: {PROJECT: ALL, SPONSOR: ALL},
    },
    "waiver": {VIEW: STEERS | {HEAD: OFFICE, CRM_ADMIN: ALL}, APPROVE: {SPONSOR: ALL}},
    "proxy_permit": {
        VIEW: STEERS | {HEAD: OFFICE, CRM_ADMIN: ALL},
        CHANGE: {PROJECT: ALL},
        APPROVE: {SPONSOR: ALL, DIRECTOR: ALL},
    },
    "crm_account": {
        VIEW: {PROJECT: ALL, CRM_ADMIN: ALL, AUDITOR: ALL},
        CHANGE: {PROJECT: ALL, CRM_ADMIN: ALL},
        IMPORT: {PROJECT: ALL, CRM_ADMIN: ALL},
    },
    "certificate": {VIEW: {PROJECT: ALL, TRAINER: ALL, AUDITOR: ALL, HEAD: OFFICE, STAFF: OWN}, CHANGE: {PROJECT: ALL}},
    "certificates": {VIEW: {PROJECT: ALL, TRAINER: ALL, AUDITOR: ALL, HEAD: OFFICE}},
    # The keys of the questions stand in it: nobody who may be asked them.
    "question": {
        VIEW: {PROJECT: ALL, TRAINER: ALL, AUDITOR: ALL, Role.ASSESSOR: ALL},
        CHANGE: {PROJECT: ALL, TRAINER: ALL},
        APPROVE: {PROJECT: ALL, TRAINER: ALL},
        IMPORT: {PROJECT: ALL, TRAINER: ALL},
        EXPORT: {PROJECT: ALL, TRAINER: ALL},
    },
    # As it was sent in, with every key: its page shows what it would do, nobody downloads it.
    "question_file": {VIEW: {}},
    "test_paper": {
        VIEW: {PROJECT: ALL, TRAINER: ALL, AUDITOR: ALL, DIRECTOR: ALL, SPONSOR: ALL},
        CHANGE: {TRAINER: ALL, PROJECT: ALL},
        APPROVE: {TRAINER: ALL, PROJECT: ALL},
    },
    "own_test": {VIEW: TAKES_TESTS, CHANGE: TAKES_TESTS},
    "attempt": {VIEW: {PROJECT: ALL, TRAINER: ALL, AUDITOR: ALL, HR: ALL, HEAD: OFFICE}},
    "test_allowance": {VIEW: {PROJECT: ALL, TRAINER: ALL, HR: ALL, AUDITOR: ALL}, CHANGE: {PROJECT: ALL, TRAINER: ALL, HR: ALL}},
    "late_answer": {VIEW: {PROJECT: ALL, TRAINER: ALL, AUDITOR: ALL}, APPROVE: {PROJECT: ALL, TRAINER: ALL}},
    # Marks by hand are blind: whoever marks sees no name, and whoever sees names (the project office) decides only between two marks.
    "hand_marking": {VIEW: {TRAINER: ALL, PROJECT: ALL, AUDITOR: ALL}, CHANGE: {TRAINER: ALL}, APPROVE: {PROJECT: ALL}},
    "mark_dispute": {CHANGE: TAKES_TESTS},
    "marking_rule": {CHANGE: {PROJECT: ALL, TRAINER: ALL}},
    "practical": {
        VIEW: {TRAINER: ALL, Role.ASSESSOR: ALL, PROJECT: ALL, AUDITOR: ALL},
        CHANGE: {TRAINER: ALL, Role.ASSESSOR: ALL},
    },
    "item_analysis": {VIEW: {TRAINER: ALL, PROJECT: ALL, AUDITOR: ALL}},
    "quarantine": {VIEW: {PROJECT: ALL, TRAINER: ALL, AUDITOR: ALL}, APPROVE: {PROJECT: ALL}},
    "office_result": {VIEW: {PROJECT: ALL, TRAINER: ALL, AUDITOR: ALL, HR: ALL, HEAD: OFFICE}},
    "test_cohorts": {VIEW: STEERS | {TRAINER: ALL}},
    "training_figures": {VIEW: STEERS | {TRAINER: ALL, HR: ALL, HEAD: OFFICE}},
    # A trainer's own sessions are those the trainer teaches; of the others a trainer sees when and where, for clashes.
    "course": {VIEW: STEERS | {HEAD: ALL, TRAINER: ALL, HR: ALL, CRM_ADMIN: ALL}, CHANGE: {PROJECT: ALL}},
    "session": {VIEW: STEERS | {HEAD: OFFICE, TRAINER: ALL, HR: ALL}, CHANGE: {PROJECT: ALL, TRAINER: OWN}},
    "enrolment": {
        VIEW: STEERS | {HEAD: OFFICE, TRAINER: OWN, HR: ALL, STAFF: OWN},
        CHANGE: {PROJECT: ALL, TRAINER: OWN, HEAD: OFFICE, STAFF: OWN},
    },
    "attendance": {
        VIEW: STEERS | {HEAD: OFFICE, TRAINER: OWN, HR: ALL},
        CHANGE: {PROJECT: ALL, TRAINER: OWN},
        APPROVE: {PROJECT: ALL},
    },
    "attendance_list": {VIEW: {PROJECT: ALL, TRAINER: OWN, AUDITOR: ALL}, IMPORT: {PROJECT: ALL, TRAINER: OWN}},
    "feedback": {VIEW: STEERS | {TRAINER: OWN}},
    "own_training": {VIEW: dict.fromkeys([role for role in Role if role != VENDOR], OWN)},
    "kpi": {
        VIEW: STEERS | {HEAD: ALL, FINANCE: ALL, HR: ALL},
        CHANGE: {PROJECT: ALL},
        IMPORT: {PROJECT: ALL},
        EXPORT: {PROJECT: ALL, AUDITOR: ALL},
    },
    "kpi_value": {
        VIEW: STEERS | {HEAD: OFFICE, FINANCE: ALL, HR: ALL},
        CHANGE: {PROJECT: ALL, FINANCE: ALL},
        IMPORT: {PROJECT: ALL, FINANCE: ALL},
        EXPORT: STEERS | {HEAD: OFFICE, FINANCE: ALL},
    },
    # Values of single people: for themselves, their head, human resources and the project office.
    "person_kpi": {
        VIEW: {PROJECT: ALL, HR: ALL, HEAD: OFFICE, STAFF: OWN},
        CHANGE: {PROJECT: ALL, HR: ALL},
        IMPORT: {PROJECT: ALL, HR: ALL},
    },
    "effect": {VIEW: STEERS | {FINANCE: ALL}, CHANGE: {PROJECT: ALL}},
    "benefit": {VIEW: STEERS | {FINANCE: ALL}, CHANGE: {PROJECT: ALL}},
    "benefit_claim": {VIEW: STEERS | {FINANCE: ALL}, CHANGE: {PROJECT: ALL}, APPROVE: {FINANCE: ALL}},
    "budget": {VIEW: STEERS | {FINANCE: ALL}, CHANGE: {PROJECT: ALL, FINANCE: ALL}, APPROVE: {SPONSOR: ALL}},
    "migration": {
        VIEW: STEERS | {HEAD: OFFICE, CRM_ADMIN: ALL},
        CHANGE: {PROJECT: ALL, CRM_ADMIN: ALL},
        IMPORT: {PROJECT: ALL, CRM_ADMIN: ALL},
    },
    "coverage": {VIEW: STEERS | {HEAD: OFFICE, CRM_ADMIN: ALL, FINANCE: ALL}, IMPORT: {PROJECT: ALL, CRM_ADMIN: ALL}},
    "order_stop": {
        VIEW: STEERS | {HEAD: OFFICE, STAFF: OFFICE, CRM_ADMIN: ALL, FINANCE: ALL},
        CHANGE: {SPONSOR: ALL, PROJECT: ALL},
    },
    "touchpoint": {VIEW: STEERS | {HEAD: ALL, TRAINER: ALL}, CHANGE: {PROJECT: ALL}, IMPORT: {PROJECT: ALL}},
    "rollout_step": {VIEW: STEERS | {HEAD: ALL}, CHANGE: {PROJECT: ALL}},
    "customer_reaction": {CHANGE: {PROJECT: ALL, HEAD: OFFICE}},
    "dropped_item": {VIEW: STEERS | {HEAD: ALL}, CHANGE: {PROJECT: ALL}},
    # Refusals are read in their own office alone; above it there are only numbers. Who reports is kept nowhere.
    "resistance": {VIEW: {HEAD: OFFICE}, CHANGE: {HEAD: OFFICE}},
    "resistance_report": {CHANGE: {STAFF: OWN, HEAD: OFFICE, TRAINER: ALL, PROJECT: ALL}},
    "resistance_figures": {VIEW: STEERS | {HR: ALL, HEAD: OFFICE}},
    "office_task": {VIEW: STEERS | {HEAD: OFFICE}, CHANGE: {PROJECT: ALL, HEAD: OFFICE}, EXPORT: STEERS | {HEAD: OFFICE}},
    "own_tasks": {VIEW: {HEAD: OFFICE, STAFF: OWN}, CHANGE: {HEAD: OFFICE, STAFF: OWN}},
    "task_template": {VIEW: STEERS | {HEAD: ALL}, CHANGE: {PROJECT: ALL}},
    "survey": {VIEW: STEERS | {HEAD: OFFICE}, CHANGE: {PROJECT: ALL}},
    "own_survey": {CHANGE: dict.fromkeys([role for role in Role if role not in (VENDOR, AUDITOR)], OWN)},
    "demonstration": {VIEW: STEERS | {HEAD: ALL}, CHANGE: {PROJECT: ALL}},
    "office_scorecard": {VIEW: STEERS | {HEAD: OFFICE}},
    # A sheet is for whoever it is about, their head, human resources and the project office; nobody else.
    "appraisal_scheme": {
        VIEW: {SPONSOR: ALL, PROJECT: ALL, HR: ALL, AUDITOR: ALL, HEAD: ALL},
        CHANGE: {PROJECT: ALL, HR: ALL},
        APPROVE: {SPONSOR: ALL, HR: ALL},
    },
    "appraisal": {VIEW: {PROJECT: ALL, HR: ALL, HEAD: OFFICE, STAFF: OWN}, CHANGE: {PROJECT: ALL, HR: ALL}, APPROVE: {HR: ALL}},
    "own_appraisal": {CHANGE: {STAFF: OWN, HEAD: OFFICE}},
    "history": {VIEW: {AUDITOR: ALL, PROJECT: ALL}},
}


@dataclass(frozen=True)
class Scope:
    """Which records a right reaches. `everything` wins; else office_ids, else own person."""

    everything: bool = False
    office_ids: frozenset[int] = frozenset()
    person_id: int | None = None

    def __bool__(self) -> bool:
        return self.everything or bool(self.office_ids) or self.person_id is not None

    def reaches(self, office_id: int | None) -> bool:
        """Whether a row of that office is reached; one of no office only by who reaches everything."""
        return self.everything or office_id in self.office_ids


def scope(actor: Actor, verb: Verb, what: str) -> Scope:
    """The union of what the actor's grants reach for this verb on this kind of object."""
    rights = TABLE[what].get(verb, {})
    if actor.system:
        return Scope(everything=True)
    offices: frozenset[int] = frozenset()
    own = None
    for grant in actor.grants:
        reach = rights.get(grant.role)
        if reach == ALL and grant.office_ids is None:
            return Scope(everything=True)
        if reach in (ALL, OFFICE):
            offices |= grant.office_ids or frozenset()
        if reach is not None:
            own = actor.person_id
    return Scope(office_ids=offices, person_id=own)


def allows(actor: Actor, verb: Verb, what: str, *, office_id: int | None = None, person_id: int | None = None) -> bool:
    """Whether the actor may do this to the object of that office or person (or to the kind, when neither is named)."""
    reached = scope(actor, verb, what)
    if reached.everything:
        return True
    if office_id is None and person_id is None:
        return bool(reached)
    by_office = office_id is not None and office_id in reached.office_ids
    by_person = person_id is not None and person_id == reached.person_id
    return by_office or by_person


def require(actor: Actor, verb: Verb, what: str, *, office_id: int | None = None, person_id: int | None = None) -> None:
    """As `allows`, raising NotAllowed."""
    if not allows(actor, verb, what, office_id=office_id, person_id=person_id):
        raise NotAllowed(_("Your roles do not include this. The project office can tell you who may."))


def require_other(actor: Actor, submitted_by: str) -> None:
    """Nobody approves what they submitted."""
    if not actor.system and actor.username == submitted_by:
        raise NotAllowed(_("You submitted this yourself, so someone else must decide on it."))
