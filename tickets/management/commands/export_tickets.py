"""Takes tickets out of the site into a file, with the eyes of whoever runs the server: everything there is."""

from datetime import UTC, datetime, time
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_date

from groups.models import Group, Project
from tickets.exports import formats
from tickets.models import Ticket
from tickets.statuses import Status

OLDEST_FIRST = ("pk",)  # a key never changes, so what happens meanwhile doubles and skips nothing


class Command(BaseCommand):
    help = (
        "Export tickets: a table (csv, xlsx), or everything for import_tickets (jsonl). See docs/export.md."
    )

    def add_arguments(self, parser):
        parser.add_argument("--group", metavar="NAME", help="only of this group")
        parser.add_argument(
            "--project", metavar="NAME", help="only of this project; with --group where two share a name"
        )
        parser.add_argument(
            "--status", action="append", choices=Status.values, help="only these; repeat for several"
        )
        parser.add_argument(
            "--since", metavar="YYYY-MM-DD", help="only what changed on this day (UTC) or later"
        )
        parser.add_argument("--format", choices=[*formats.FORMATS], help="by the ending of FILE, else csv")
        parser.add_argument(
            "-o", "--output", type=Path, metavar="FILE", help="else the output of the command"
        )

    def handle(self, *, group, project, status, since, output, **options):
        kind = options["format"] or self.kind_of(output)
        tickets = Ticket.objects.all() if kind == formats.JSONL else Ticket.objects.kept()
        if group or project:
            tickets = tickets.at(**self.place(group, project))
        if status:
            tickets = tickets.filter(status__in=status)
        if since:
            tickets = tickets.filter(updated_at__gte=self.start_of(since))
        whole = not (group or project or status or since)
        if output:
            self.write_to(output, tickets, kind, whole)
        elif kind == formats.XLSX:
            raise CommandError("A workbook needs a file: -o FILE")
        else:
            for piece in formats.pieces(tickets, OLDEST_FIRST, kind, whole=whole):
                self.stdout.write(piece.decode(), ending="")

    def write_to(self, path, tickets, kind, whole):
        try:
            with path.open("wb") as file:
                formats.write(file, tickets, OLDEST_FIRST, kind, whole)
        except OSError as trouble:
            raise CommandError(f"{path}: {trouble.strerror}") from None

    def kind_of(self, output):
        ending = output.suffix.lstrip(".").lower() if output else ""
        return ending if ending in formats.FORMATS else formats.CSV

    def place(self, group_name, project_name):
        """The group or project; a name that fits none or several is told."""
        place = {}
        if group_name:
            place["group"] = self.only(Group.objects.called(group_name), "group", group_name)
        if project_name:
            place["project"] = self.only(
                Project.objects.filter(**place).called(project_name), "project", project_name
            )
        return place

    def only(self, found, kind, name):
        found = list(found[:2])
        if len(found) != 1:
            raise CommandError(f"There {'are several' if found else 'is no'} {kind} called {name!r}.")
        return found[0]

    def start_of(self, text):
        try:
            day = parse_date(text)
        except ValueError:
            day = None
        if day is None:
            raise CommandError(f"--since: a day like 2026-01-31 is wanted, not {text!r}.")
        return datetime.combine(day, time.min, UTC)
