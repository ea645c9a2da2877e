"""What the start page says of mail and worker: what failed, and when the worker was last seen."""

from datetime import datetime, timedelta

from django.urls import reverse

from cms.people.models import User
from cms.publishing import waiting, wording

from . import sending
from .models import Event, Progress

WORKER = "worker"
#: A worker that was not seen for so long is not there.
MISSING = timedelta(minutes=10)


@waiting.register("failed-mail", order=85)
def failed_mail(person, now: datetime, window: slice) -> waiting.Group | None:
    if not person.has_perm("mail.view_letter"):
        return None
    failing = sending.failing()
    rows = list(failing.order_by("made_at", "pk")[window])
    names = dict(User.objects.filter(uid__in=[r.person for r in rows]).values_list("uid", "name"))
    found = waiting.Group("Mail that failed", failing.count(), late=True)
    found.all_url = f"{reverse('admin:mail_letter_changelist')}?failing=yes"
    for row in rows:
        again = "is not tried again" if row.state == row.State.FAILED else "is tried again"
        found.rows.append(
            waiting.Row(
                f"To {names.get(row.person, row.person)}",
                f"{reverse('admin:mail_letter_changelist')}?id__exact={row.pk}",
                "Mail",
                f"{Event(row.event).label.capitalize()}; failed {row.attempts} times and {again}.",
            )
        )
    return found


@waiting.register_remark
def worker_was_seen(person, now: datetime) -> list[waiting.Remark]:
    """For administrators: whether the worker runs, and which of its steps fail."""
    if not person.has_perm("mail.view_letter"):
        return []
    rows = {row.name: row for row in Progress.objects.all()}
    worker = rows.pop(WORKER, None)
    if worker is None or worker.seen_at is None:
        return [
            waiting.Remark(
                "No worker was ever seen here, so nobody gets mail. Start one: manage.py worker.", late=True
            )
        ]
    late = now - worker.seen_at > MISSING
    found = [waiting.Remark(f"Worker last seen on {wording.moment(worker.seen_at)}.", late=late)]
    for row in sorted(rows.values(), key=lambda one: one.name):
        if row.failed_at:
            said = f"The worker's step “{row.name}” fails since {wording.moment(row.failed_at)}: {row.error}"
            found.append(waiting.Remark(said, late=True))
    return found
