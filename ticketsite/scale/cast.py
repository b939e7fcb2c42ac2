"""The people whom a measurer signs in as, and the tickets that give each of them a full page of every list.

Of 1,000 tickets a loner would see none, of 1,000,000 a page: what grew would be the page, not its price.
"""

import secrets
from dataclasses import dataclass
from itertools import repeat

from accounts.models import User
from tickets.demo.organisation import LEADING
from tickets.statuses import Status
from ticketsite.scale.people import Place

PAGE = 26  # one row more than a page shows
FEWEST = 1_000  # tickets of a site in which so many may be settled beforehand
ENDED, STANDING = (0.4, 0.8), (0.8, 1)  # when in the history they were opened


@dataclass(frozen=True)
class Part:
    """What is settled of a ticket beforehand; chance does the rest. `status` is the one it comes to."""

    place: Place
    requester: User
    status: Status
    worker: User | None = None


def cast(organisation):
    """{what for: person}"""
    desk = organisation.desks[0].people
    return {
        "user": organisation.users[len(organisation.users) // 2],
        "loner": organisation.users[-1],
        "technician": desk[len(LEADING)],
        "desk head": desk[0],
        "HOD": next(iter(organisation.heads.values())),
        "IT Head": organisation.it_heads[0],
        "Admin": organisation.people[0],
    }


def parts(organisation, number):
    """{turn: Part}: so few that 1,000,000 tickets do not notice, so many that each list of the cast fills its page."""
    if number < FEWEST:
        return {}
    shown, desk = cast(organisation), organisation.desks[0]
    user, loner, technician = (shown[name] for name in ("user", "loner", "technician"))
    team = next(place for place in organisation.teams if user in place.people)
    ended = [
        Part(desk, loner, Status.CLOSED, technician),
        Part(desk, shown["HOD"], Status.CLOSED, technician),
        Part(team, user, Status.CLOSED, team.people[0]),
    ]
    standing = [
        Part(organisation.universal, user, Status.OPEN),
        Part(desk, loner, Status.OPEN),
        Part(desk, loner, Status.IN_PROGRESS, technician),
    ]
    return spread(ended, number, *ENDED) | spread(standing, number, *STANDING)


def spread(several, number, start, end):
    """A page of each, in turns, at even distances between these shares of all turns."""
    every = [part for page in repeat(several, PAGE) for part in page]
    return {
        int(number * (start + (end - start) * place / len(every))): part for place, part in enumerate(every)
    }


def give_passwords(organisation):
    """[(what for, person, password)]: one random password each for the cast."""
    signed = []
    for purpose, person in cast(organisation).items():
        password = secrets.token_urlsafe(12)
        person.set_password(password)
        signed.append((purpose, person, password))
    User.objects.bulk_update([person for _purpose, person, _password in signed], ["password"])
    return signed
