"""The file this room takes in: the accounts of the CRM, as its administrator exports them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from governance.core.actor import Actor
from governance.core.imports.importer import Column, Importer, Row, register
from governance.core.imports.problems import Change, Plan
from governance.core.imports.readers import text, yes_no
from governance.core.models import ImportBatch
from governance.organisation.models import Identity, Person
from training.clearance.actions.accounts import keep_comparison
from training.clearance.models import AccountKey, FindingKind, Reconciliation
from training.clearance.reconciling import Account, Clearance, Directory, compare
from training.clearance.selectors.lists import rows as clearance_rows

USER = ("user", "username", "user name", "user id", "login", "login name", "account", "账号", "帳號", "用户名", "使用者名稱", "登录名")
NUMBER = ("employee number", "employee no", "employee id", "staff number", "federation id", "工号", "工號", "员工编号", "員工編號")
EMAIL = ("email", "e-mail", "mail", "email address", "internalemailaddress", "邮箱", "電子郵件", "电子邮件")
ACTIVE = ("active", "isactive", "is active", "enabled", "status", "启用", "啟用", "状态", "狀態")
ROLE = ("role", "profile", "profile name", "security role", "角色", "权限组", "權限組")


@dataclass(frozen=True)
class Known:
    """What a list is held against."""

    directory: Directory
    clearances: tuple[Clearance, ...]
    last: Reconciliation | None
    day: date


def directory() -> Directory:
    """Everybody by what a CRM may know them by. What would mean two people means nobody."""
    keys = {name.casefold(): pk for name, pk in AccountKey.objects.current().values_list("account__name", "person_id")}
    numbers = {number.casefold(): pk for pk, number in Person.objects.values_list("pk", "employee_number") if number}
    written = [(email.casefold(), pk) for pk, email in Identity.objects.exclude(email="").values_list("person_id", "email")]
    often = Counter(email for email, _pk in written)
    return Directory(keys, numbers, {email: pk for email, pk in written if often[email] == 1})


class CrmAccountsImporter(Importer):
    """One row per account. Applying keeps the comparison; it changes nobody's access and nobody's clearance."""

    kind = "crm-accounts"
    title = _("Accounts of the CRM")
    what = "crm_account"
    then_url = "clearance:reconciliations"
    explanation = _(
        "The list of users as the CRM exports it. Each account is held against today's clearance list: who has access without clearance, "
        "who is cleared without access, which accounts nobody is known to have. The same list twice on a day changes nothing."
    )
    columns = (
        Column("user", _("User"), text(200, fold=True), required=True, aliases=USER, hint=_("As people sign in to the CRM")),
        Column("number", _("Employee number"), text(40, fold=True), aliases=NUMBER),
        Column("email", _("E-mail"), text(200, fold=True), aliases=EMAIL),
        Column("active", _("Active"), yes_no(), aliases=ACTIVE, hint=_("Without it every account counts as active")),
        Column("role", _("Role"), text(60), aliases=ROLE, hint=_("As “Who must use the CRM” names it; other names count for any role")),
    )
    key = ("user",)

    def known(self, *, actor: Actor, at: datetime) -> Known:
        day = timezone.localdate(at)
        held = [row for row in clearance_rows(day) if row.on_duty(day)]
        lines = tuple(Clearance(row.person_id, row.office_id, row.crm_role, row.allowed) for row in held)
        return Known(directory(), lines, Reconciliation.objects.order_by("-on", "-pk").first(), day)

    def plan(self, rows: Sequence[Row], known: Known) -> Plan:
        compared = compare([as_account(row) for row in rows], known.directory, known.clearances)
        if known.last and (known.last.on, known.last.digest) == (known.day, compared.digest):
            return Plan(unchanged=len(rows), notes=[_("The same list was compared today already, with the same result.")])
        told = Counter(one.kind for one in compared.found)
        counts = tuple((FindingKind(kind.value).label, "", str(told[kind])) for kind in sorted(told))
        title = _now("%(accounts)s accounts, %(matched)s of them matched") % {"accounts": compared.accounts, "matched": compared.matched}
        return Plan(creates=[Change(0, title, counts, compared)])

    def apply(self, plan: Plan, *, batch: ImportBatch, actor: Actor, at: datetime, reason: str) -> None:
        for change in plan.creates:
            keep_comparison(change.data, batch=batch, actor=actor, at=at, reason=reason or batch.name)


def as_account(row: Row) -> Account:
    return Account(
        row.number, row.values["user"], row.get("number", ""), row.get("email", ""), row.get("active", True), row.get("role", "")
    )


CRM_ACCOUNTS = register(CrmAccountsImporter())
