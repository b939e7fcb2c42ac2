"""System checks: settings that do not go together, each with a hint."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register


@register(Tags.security, deploy=True)
def site_url_is_what_people_open(app_configs, **kwargs):
    """Links in mails are built from SITE_URL, so it has to be the address people use."""
    found = []
    if settings.HTTPS and not settings.SITE_URL.startswith("https://"):
        found.append(
            Error(
                "SITE_URL does not begin with https:// while HTTPS is on.",
                hint="Set SITE_URL to the address people open, for example https://tickets.example.org.",
                id="ticketsite.E001",
            )
        )
    host = settings.SITE_URL.split("://")[-1].split("/")[0].split(":")[0]
    if settings.ALLOWED_HOSTS != ["*"] and host not in settings.ALLOWED_HOSTS:
        found.append(
            Error(
                f"SITE_URL names the host {host}, which ALLOWED_HOSTS refuses.",
                hint=f"Add {host} to ALLOWED_HOSTS.",
                id="ticketsite.E002",
            )
        )
    return found


@register(Tags.database, deploy=True)
def sqlite_serves_one_process(app_configs, **kwargs):
    """Rate limits are counted in the process on SQLite: with several processes each limit is multiplied."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return [
            Warning(
                "The site runs on SQLite.",
                hint="Fine for one process and a small organisation. Set DATABASE_URL to PostgreSQL for more.",
                id="ticketsite.W001",
            )
        ]
    return []


@register(Tags.security, deploy=True)
def stream_is_on_the_site_s_host(app_configs, **kwargs):
    """The session's cookie goes to the host that set it, whatever the port."""
    host = urlsplit(settings.STREAM_URL).hostname
    if host and host != urlsplit(settings.SITE_URL).hostname:
        return [
            Warning(
                f"STREAM_URL names the host {host}, where browsers send no session.",
                hint="Let the proxy of SITE_URL lead /stream/ to the stream, and set STREAM_URL=/stream/.",
                id="ticketsite.W003",
            )
        ]
    return []


@register(Tags.files)
def bucket_has_credentials(app_configs, **kwargs):
    """A bucket without a region is refused by most S3 stores when links are signed."""
    options = settings.STORAGES["default"].get("OPTIONS", {})
    if settings.FILES_BUCKET and not options.get("region_name"):
        return [
            Warning(
                "FILES_BUCKET is set without FILES_REGION.",
                hint="Most S3 stores refuse signed links without a region.",
                id="ticketsite.W002",
            )
        ]
    return []
