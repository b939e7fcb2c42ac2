"""manage.py project_report NAME: a project's figures and tickets as one HTML file, for printing or sending on."""

from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from accounts.models import User
from accounts.time_zones import zone_or_none
from groups.models import Project
from tickets.figures import scopes
from tickets.figures.periods import Period
from ticketsite.numbers.files import TICKETS, page_of


class Command(BaseCommand):
    help = "Writes the report of a project as HTML that needs no other file, as its manager or --as somebody sees it."

    def add_arguments(self, parser):
        parser.add_argument("name", help="the project's name")
        parser.add_argument(
            "--group", help="the name of its group, where several have a project of this name"
        )
        parser.add_argument(
            "--as", dest="reader", metavar="USERNAME", help="whose eyes; its manager's unless given"
        )
        parser.add_argument("--since", type=date.fromisoformat, help="first day (YYYY-MM-DD); its beginning")
        parser.add_argument("--until", type=date.fromisoformat, help="last day; today")
        parser.add_argument(
            "-o", "--output", type=Path, help="the file to write; standard output unless given"
        )

    def handle(self, name, group, reader, since, until, output, **options):
        project = self.find(name, group)
        reader = self.reader(reader) if reader else project.manager
        if not Project.objects.visible_to(reader).filter(pk=project.pk).exists():
            raise CommandError(f"{reader.username} does not see this project.")
        with timezone.override(zone_or_none(reader.time_zone) or timezone.get_default_timezone()):
            usual = Period.since(timezone.localdate(project.created_at))
            period = Period(since or usual.first, until or usual.last)
            if period.last < period.first:
                raise CommandError("The last day lies before the first one.")
            with translation.override(reader.language or translation.get_language()):
                page, is_cut = page_of(scopes.of_project(reader, project), reader, period)
        self.write(page, output)
        if is_cut:
            self.stderr.write(
                f"Only the newest {TICKETS} tickets are in it; take a shorter period for the rest."
            )

    def find(self, name, group):
        found = Project.objects.called(name).select_related("group", "manager")
        if group:
            found = [project for project in found if project.group.name.lower() == group.lower()]
        if not found:
            raise CommandError(f"There is no project {name!r}.")
        if len(found) > 1:
            groups = ", ".join(sorted(project.group.name for project in found))
            raise CommandError(
                f"Several groups have a project of this name: {groups}. Say which with --group."
            )
        return found[0]

    def reader(self, username):
        person = User.objects.active().filter(username=username.lower()).first()
        if person is None:
            raise CommandError(f"Nobody active has the username {username!r}.")
        return person

    def write(self, page, output):
        if output is None:
            self.stdout.write(page)
            return
        try:
            output.write_text(page)
        except OSError as trouble:
            raise CommandError(f"{output} cannot be written: {trouble.strerror}") from trouble
        self.stderr.write(f"{output} is written.")
