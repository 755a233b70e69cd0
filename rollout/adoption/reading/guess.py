"""What a file nobody has seen before suggests about itself: a mapping to begin with, for a person to check."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings

from rollout.adoption import suggest
from rollout.adoption.mapping import Mapping
from rollout.adoption.reading import sample as sampling
from rollout.adoption.reading.sample import Sample

SUSPECTS_AMONG = 500


def suggested(sample: Sample) -> Mapping:
    looks = sampling.looks(sample)
    guess = suggest.suggest(looks, lambda names: sampling.repeats(sample, names), settings.TIME_ZONE)
    found = sampling.offsets(sample, guess.time) if guess.time else set()
    return replace(guess, zone=suggest.zone_of(found) or guess.zone)


def suspects(sample: Sample, user: str) -> list[tuple[str, int, str]]:
    """Accounts that look like systems, each with its events and why."""
    users = sampling.values(sample, user, SUSPECTS_AMONG) if user in sample.header else []
    return suggest.systems(users)


def suggested_whole(sample: Sample) -> Mapping:
    """As the page fills itself in: what looks like a system is set aside."""
    guess = suggested(sample)
    return replace(guess, system_users=tuple(name for name, _count, _why in suspects(sample, guess.user)))
