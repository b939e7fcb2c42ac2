"""Recompute guardian's rows from the ranks and report where they differed."""

from django.core.management.base import BaseCommand, CommandError

from groups import repair


class Command(BaseCommand):
    help = "Makes every person's permissions on groups follow their ranks; tells what differed."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="Only tell; exit with 1 where rows differ.")

    def handle(self, *, check, **options):
        rows = repair.drift()
        for user, group, missing, surplus in repair.people_and_groups(rows):
            self.stdout.write(told(user, group, missing, surplus))
            if not check:
                repair.repair(user, group)
        if check and rows:
            raise CommandError(f"{len(rows)} places differ from their ranks.")
        self.stderr.write(f"{len(rows)} places repaired." if rows else "All grants follow the ranks.")


def told(user, group, missing, surplus):
    parts = [
        f"{word} {', '.join(sorted(names))}"
        for word, names in (("missing", missing), ("surplus", surplus))
        if names
    ]
    return f"{user.username} in {group}: {'; '.join(parts)}"
