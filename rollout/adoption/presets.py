"""Usage logs of well-known CRMs: which columns their exports have, what they mean, and what counts. Data, checked by tests.

A preset is only a mapping to begin with: it is saved under a name, where a person may change it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rollout.adoption.mapping import Mapping


@dataclass(frozen=True)
class Preset:
    """`columns` are those by which a file is recognised. `note` says what a reader should know before using it."""

    code: str
    crm: str
    log: str
    columns: tuple[str, ...]
    mapping: Mapping
    note: str | Promise

    @property
    def name(self) -> str:
        return f"{self.crm}: {self.log}"

    def fits(self, header: Sequence[str]) -> bool:
        return set(self.columns) <= set(header) and not self.mapping.faults(header)


SALESFORCE_USE = ("URI", "LightningPageView", "LightningInteraction", "Report", "ReportExport", "Dashboard", "Search", "ConsoleApplication")

PRESETS: tuple[Preset, ...] = (
    Preset(
        "salesforce-events",
        "Salesforce",
        "EventLogFile",
        ("EVENT_TYPE", "REQUEST_ID", "USER_ID", "TIMESTAMP_DERIVED"),
        Mapping(
            user="USER_ID",
            acting_user="DELEGATED_USER_ID",
            time="TIMESTAMP_DERIVED",
            identity=("REQUEST_ID", "EVENT_TYPE", "URI", "TIMESTAMP_DERIVED"),
            action="EVENT_TYPE",
            feature="action",
            counting=SALESFORCE_USE,
            success="REQUEST_STATUS",
            success_values=("S", ""),
            user_ids="salesforce",
        ),
        _("Pages, reports and searches count; logins and calls of interfaces do not. Who works as somebody else types for them."),
    ),
    Preset(
        "salesforce-logins",
        "Salesforce",
        "LoginHistory",
        ("Id", "UserId", "LoginTime", "LoginType", "Status"),
        Mapping(
            user="UserId",
            time="LoginTime",
            identity=("Id",),
            action="LoginType",
            feature="action",
            success="Status",
            success_values=("Success",),
            user_ids="salesforce",
            rows_are="sign_ins",
        ),
        _("Signing in is not use: this file only tells which accounts exist and when they came. Nobody becomes active by it."),
    ),
    Preset(
        "dataverse-audit",
        "Microsoft Dataverse",
        "Audit",
        ("auditid", "createdon", "_userid_value", "operation", "objecttypecode"),
        Mapping(
            user="_userid_value",
            acting_user="_callinguserid_value",
            time="createdon",
            identity=("auditid",),
            object="objecttypecode",
            action="operation",
            counting=("1", "2", "3"),
            entering=("1",),
        ),
        _("Creating (1), changing (2) and deleting (3) count; access (4) is signing in and does not. A calling user types for the user."),
    ),
    Preset(
        "espocrm-history",
        "EspoCRM",
        "ActionHistoryRecord",
        ("id", "userId", "targetType", "action", "createdAt"),
        Mapping(
            user="userId",
            time="createdAt",
            identity=("id",),
            object="targetType",
            action="action",
            counting=("create", "read", "update", "delete"),
            entering=("create",),
        ),
        _("Times are in UTC. Reading a record counts as use."),
    ),
    Preset(
        "suitecrm-tracker",
        "SuiteCRM",
        "tracker",
        ("id", "user_id", "module_name", "date_modified", "action"),
        Mapping(
            user="user_id",
            time="date_modified",
            identity=("id",),
            object="module_name",
            action="action",
            counting=("detailview", "editview", "save", "index", "listview"),
        ),
        _("The tracker tells which records were opened and saved, not which were new. Times are in UTC."),
    ),
    Preset(
        "suitecrm-audit",
        "SuiteCRM",
        "audit",
        ("id", "parent_id", "date_created", "created_by", "field_name"),
        Mapping(user="created_by", time="date_created", identity=("id",), object="field_name"),
        _("Every changed field is one event. Export the audit table of one module at a time. Times are in UTC."),
    ),
    Preset(
        "odoo-auditlog",
        "Odoo",
        "auditlog",
        ("id", "create_date", "user_id", "model_id", "method"),
        Mapping(
            user="user_id",
            time="create_date",
            identity=("id",),
            object="model_id",
            action="method",
            counting=("create", "write", "unlink", "read"),
            entering=("create",),
        ),
        _("From the auditlog module. Times are in UTC."),
    ),
    Preset(
        "frappe-version",
        "Frappe CRM",
        "Version",
        ("name", "owner", "creation", "ref_doctype", "docname"),
        Mapping(user="owner", time="creation", identity=("name",), object="ref_doctype", system_users=("Administrator", "Guest")),
        _("Every saved change is one event. Times are in the time zone of the Frappe site: set it before use."),
    ),
    Preset(
        "frappe-activity",
        "Frappe CRM",
        "Activity Log",
        ("name", "user", "creation", "operation", "status"),
        Mapping(
            user="user",
            time="creation",
            identity=("name",),
            object="reference_doctype",
            action="operation",
            success="status",
            success_values=("Success", "Linked", "Closed", ""),
            system_users=("Administrator", "Guest"),
            rows_are="sign_ins",
        ),
        _("Mostly logins and logouts, so nothing in it counts as use. Times are in the time zone of the Frappe site: set it before use."),
    ),
)
BY_CODE = {preset.code: preset for preset in PRESETS}


def fitting(header: Sequence[str]) -> Preset | None:
    """The preset whose columns a file has; of several the one that asks for the most."""
    return max((preset for preset in PRESETS if preset.fits(header)), key=lambda preset: len(preset.columns), default=None)


def in_zone(preset: Preset, zone: str, calendar: str) -> Mapping:
    """The preset's mapping for times written in that zone."""
    return replace(preset.mapping, zone=zone, calendar=calendar)
