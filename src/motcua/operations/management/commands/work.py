"""`motcua work`: the jobs and the clock, until told to stop."""

import signal

from django.core.management.base import BaseCommand, CommandError

from motcua.operations import work


class Command(BaseCommand):
    help = "run the jobs of all rooms: sealing, notices, expiries. Several may run at once"

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="run each job one time, then stop")
        parser.add_argument("--list", action="store_true", help="show the jobs and how often they run")

        parser.add_argument("--quiet", action="store_true", help="say nothing but what the log says")

    def handle(self, *, once, list, quiet, **options):
        jobs = work.registered()
        if list:
            for job in jobs:
                self.stdout.write(f"{job.name:32} every {job.every_seconds} s")
            return
        worker = work.Worker(jobs)
        if once:
            if not worker.run_once():
                raise CommandError("a job failed; the log above says why")
            return
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: worker.stop())
        if not quiet:
            self.stdout.write(f"working: {len(jobs)} jobs; stop with Ctrl-C")
        worker.run()
        if not quiet:
            self.stdout.write("stopped")
