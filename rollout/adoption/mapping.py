"""What the columns of a usage file mean: a value that checks itself, kept as JSON, so that presets are data."""

from __future__ import annotations

from collections.abc import Mapping as Json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

from governance.core.errors import InvalidInput, Text

ISO, EPOCH_SECONDS, EPOCH_MILLISECONDS = "iso", "epoch_s", "epoch_ms"
ROLES = ("user", "acting_user", "time", "office", "object", "action", "business_date", "success")
FORBIDDEN = ("\x00",)


@dataclass(frozen=True)
class Mapping:
    """Columns by name. Empty means: the file has none.

    `time_formats` and `date_formats` are tried in order: "iso", "epoch_s", "epoch_ms" or strptime patterns. `zone` is
    that of times without an offset. `day_zone` says where an event's day is counted: "file" (in `zone`), "office" (in the
    office's own zone once its label is matched, else in `zone`) or the name of a zone. `identity` names the columns which
    together identify an event. `counting` are the actions that count as use, `entering` those of them that make a record;
    without an action column every successful row counts. `calendar` is the working calendar where the office is not known.
    `user_ids` "salesforce": the 15 and the 18 characters of an id are one user. `rows_are` "sign_ins": nothing in the file counts as use.
    """

    user: str = ""
    time: str = ""
    identity: tuple[str, ...] = ()
    time_formats: tuple[str, ...] = (ISO,)
    zone: str = "UTC"
    day_zone: str = "file"
    acting_user: str = ""
    office: str = ""
    object: str = ""
    action: str = ""
    feature: Literal["object", "action", "both"] = "object"
    counting: tuple[str, ...] = ()
    entering: tuple[str, ...] = ()
    business_date: str = ""
    date_formats: tuple[str, ...] = (ISO,)
    success: str = ""
    success_values: tuple[str, ...] = ()
    system_users: tuple[str, ...] = ()
    calendar: str = "CN"
    user_ids: Literal["", "salesforce"] = ""
    rows_are: Literal["use", "sign_ins"] = "use"

    @classmethod
    def from_json(cls, stored: Json[str, Any]) -> Self:
        """Read a stored or imported mapping; unknown names and wrong types are refused, so a typing error is not lost."""
        known = {each.name: each for each in fields(cls)}
        if unknown := sorted(set(stored) - set(known)):
            raise InvalidInput(_("A mapping has no entry called “%(name)s”.") % {"name": unknown[0]})
        values: dict[str, Any] = {}
        for name, value in stored.items():
            many = isinstance(known[name].default, tuple)
            if many and isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
                values[name] = tuple(value)
            elif not many and isinstance(value, str):
                values[name] = value
            else:
                raise InvalidInput(_("The entry “%(name)s” of the mapping is of the wrong kind.") % {"name": name})
        return cls(**values)

    def to_json(self) -> dict[str, Any]:
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column the mapping names, once."""
        named = [getattr(self, role) for role in ROLES] + list(self.identity)
        return tuple(dict.fromkeys(name for name in named if name))

    @property
    def clock(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def faults(self, header: Sequence[str]) -> dict[str, Text]:
        """Everything that keeps this mapping from reading a file with that header, by the entry it concerns."""
        return _Faults(self, tuple(header)).found()

    def check(self, header: Sequence[str]) -> None:
        """Raise InvalidInput with every fault."""
        if faults := self.faults(header):
            raise InvalidInput(_("This mapping does not fit the file."), fields=faults, reasons=list(faults.values()))


@dataclass
class _Faults:
    mapping: Mapping
    header: tuple[str, ...]
    by_entry: dict[str, Text] = field(default_factory=dict)

    def found(self) -> dict[str, Text]:
        self._required()
        self._columns()
        self._zones()
        self._actions()
        return self.by_entry

    def _required(self) -> None:
        needed = {
            "user": _("Say which column names the user."),
            "time": _("Say which column holds the time."),
            "identity": _("Say which columns together identify an event."),
            "time_formats": _("Say how the times are written."),
        }
        for entry, message in needed.items():
            if not getattr(self.mapping, entry):
                self.by_entry[entry] = message
        if self.mapping.time and self.mapping.identity == (self.mapping.time,):
            self.by_entry["identity"] = _("The time alone cannot identify an event: two people may act in the same second.")

    def _columns(self) -> None:
        for entry in (*ROLES, "identity"):
            value = getattr(self.mapping, entry)
            for name in (value,) if isinstance(value, str) else value:
                times = self.header.count(name)
                if name and times == 0:
                    self.by_entry[entry] = _("The file has no column “%(name)s”.") % {"name": name}
                elif name and times > 1:
                    self.by_entry[entry] = _("The file has %(times)s columns called “%(name)s”.") % {"name": name, "times": times}

    def _zones(self) -> None:
        zones = available_timezones()
        if self.mapping.zone not in zones:
            self.by_entry["zone"] = _("“%(name)s” is not the name of a time zone.") % {"name": self.mapping.zone}
        if self.mapping.day_zone not in zones | {"file", "office"}:
            self.by_entry["day_zone"] = _("“%(name)s” is not the name of a time zone.") % {"name": self.mapping.day_zone}

    def _actions(self) -> None:
        choices = {"user_ids": ("", "salesforce"), "rows_are": ("use", "sign_ins"), "feature": ("object", "action", "both")}
        for entry, allowed in choices.items():
            if getattr(self.mapping, entry) not in allowed:
                self.by_entry[entry] = _("The entry “%(name)s” of the mapping is of the wrong kind.") % {"name": entry}
        if self.mapping.action and not self.mapping.counting and self.mapping.rows_are == "use":
            self.by_entry["counting"] = _("Say which actions count as use.")
        if stray := set(self.mapping.entering) - set(self.mapping.counting):
            self.by_entry["entering"] = _("“%(name)s” makes a record but is not among the actions that count.") % {"name": min(stray)}
        if self.mapping.success and not self.mapping.success_values:
            self.by_entry["success_values"] = _("Say which values mean that the action succeeded.")
        texts = [text for each in self.mapping.to_json().values() for text in (each if isinstance(each, list) else [each])]
        if any(mark in text for text in texts for mark in FORBIDDEN):
            self.by_entry["user"] = _("The mapping contains a character that no file can contain.")
