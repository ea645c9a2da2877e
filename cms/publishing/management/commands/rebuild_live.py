from django.core.management.base import BaseCommand
from django.utils import timezone

from cms.audit import trail
from cms.people.actions import system_person
from cms.publishing import live_table, standings
from cms.publishing.models import Revision


class Command(BaseCommand):
    help = "Build the live table, the search index and the states of all items anew from the record."

    def handle(self, *args, **options):
        by = system_person("rebuild")
        with trail.entry(action="projection.rebuild", by=by, clock=timezone.now) as entry:
            # The record's clock, not the machine's: its own moments decide what is in effect.
            rows = live_table.rebuild(entry.at)
            items = Revision.objects.values_list("item", "kind").distinct().order_by()
            standings.refresh(items, entry.at)
            entry.detail = {"live": rows, "states": len(items)}
        self.stdout.write(f"{rows} rows of the live table and {len(items)} states rebuilt.")
