"""How long usage files are kept, and what is forgotten when a person's identity is erased.

Raw files, samples and rejected rows name people and go by the schedule. The roll-up and the event identities stay: they hold
user names only in SourceUser, which erasure replaces.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from governance.core import audit
from governance.core.actor import Actor
from governance.organisation import retention
from governance.organisation.retention import Kind
from rollout.adoption import store
from rollout.adoption.actions import exemplars
from rollout.adoption.models import SourceUser, UsageImport, UserMatch

KIND = "usage_file"


def drop_files(before: date, really: bool, actor: Actor, at: datetime) -> int:
    """Remove raw files, samples and rejected rows of imports older than that day, unless a younger import has the same file."""
    moment = datetime.combine(before, time(), UTC)
    old = UsageImport.objects.filter(uploaded_at__lt=moment)
    young = set(UsageImport.objects.filter(uploaded_at__gte=moment).values_list("sha256", flat=True))
    paths: list[Path] = []
    for pk, sha256, rejects in old.values_list("pk", "sha256", "rejects"):
        paths += [] if sha256 in young else [store.raw_path(sha256)]
        paths += [store.reject_path(rejects)] if rejects else []
        paths += sorted(store.folder("samples").glob(f"{pk}-*"))
    kept = sorted({path for path in paths if path.exists()})
    for path in kept if really else []:
        path.unlink(missing_ok=True)
    return len(kept)


def forget_person(person_id: int, actor: Actor, at: datetime) -> None:
    """An erased person's user names become numbers; the counts stay under them. Old files that name the person go too."""
    names = UserMatch.objects.filter(person_id=person_id).values_list("source_user_id", flat=True).distinct()
    for user in SourceUser.objects.filter(pk__in=list(names)).order_by("pk"):
        forgotten = f"erased-{user.pk}"
        forget_in_previews(user, forgotten)
        SourceUser.objects.filter(pk=user.pk).update(key=forgotten)
    exemplars.forget(person_id, actor, at)
    if names and not retention.is_held(KIND):
        drop_files(date.max, True, actor, at)


def forget_in_previews(user: SourceUser, forgotten: str) -> None:
    """What an import found keeps the first names it met, for its page; this one goes out of every such list."""
    for pk, plan in UsageImport.objects.filter(source=user.source_id).order_by("pk").values_list("pk", "plan"):
        if user.key in plan.get("new_user_names", ()):
            plan["new_user_names"] = [forgotten if name == user.key else name for name in plan["new_user_names"]]
            audit.update(UsageImport.objects.filter(pk=pk), plan=plan)


def register_kinds() -> None:
    retention.on_erasure(forget_person)
    retention.register(
        Kind(KIND, _("Usage files sent in, and their rejected rows"), 24, _("To compare the figures with their source"), drop_files)
    )
