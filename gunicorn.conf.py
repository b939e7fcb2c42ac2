"""How gunicorn serves the site: `gunicorn ticketsite.wsgi` reads this file by itself."""

import gc
import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
worker_class = "gthread"
# Browsers open spare connections, and each holds a thread until it speaks.
threads = int(os.environ.get("WEB_THREADS", "16"))
preload_app = True
max_requests = 10_000
max_requests_jitter = 1_000
# Two sites of one user would share the socket.
control_socket_disable = True
accesslog = "-"


def when_ready(server):
    """What all processes share is loaded once, before they part, and no collector looks through it again.

    To look through all of it takes a tenth of a second, and would leave each process with a copy of its own.
    """
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 - loads every page of the site
    gc.collect()
    gc.freeze()
