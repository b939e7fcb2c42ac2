"""Settings with the libraries of the site and nothing of its own: how fast `manage.py check` could start at best."""

from ticketsite import settings as site


def foreign(name):
    return not (site.BASE_DIR / name.partition(".")[0]).is_dir()


SECRET_KEY = site.SECRET_KEY
INSTALLED_APPS = ["django.contrib.admin", *filter(foreign, site.INSTALLED_APPS)]
STANDS_FOR = {
    "accounts.middleware.PersonMiddleware": "django.contrib.auth.middleware.AuthenticationMiddleware"
}
MIDDLEWARE = list(filter(foreign, (STANDS_FOR.get(name, name) for name in site.MIDDLEWARE)))
ROOT_URLCONF = "bench.libraries_urls"
ANONYMOUS_USER_NAME = site.ANONYMOUS_USER_NAME
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend", *site.AUTHENTICATION_BACKENDS[1:]]
DATABASES = site.DATABASES
DEFAULT_AUTO_FIELD = site.DEFAULT_AUTO_FIELD
STATIC_URL = site.STATIC_URL
FORM_RENDERER = site.FORM_RENDERER
USE_TZ = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": list(filter(foreign, site.TEMPLATES[0]["OPTIONS"]["context_processors"]))
        },
    }
]
TASKS = site.TASKS
LOGGING = site.LOGGING
