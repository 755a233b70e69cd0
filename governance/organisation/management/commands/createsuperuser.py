"""`./run manage createsuperuser`: Django's command inside an audit operation. Such an account opens the support site and holds no role."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.management.commands import createsuperuser

from governance.core import audit
from governance.core.actor import system_actor


class Command(createsuperuser.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with audit.operation(system_actor("createsuperuser")):
            super().handle(*args, **options)
