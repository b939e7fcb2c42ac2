"""`manage.py stream`: the live stream of news; pages poll where it does not run."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gasgi import ASGIWorker

from notifications.stream.app import StreamApp


class StreamWorker(ASGIWorker):
    """Ends its streams as soon as it is told to stop: by themselves they never end."""

    def handle_exit_signal(self):
        self.asgi.hub.close()
        super().handle_exit_signal()


class Server(BaseApplication):
    """gunicorn with its ASGI worker; the site's gunicorn.conf.py is not read."""

    def __init__(self, **options):
        self.options = options
        super().__init__()

    def load_config(self):
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self):
        return StreamApp()


class Command(BaseCommand):
    help = "Streams news to open pages (server-sent events) at STREAM_BIND. Safe on several machines."

    def add_arguments(self, parser):
        parser.add_argument(
            "--processes", type=int, default=1, help="One is enough for a thousand open pages."
        )

    def handle(self, *, processes, **options):
        if not settings.STREAM_URL:
            raise CommandError("STREAM_URL is empty, so no page would listen. Set it first.")
        connections.close_all()
        self.stderr.write(f"Streaming at {settings.STREAM_BIND}.")
        Server(
            bind=settings.STREAM_BIND,
            workers=processes,
            worker_class=StreamWorker,
            asgi_lifespan="on",
            asgi_disconnect_grace_period=1,
            graceful_timeout=5,
            keepalive=5,
            control_socket_disable=True,
            loglevel="warning",
        ).run()
