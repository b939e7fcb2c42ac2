"""What allauth asks of this site: who may sign up, which names are fine, and how mails are sent."""

import logging
from contextlib import suppress
from smtplib import SMTPException
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import letters
from accounts.models import Browser, User

logger = logging.getLogger(__name__)

MISMATCH = _("This name and password do not go together.")


def on_this_site(url):
    """The same page under the address from the settings; the Host header is the visitor's word."""
    parts = urlsplit(str(url))
    return settings.SITE_URL + parts.path + (f"?{parts.query}" if parts.query else "")


def refuse_foreign_domain(email):
    """Where only some domains may sign up, say which."""
    if settings.SIGN_UP == "domain" and email.rpartition("@")[2].lower() not in settings.SIGN_UP_DOMAINS:
        sentence = gettext("Only addresses at %(domains)s are welcome here.")
        raise ValidationError(sentence % {"domains": ", ".join(settings.SIGN_UP_DOMAINS)})


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": MISMATCH,
        "username_password_mismatch": MISMATCH,
        "username_taken": _("Somebody has this username already."),
        "duplicate_email": _("This is your address already."),
        "enter_current_password": _("This is not your current password."),
        "invalid_password_reset": _("This link has been used or is too old."),
        "too_many_login_attempts": _("Too many attempts. Please wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request):
        return settings.SIGN_UP in ("open", "domain")

    def clean_username(self, username, shallow=False):
        return super().clean_username(User.normalize_username(username), shallow)

    def save_user(self, request, user, form, commit=True):
        user.name = form.cleaned_data.get("name", "")
        user.language = translation.get_language() or ""
        return super().save_user(request, user, form, commit)

    def set_password(self, user, password):
        user.set_password(password)
        user.save(update_fields=["password"])

    def confirm_email(self, request, email_address):
        """Of two accounts that confirm one address, the second is told instead of failing."""
        with suppress(IntegrityError), transaction.atomic():
            return super().confirm_email(request, email_address)
        sentence = gettext("%(email)s belongs to another account.") % {"email": email_address.email}
        messages.error(request, sentence)
        return False

    def get_password_change_redirect_url(self, request):
        return reverse("accounts:profile")

    def get_email_verification_redirect_url(self, email_address):
        return reverse("accounts:profile" if self.request.user.is_authenticated else "account_login")

    def send_mail(self, template_prefix, email, context):
        """A mail server that is down must not break the page."""
        links = {name: on_this_site(value) for name, value in context.items() if name.endswith("_url")}
        try:
            letters.write(template_prefix, email, context | links, context.get("user"))
        except (SMTPException, OSError):
            logger.exception("The mail %s could not be sent.", template_prefix)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Security mails, in the language of the account; of a changed address both addresses hear."""
        facts = {"user": user} | (context or {})
        super().send_notification_mail(template_prefix, user, facts, email or user.email)
        if "to_email" in facts:
            super().send_notification_mail(template_prefix, user, facts, facts["to_email"])

    def post_login(self, request, user, **kwargs):
        """Somebody signed in: the owner hears of it where this browser was not seen with them before."""
        response = super().post_login(request, user, **kwargs)
        token = Browser.token_of(request)
        browser, is_news = Browser.objects.note(user, token, request.headers.get("User-Agent", ""))
        browser.remember(response, token)
        if is_news:
            letters.tell_of_browser(browser, self.get_client_ip(request))
        return response

    def send_welcome_mail(self, user):
        """Somebody made this account: the person chooses the password by a link only they get."""
        key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
        facts = {"user": user, "password_reset_url": reverse("account_reset_password_from_key", kwargs=key)}
        self.send_mail("account/email/welcome", user.email, facts)

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Failures count for the account, not for the spelling or the host they were tried under."""
        name = (credentials.get("email") or credentials.get("username") or "").strip()
        known = User.objects.called(name).values_list("pk", flat=True).first()
        return f"account {known}" if known else f"name {User.normalize_username(name)}"
