"""One command to a running site."""

import fcntl
import os
import socket
import subprocess
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from config.supervisor import Part, Supervisor, die_with_parent, manage, python, valkey
from partners.models import Organisation

DEMO_HOLDING_SECONDS = "20"


class Command(BaseCommand):
    help = "Migrates, loads the demo into an empty database, and runs web, worker, scheduler, broker and mail sink."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--workers", type=int, default=2, help="web processes")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEMO:  # a walk through the demo takes minutes, so a decision is not held for ten of them
            os.environ.setdefault("TIDEMARK_HOLDING_SECONDS", DEMO_HOLDING_SECONDS)
        self._be_alone()
        self._tidy()
        with Supervisor(self.say) as supervisor:
            supervisor.start(*self._leaned_on())
            self._prepare()
            supervisor.start(*self._leaning(options["workers"]))
            self.say(f"Tidemark: {settings.SITE_URL}/")
            if settings.DEMO:
                self.say(f"Sign in with one click at {settings.SITE_URL}{reverse('demo_people')}")
                self.say(f"Every mail it sends is at {settings.SITE_URL}{reverse('notifications:mailbox')}")
            self.say("Ctrl+C stops everything.")
            try:
                supervisor.run()
            finally:
                self.say("Stopping ...")
        self._tidy()

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _be_alone(self) -> None:
        """Raises CommandError where another `up` has this folder, or the port is taken. Leaves no lock file."""
        self.folder = os.open(settings.VAR_DIR, os.O_RDONLY)  # held until this process ends, with the lock on it
        try:
            fcntl.flock(self.folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CommandError(
                f"Tidemark already runs in {settings.VAR_DIR}. Stop it first, or set TIDEMARK_VAR."
            ) from None
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", settings.PORT))
            except OSError:
                raise CommandError(
                    f"Port {settings.PORT} is taken. Choose another one, for example PORT=8100."
                ) from None

    def _tidy(self) -> None:
        for leftover in (settings.BROKER_SOCKET, settings.BEAT_PID):
            leftover.unlink(missing_ok=True)

    def _prepare(self) -> None:
        """Static files are gathered by a second process while this one migrates and fills the database."""
        gathering = subprocess.Popen(
            manage("collectstatic", "--noinput", "--verbosity", "0"), preexec_fn=die_with_parent
        )
        call_command("migrate", interactive=False, verbosity=0)
        if settings.DEMO and not Organisation.objects.exists() and "load_demo" in get_commands():
            self.say("Loading the demo ...")
            call_command("load_demo", verbosity=0)
        if gathering.wait() != 0:
            raise CommandError("The static files could not be gathered; the lines above say why.")

    def _leaned_on(self) -> list[Part]:
        parts = []
        if settings.BROKER_EMBEDDED:
            parts.append(valkey(settings.BROKER_SOCKET, settings.VAR_DIR / "valkey"))
        if settings.MAIL_EMBEDDED:
            parts.append(Part("mail sink", manage("sink"), leans=False))
        return parts

    def _leaning(self, workers: int) -> list[Part]:
        celery = python("-m", "celery", "-A", "config")
        beat_files = ["--schedule", str(settings.VAR_DIR / "beat"), "--pidfile", str(settings.BEAT_PID)]
        bind = os.environ.get("BIND", f"127.0.0.1:{settings.PORT}")
        web = [
            *python("-m", "gunicorn", "config.wsgi"),
            *("--bind", bind, "--workers", str(workers), "--worker-class", "gthread", "--threads", "4"),
            *("--no-control-socket", "--log-level", "warning"),
            *("--logger-class", "config.reports.ServerLogger"),
        ]
        threads = ["--pool", "threads", "--concurrency", "8", "--loglevel", "warning", "--without-mingle"]
        return [
            Part("web", web),
            Part("worker", [*celery, "worker", "--concurrency", "2", "--loglevel", "warning", "--without-mingle"]),
            Part("webhook worker", [*celery, "worker", "--queues", "webhooks", "--hostname", "webhooks@%h", *threads]),
            Part("scheduler", [*celery, "beat", "--loglevel", "warning", *beat_files]),
        ]
