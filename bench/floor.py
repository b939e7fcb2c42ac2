"""The floor: the least that Django does for a list. Session, sign-in, one indexed query of 25 rows, a plain template.

It reads the same tables as the site, without any of its code: `gunicorn bench.floor:application`.
"""

import os

import environ
from django.conf import settings
from django.core.wsgi import get_wsgi_application

ROW = (
    '{% for t in tickets %}<li><a href="/t/{{ t.pk }}/">#{{ t.pk }} {{ t.title }}</a> {{ t.group.name }} '
    '{{ t.status }} {{ t.requester.username }} <time datetime="{{ t.opened_at|date:"c" }}">'
    '{{ t.opened_at|date:"j M Y H:i" }}</time></li>{% endfor %}'
)
PAGE = f"<!DOCTYPE html><title>Tickets</title><p>{{{{ request.user.username }}}}</p><ul>{ROW}</ul>"

settings.configure(
    SECRET_KEY=os.environ["SECRET_KEY"],
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "bench"],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    AUTH_USER_MODEL="bench.Person",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [("django.template.loaders.locmem.Loader", {"list.html": PAGE})],
                    )
                ],
                "context_processors": ["django.template.context_processors.request"],
            },
        }
    ],
    DATABASES={
        "default": environ.Env().db_url("DATABASE_URL") | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
application = get_wsgi_application()

from django.contrib.auth.decorators import login_required  # noqa: E402 - after the settings
from django.shortcuts import render  # noqa: E402
from django.urls import path  # noqa: E402

from bench.models import Row  # noqa: E402


@login_required
def show(request):
    rows = Row.objects.filter(is_unresolved=True, deleted_at=None).select_related("group", "requester")
    tickets = rows.order_by("priority", "opened_at", "id")[:25]
    return render(request, "list.html", {"tickets": tickets})


urlpatterns = [path("", show)]
