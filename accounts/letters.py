"""Mails about an account: text only, in the reader's language. They wait in the outbox with what caused them."""

from html import unescape

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts.time_zones import zone_of


def write(template, email, facts, person=None):
    """Send `account/email/<template>` there; for a person in their language and time zone."""
    language = person and person.language or translation.get_language()
    zone = zone_of(person) if person else None
    facts |= {"email": email, "site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
    with translation.override(language), timezone.override(zone):
        # Templates escape for HTML; a text mail shows what was typed.
        subject, body = (
            unescape(render_to_string(f"{template}_{part}.txt", facts)) for part in ("subject", "message")
        )
    subject = settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + " ".join(subject.split())
    EmailMessage(subject, body.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [email]).send()


def tell_of_role(person, before, by):
    if person.email:
        facts = {"before": before.label, "role": person.role.label, "by": by}
        write("account/email/role_changed", person.email, facts, person)


def tell_of_address(person, before, by=None):
    """Both addresses hear of it: whoever lost the old one must learn where the account went."""
    facts = {"from_email": before, "to_email": person.email, "by": by}
    for email in filter(None, (before, person.email)):
        write("account/email/email_changed", email, dict(facts), person)


def tell_of_browser(browser, ip):
    """A sign-in with a browser that was never seen with this person; anybody else's than theirs is a theft."""
    person = browser.person
    if person.email:
        address = settings.SITE_URL + reverse("accounts:profile")
        facts = {"user": person, "browser": browser, "ip": ip, "profile_url": address}
        write("account/email/new_browser", person.email, facts, person)
