"""The settings of the tests: the same site with a fast hasher, plain static files, mail in memory."""

import atexit
import os
import shutil
import tempfile

os.environ["DEBUG"] = "false"  # whatever .env says
os.environ.setdefault("SECRET_KEY", "tests")
os.environ.setdefault("HTTPS", "false")

from ticketsite.settings import *  # noqa: E402, F403 - a settings module is its parent plus differences

DEBUG = False
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = MAIL_SENDER = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SCRATCH = tempfile.mkdtemp(prefix="ticketsite-tests-")
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
MEDIA_ROOT = f"{SCRATCH}/files"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, not memory: threads then queue for it as they do on a real site.
    DATABASES["default"]["TEST"] = {"NAME": f"{SCRATCH}/test.sqlite3"}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"  # noqa: F405
WHITENOISE_AUTOREFRESH = True
PREPARED_QUERIES_CHECKED = True
