"""Settings of sign-up that do not go together are told with a hint."""

import pytest

from accounts.checks import check_mail_leaves, check_sign_up

FILES = "django.core.mail.backends.filebased.EmailBackend"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    "sign_up, domains, ids",
    (
        ("open", [], []),
        ("closed", [], []),
        ("domain", ["example.org"], []),
        ("domain", [], ["accounts.E002"]),
        ("yes", [], ["accounts.E001"]),
    ),
)
def test_who_may_sign_up_is_checked(settings, sign_up, domains, ids):
    settings.SIGN_UP, settings.SIGN_UP_DOMAINS = sign_up, domains

    assert [(found.id, bool(found.hint)) for found in check_sign_up(None)] == [(id_, True) for id_ in ids]


@pytest.mark.parametrize(
    "sign_up, backend, ids",
    (("open", FILES, ["accounts.W001"]), ("open", SMTP, []), ("closed", FILES, [])),
)
def test_mail_that_reaches_nobody_is_warned_of(settings, sign_up, backend, ids):
    settings.SIGN_UP, settings.MAIL_SENDER = sign_up, backend

    assert [found.id for found in check_mail_leaves(None)] == ids
