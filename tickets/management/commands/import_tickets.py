"""Brings tickets of other systems into the site, with their people, times and history."""

from argparse import ArgumentTypeError
from contextlib import nullcontext
from datetime import UTC
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from groups.models import Group
from tickets.imports import desk, own, products, table
from tickets.imports.dates import DAY_FIRST, MONTH_FIRST
from tickets.imports.lines import UnreadableFile
from tickets.imports.products.reader import FIELDS
from tickets.imports.restoring import Restore
from tickets.imports.run import Run
from ticketsite.kit.refusals import Refused

MADE = {"person": "people", "group": "groups", "project": "projects", "category": "categories"}
SHOWN = 50  # bad lines that are told one by one


class Command(BaseCommand):
    help = "Import tickets from files (docs/import.md), exports of such a site among them. Safe to run again."

    def add_arguments(self, parser):
        parser.add_argument(
            "files", nargs="+", type=Path, metavar="FILE", help="JSON, CSV or TSV, packed by gzip or not"
        )
        self.add_choices(parser)
        parser.add_argument(
            "--desk",
            action="store_true",
            help="a .csv of requests: raise each at a service desk, as of now, through its approvals",
        )
        parser.add_argument(
            "--group", help="put all tickets into this group of the site; with --desk it is made"
        )
        parser.add_argument("--by", metavar="USERNAME", help="the Admin who imports (default: the first)")
        parser.add_argument(
            "--with-people",
            action="store_true",
            help="believe an export of a site of this kind about people: addresses, roles, ranks in groups",
        )
        parser.add_argument("--dry-run", action="store_true", help="tell what would happen, change nothing")

    def add_choices(self, parser):
        """What somebody may say about a file where it does not say so itself."""
        parser.add_argument("--product", metavar="NAME", help=f"one of: {', '.join(products.PRODUCTS)}")
        parser.add_argument(
            "--dates", choices=(DAY_FIRST, MONTH_FIRST), help="what comes first in 03/04/2022"
        )
        parser.add_argument(
            "--zone", default=UTC, type=zone, help="of times without one, as Europe/Paris (UTC)"
        )
        parser.add_argument("--source", metavar="NAME", help="tells two sites of one product apart")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            type=pair,
            metavar="FIELD=COLUMN",
            help=f"which column holds what; fields: {', '.join(FIELDS)}",
        )

    def handle(self, *, files, group, by, dry_run, **options):
        by, into = self.admin(by), group if options["desk"] else self.existing_group(group)
        if options["desk"]:
            self.run, self.read = desk.DeskRun(by, into or desk.NAME), table.read
        else:
            self.run = Run(by, into, dry=dry_run)
            files = self.choose(files, options)
        self.restore = Restore(by, into, believe=options["with_people"], dry=dry_run)
        self.restore.outcome = self.run.outcome
        with transaction.atomic() if dry_run else nullcontext():
            troubles = [trouble for path in files if (trouble := self.bring(path))]
            if dry_run:
                transaction.set_rollback(True)
        self.report(dry_run, troubles)
        if not self.run.outcome.read:
            raise CommandError("Nothing could be read.")

    def choose(self, files, options):
        """The files that hold tickets, to be read as the options say."""
        named = {name: options[name] for name in ("dates", "zone", "source")}
        choices = products.Choices(columns=dict(options["map"]), **named)
        self.read = lambda path: products.read(path, options["product"], choices)
        return products.beside(files, choices)

    def admin(self, username):
        admins = User.objects.admins().order_by("pk")
        found = admins.filter(username=username).first() if username else admins.first()
        if found is None:
            hint = f"{username} is not an active Admin." if username else "There is no Admin yet."
            raise CommandError(f"{hint} Imported groups and projects need one: manage.py create_admin")
        return found

    def existing_group(self, name):
        if not name:
            return None
        found = Group.objects.filter(name__iexact=name).first()
        if found is None:
            raise CommandError(f"There is no group called {name!r}.")
        return found

    def bring(self, path):
        """Import one file; gives what was wrong with the file itself, if anything."""
        from tqdm import tqdm

        try:
            run, read = (self.restore, own.read) if own.is_own(path) else (self.run, self.read)
            readings = tqdm(read(path), desc=path.name, unit=" lines", leave=False, disable=None)
            run.bring(path.name, readings)
        except UnreadableFile as trouble:
            return f"{path}: {trouble}"
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        return None

    def tell(self, sentences, more):
        for where, sentence in sentences[:SHOWN]:
            self.stderr.write(f"{where}: {sentence}")
        if len(sentences) > SHOWN:
            self.stderr.write(f"... and {len(sentences) - SHOWN} {more}")

    def report(self, dry_run, troubles):
        outcome = self.run.outcome
        self.tell(outcome.bad, "more lines")
        self.tell(folded(outcome.notes), "more remarks on tickets that came in")
        for trouble in troubles:
            self.stderr.write(trouble)
        made = ", ".join(f"{number} {MADE[kind]}" for kind, number in outcome.made.items() if number)
        self.stdout.write(
            f"{'Would import' if dry_run else 'Imported'}: {outcome.tickets} tickets, "
            f"{outcome.comments} comments. Here already: {outcome.known} tickets. "
            f"Left out: {len(outcome.bad)} lines."
        )
        if made:
            self.stdout.write(f"{'Would make' if dry_run else 'Made'}: {made}.")


def folded(notes):
    """Each remark once, where it stands first, with how often it comes again."""
    first, times = {}, {}
    for where, remark in notes:
        first.setdefault(remark, where)
        times[remark] = times.get(remark, 0) + 1
    return [
        (where, remark if times[remark] == 1 else f"{remark} ({times[remark]} times)")
        for remark, where in first.items()
    ]


def zone(name):
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ArgumentTypeError(f"there is no time zone {name!r}") from None


def pair(text):
    name, sign, column = text.partition("=")
    if name not in FIELDS or not sign or not column:
        raise ArgumentTypeError(f"{text!r} is not FIELD=COLUMN")
    return name, column
