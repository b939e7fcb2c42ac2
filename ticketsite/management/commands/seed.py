"""Fills the site with a living demo organisation, or takes exactly that away again."""

from functools import partial
from time import monotonic

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from approvals import demo
from groups.events import Event
from notifications.deliver import regard_as_told
from tickets.demo import building, removal
from ticketsite.scale import cast, filling


class Command(BaseCommand):
    help = "Fill the site with a demo organisation; --remove takes it away again."

    def add_arguments(self, parser):
        parser.add_argument("--if-empty", action="store_true", help="only where nobody uses the site yet")
        parser.add_argument("--random-seed", type=int, default=1, help="another number, another organisation")
        parser.add_argument("--tickets", type=int, default=building.TICKETS, help="how many (%(default)s)")
        parser.add_argument("--remove", action="store_true", help="remove the demo organisation")
        parser.add_argument(
            "--scale",
            type=int,
            metavar="N",
            help="fill an empty database with N tickets of 5,000 people, to measure with; there is no way back",
        )
        parser.add_argument(
            "--force",
            action="store_true",
            help="with --remove: where real people have tickets in a demo group, keep those and their group",
        )

    def handle(self, *, if_empty, random_seed, tickets, remove, force, scale, **options):
        if scale is not None:
            self.fill(scale, random_seed)
        elif remove:
            self.remove(force)
        elif building.is_here():
            self.stdout.write("The demo organisation is here already: nothing changed.")
        elif if_empty and building.is_in_use():
            self.stdout.write("The site is in use already: nothing changed.")
        else:
            self.build(random_seed, tickets)

    def build(self, random_seed, tickets):
        from tqdm import tqdm

        watch = partial(tqdm, total=tickets, desc="Demo tickets", unit="", leave=False, disable=None)
        organisation = building.build(random_seed, tickets, watch=watch, invent=demo.invent)
        regard_as_told(Event.objects.filter(Q(group__is_demo=True) | Q(actor__is_demo=True)))
        table = building.keep_sign_ins(organisation.sign_ins)
        self.stdout.write(
            f"The demo organisation is ready: {len(organisation.people)} people, "
            f"{len(organisation.teams) - 1} groups, {tickets} tickets.\n\n{table}\n\n"
            f"Kept in {building.sign_ins_path()}. `manage.py seed --remove` takes it all away again."
        )

    def fill(self, number, random_seed):
        from tqdm import tqdm

        if number < 1:
            raise CommandError("--scale takes a number of tickets, 1 or more.")
        if not filling.is_empty():
            raise CommandError("This database is not empty: --scale fills a new one only.")
        watch = partial(tqdm, desc="Tickets", unit="", leave=False, disable=None)
        started = monotonic()
        organisation = filling.fill(number, random_seed, watch=watch)
        seconds = monotonic() - started
        table = building.keep_sign_ins(cast.give_passwords(organisation))
        self.stdout.write(
            f"{number} tickets of {len(organisation.people)} people in {seconds:.0f} s.\n\n{table}\n\n"
            f"Kept in {building.sign_ins_path()}."
        )

    def remove(self, force):
        try:
            removed = removal.remove(force)
        except removal.Kept as obstacle:
            raise CommandError(str(obstacle)) from None
        for line in removed:
            self.stdout.write(line)
