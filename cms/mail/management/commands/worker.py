import logging
import signal
import threading

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections, connections

from cms.mail import working

log = logging.getLogger("cms.worker")


class Command(BaseCommand):
    help = "Mail what waits, remind of reviews, carry out the policy for overdue pages, until told to end."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="one round, then end")
        parser.add_argument("--every", type=int, default=5, metavar="SECONDS", help="pause between rounds")

    def handle(self, *args, once, every, **options):
        if not 1 <= every <= 3600:
            raise CommandError("--every takes a number of seconds from 1 to 3600.")
        stop = threading.Event()
        if not once:
            # The step under way ends first, so a mail that was handed over is noted as sent.
            for name in (signal.SIGTERM, signal.SIGINT):
                signal.signal(name, lambda *_: stop.set())
            log.info("the worker begins, a round every %s s", every)
        while True:
            try:
                if not once:
                    close_old_connections()
                done = working.work_round(stop.is_set)
            except Exception:
                # The database may be away for a while; the next round begins with a fresh connection.
                if once:
                    raise
                log.exception("a round failed")
                connections.close_all()
                done = {}
            if once or stop.wait(every):
                break
        if once:
            for name, said in done.items():
                if said:
                    self.stdout.write(f"{name.rpartition('.')[2]}: {said}")
            if not any(done.values()):
                self.stdout.write("Nothing to do.")
        else:
            log.info("the worker ends")
