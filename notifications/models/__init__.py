"""News told to people, their choices of what to hear how, and the mails that go out."""

from notifications.models.choices import Choice, GroupChoice, MailSettings, Mute
from notifications.models.mail import Mail
from notifications.models.notification import Notification, Told
from notifications.models.presence import Presence
from notifications.models.schedule import Periodic, Worker

__all__ = [
    "Choice",
    "GroupChoice",
    "Mail",
    "MailSettings",
    "Mute",
    "Notification",
    "Periodic",
    "Presence",
    "Told",
    "Worker",
]
