"""Builds the demo organisation in one transaction, and keeps its sign-ins in a file for its owner only."""

import os
import random
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from tickets.demo import lives
from tickets.demo.organisation import found
from tickets.imports.ledger import Ledger
from tickets.models import Ticket

TICKETS = 400


def is_here():
    return User.objects.filter(is_demo=True).exists()


def is_in_use():
    """Whether this site belongs to somebody already: a ticket, or a person who is not an Admin."""
    return Ticket.objects.exists() or User.objects.exclude(role=Role.ADMIN).exists()


@transaction.atomic
def build(random_seed, number=TICKETS, until=None, watch=iter, invent=lives.invent):
    """People, groups and `number` tickets with their past up to `until`; gives the organisation.

    `invent` gives their lives: storeys above know more than this one of what can happen to a ticket.
    """
    dice = random.Random(random_seed)
    until = until or timezone.now()
    start = until - timedelta(days=30 * lives.MONTHS_OF_HISTORY + 20)
    start = lives.within_hours(start.replace(microsecond=0), dice)
    organisation = found(dice, start, timezone.localdate(until))
    setting = lives.Setting(dice, organisation, until)
    invented = sorted(invent(setting, number), key=lambda life: life.at)
    with Ledger(batch=max(number, 1)) as ledger:
        for life in watch(invented):
            ledger.add(life.lead())
    return organisation


def sign_ins_path():
    return settings.VAR_DIR / "demo-sign-ins.txt"


def keep_sign_ins(sign_ins):
    """Write the table where only the owner of the site's files reads it; gives the table."""
    rows = [("sign in as", "password", "to look at the site as")]
    rows += [(person.username, password, purpose) for purpose, person, password in sign_ins]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    table = "\n".join(
        "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)).rstrip() for row in rows
    )
    path = sign_ins_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(table + "\n")
    return table
