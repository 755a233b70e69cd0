"""`./run manage changepassword NAME`: Django's command inside an audit operation."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.management.commands import changepassword

from governance.core import audit
from governance.core.actor import system_actor


class Command(changepassword.Command):
    def handle(self, *args: Any, **options: Any) -> str | None:
        with audit.operation(system_actor("changepassword")):
            return super().handle(*args, **options)
