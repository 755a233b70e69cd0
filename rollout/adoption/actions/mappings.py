"""Sources and mappings: saved by name, changed with history, taken in and out as JSON."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from governance.core import audit
from governance.core.actor import Actor
from governance.core.errors import Conflict, InvalidInput
from governance.core.permissions import Verb, require
from rollout.adoption.mapping import Mapping
from rollout.adoption.models import UsageMapping, UsageSource

FORMAT = "usage-mapping/1"
LONGEST_FILE = 1_000_000


def add_source(*, name: str, actor: Actor, at: datetime, code: str = "") -> UsageSource:
    """A CRM whose files are told apart by the same columns."""
    require(actor, Verb.IMPORT, "usage_import")
    name = name.strip()
    if not name:
        raise InvalidInput(_("Give the source a name."), fields={"source_name": _("Give the source a name.")})
    if UsageSource.objects.filter(name=name).exists():
        raise Conflict(_("There is already a source called “%(name)s”.") % {"name": name})
    with audit.because(actor, _("New usage source")):
        return UsageSource.objects.create(name=name[:120], code=_free_code(code or slugify(name) or "source"))


def _free_code(wanted: str) -> str:
    code, number = wanted[:36], 2
    while UsageSource.objects.filter(code=code).exists():
        code, number = f"{wanted[:32]}-{number}", number + 1
    return code


def save_mapping(*, name: str, source: UsageSource, mapping: Mapping, actor: Actor, at: datetime, reason: str = "") -> UsageMapping:
    """Save under a name; the same name again changes it, with history. Imports already made keep the mapping they used."""
    require(actor, Verb.IMPORT, "usage_import")
    name = name.strip()
    if not name or len(name) > 80:
        raise InvalidInput(_("Give the mapping a name of at most 80 characters."), fields={"name": _("Give the mapping a name.")})
    mapping.check(mapping.columns)
    saved = UsageMapping.objects.filter(name=name).first()
    if saved is not None and saved.source_id != source.pk:
        raise Conflict(_("“%(name)s” is a mapping of another source. Choose another name.") % {"name": name})
    with audit.because(actor, reason or _("Mapping saved")):
        if saved is None:
            return UsageMapping.objects.create(name=name, source=source, spec=mapping.to_json())
        if saved.spec != mapping.to_json():
            saved.spec = mapping.to_json()
            saved.save()
    return saved


def as_json(saved: UsageMapping) -> str:
    """The mapping as a file to keep or to send."""
    return written_out(name=saved.name, source=saved.source.name, spec=saved.spec)


def written_out(*, name: str, source: str, spec: dict[str, Any]) -> str:
    stored: dict[str, Any] = {"format": FORMAT, "name": name, "source": source, "columns": spec}
    return json.dumps(stored, ensure_ascii=False, indent=2, sort_keys=True)


def from_json(*, text: str, actor: Actor, at: datetime) -> UsageMapping:
    """Take in a mapping file: its source is found by name, or made."""
    require(actor, Verb.IMPORT, "usage_import")
    wrong = InvalidInput(_("This is not a mapping file of this product."))
    try:
        stored = json.loads(text) if len(text) <= LONGEST_FILE else None
    except (ValueError, RecursionError) as error:
        raise wrong from error
    if not isinstance(stored, dict) or stored.get("format") != FORMAT or not isinstance(stored.get("columns"), dict):
        raise wrong
    name, source_name = stored.get("name"), stored.get("source")
    if not isinstance(name, str) or not isinstance(source_name, str):
        raise wrong
    mapping = Mapping.from_json(stored["columns"])
    source = UsageSource.objects.filter(name=source_name.strip()).first() or add_source(name=source_name, actor=actor, at=at)
    return save_mapping(name=name, source=source, mapping=mapping, actor=actor, at=at, reason=_("Taken from a file"))
