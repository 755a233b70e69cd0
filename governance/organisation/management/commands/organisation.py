"""`./run manage organisation ACTION name=value …`: every action of this room from the command line.

    ./run manage organisation                                  the actions and what each takes
    ./run manage organisation move person=E0042 office=BJ on=2026-05-04 reason="new market" --as mei

People are named by employee number or pseudonym, offices by code, other records by id, days as 2026-05-04.
Without --as the named system user acts.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from types import ModuleType, UnionType
from typing import Any, get_args, get_type_hints

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Model
from django.utils import timezone

from governance.core import audit
from governance.core.actor import Actor, system_actor
from governance.core.errors import GatehouseError
from governance.organisation.actions import accounts, codes, corrections, leave, offices, people, retention, roles, use_rules
from governance.organisation.grants import actor_for
from governance.organisation.models import Account, Office, Person
from governance.organisation.selectors import find_people

MODULES: tuple[ModuleType, ...] = (offices, people, corrections, leave, roles, use_rules, accounts, codes, retention)


def actions() -> dict[str, Callable[..., Any]]:
    """Whatever takes an actor by keyword is an action."""
    found: dict[str, Callable[..., Any]] = {}
    for module in MODULES:
        for name, one in inspect.getmembers(module, inspect.isfunction):
            takes = inspect.signature(one).parameters
            if one.__module__ == module.__name__ and "actor" in takes and all(p.kind != p.POSITIONAL_OR_KEYWORD for p in takes.values()):
                found[name] = one
    return found


def value_of(text: str, kind: Any) -> Any:
    """What was typed, as what the action takes."""
    if isinstance(kind, UnionType):
        return None if text == "" else value_of(text, next(one for one in get_args(kind) if one is not type(None)))
    if getattr(kind, "__origin__", None) is not None:
        return [value_of(part.strip(), get_args(kind)[0]) for part in text.split(",")]
    if isinstance(kind, type) and issubclass(kind, Model):
        return record(text, kind)
    simple: dict[Any, Callable[[str], Any]] = {
        date: date.fromisoformat,
        Decimal: Decimal,
        int: int,
        bool: lambda said: said.lower() in {"yes", "true", "1"},
    }
    return simple.get(kind, str)(text)


def record(text: str, kind: type[Model]) -> Model:
    """One record by the name it goes by."""
    if kind is Person:
        found: list[Any] = list(find_people(text))
    elif kind is Office:
        found = list(Office.objects.filter(code__iexact=text))
    elif kind is Account:
        found = list(Account.objects.filter(username__iexact=text))
    else:
        found = list(kind._default_manager.filter(pk=text)) if text.isdigit() else []
    if len(found) != 1:
        raise CommandError(f"{kind._meta.verbose_name} “{text}”: {len(found)} found, one is needed")
    return found[0]  # type: ignore[no-any-return]


class Command(BaseCommand):
    help = "Carry out an action on offices, people, roles, accounts, rules or retention."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", nargs="?")
        parser.add_argument("values", nargs="*", help="name=value")
        parser.add_argument("--as", dest="username", default="", help="the account that acts")

    def handle(self, *args: Any, **options: Any) -> None:
        known = actions()
        if not options["action"]:
            for name, one in sorted(known.items()):
                self.stdout.write(f"{name}  {' '.join(takes(one))}\n    {(one.__doc__ or '').splitlines()[0]}")
            return
        if options["action"] not in known:
            raise CommandError(f"There is no action “{options['action']}”. Without an action all are listed.")
        now = timezone.now()
        actor = self.actor(options["username"])
        try:
            with audit.operation(actor):
                result = self.act(known[options["action"]], options["values"], actor, now)
        except GatehouseError as refusal:
            raise CommandError(str(refusal)) from refusal
        for line in result if isinstance(result, list) else [result]:
            self.stdout.write(said(line))

    def actor(self, username: str) -> Actor:
        if not username:
            return system_actor("command")
        account = record(username, Account)
        return actor_for(account, timezone.localdate())  # type: ignore[arg-type]

    def act(self, action: Callable[..., Any], typed: list[str], actor: Actor, now: Any) -> Any:
        hints = get_type_hints(action)
        values: dict[str, Any] = {}
        for pair in typed:
            name, sign, text = pair.partition("=")
            if not sign:
                raise CommandError(f"“{pair}” is not name=value")
            try:
                values[name] = value_of(text, hints.get(name, str))
            except (ValueError, InvalidOperation) as wrong:
                raise CommandError(f"{name}: “{text}” cannot be used ({wrong})") from wrong
        try:
            inspect.signature(action).bind(**values, actor=actor, at=now)
        except TypeError as wrong:
            raise CommandError(f"{wrong}; it takes: {' '.join(takes(action))}") from wrong
        return action(**values, actor=actor, at=now)


def said(line: Any) -> str:
    """One result in words; a record that further actions name by id shows its id."""
    if isinstance(line, codes.PrintedCode):
        return f"{line.person}: {line.code}"
    by_id = isinstance(line, Model) and not isinstance(line, Account | Office | Person)
    return f"{line} (id {line.pk})" if by_id else str(line or "done")


def takes(action: Callable[..., Any]) -> list[str]:
    """What an action takes, optional ones in brackets."""
    parameters = inspect.signature(action).parameters.values()
    shown = [one for one in parameters if one.name not in ("actor", "at") and one.kind != one.VAR_KEYWORD]
    return [one.name if one.default is one.empty else f"[{one.name}]" for one in shown]
