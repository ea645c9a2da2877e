from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from cms.audit import trail
from cms.publishing import live_table, standings
from cms.publishing.models import Revision


class Command(BaseCommand):
    help = "Build the live table, the search index and the states of all items anew from the record."

    def handle(self, *args, **options):
        with transaction.atomic():
            trail.lock()
            now = timezone.now()
            rows = live_table.rebuild(now)
            items = Revision.objects.values_list("item", "kind").distinct().order_by()
            standings.refresh(items, now)
        self.stdout.write(f"{rows} rows of the live table and {len(items)} states rebuilt.")
