"""The worker: the steps that `settings.WORKER_STEPS` names, round after round, each apart from the others.

A step is a function of a clock that returns what it did in a few words, empty for nothing. It is safe to
run twice and beside another worker; one that fails is noted, logged, and tried again in the next round.
"""

import logging
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from .models import Progress
from .remarks import WORKER

log = logging.getLogger("cms.worker")


def work_round(stopped=lambda: False) -> dict[str, str]:
    """Every step once. Returns what each did, or how it failed."""
    done = {}
    for name in settings.WORKER_STEPS:
        if stopped():
            break
        done[name] = _take(name)
    _seen(WORKER, timezone.now())
    return done


def _take(name: str) -> str:
    short = name.rpartition(".")[2]
    try:
        said = import_string(name)(timezone.now)
    except Exception as error:
        log.exception("%s failed", short)
        sentence = f"{type(error).__name__}: {' '.join(str(error).split())}"[:300]
        _failed(name, sentence)
        return sentence
    if said:
        log.info("%s: %s", short, said)
    Progress.objects.filter(pk=_row(name)).exclude(failed_at=None).update(failed_at=None, error="")
    return said


def _row(name: str) -> str:
    return f"step:{name}"[:80]


def _seen(name: str, now: datetime) -> None:
    Progress.objects.update_or_create(pk=name, defaults={"seen_at": now})


def _failed(name: str, sentence: str) -> None:
    """Note the failure, with the moment of the first in a row. It must not be what ends the worker."""
    try:
        row, _ = Progress.objects.get_or_create(pk=_row(name))
        row.failed_at = row.failed_at or timezone.now()
        row.error = sentence
        row.save(update_fields=["failed_at", "error"])
    except Exception:
        log.exception("the failure of %s could not be noted", name)
