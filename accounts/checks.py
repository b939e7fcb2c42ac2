"""System checks of who may sign up, each with a hint."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

SIGN_UP_VALUES = ("open", "domain", "closed")


@register(Tags.security)
def check_sign_up(app_configs, **kwargs):
    if settings.SIGN_UP not in SIGN_UP_VALUES:
        hint = f"Set it to one of {', '.join(SIGN_UP_VALUES)}."
        return [Error(f"SIGN_UP is {settings.SIGN_UP!r}.", hint=hint, id="accounts.E001")]
    if settings.SIGN_UP == "domain" and not settings.SIGN_UP_DOMAINS:
        hint = "List them in SIGN_UP_DOMAINS, with commas: example.org,example.com."
        return [Error("SIGN_UP is by domain, but no domain is named.", hint=hint, id="accounts.E002")]
    return []


@register(Tags.security, deploy=True)
def check_mail_leaves(app_configs, **kwargs):
    """Addresses are confirmed by mail: where mail goes to files, nobody from outside gets in."""
    if settings.SIGN_UP == "closed" or not settings.MAIL_SENDER.endswith("filebased.EmailBackend"):
        return []
    hint = "Set EMAIL_URL to your mail server, or SIGN_UP=closed."
    return [Warning("Sign-up is open, but mails only go to files.", hint=hint, id="accounts.W001")]
