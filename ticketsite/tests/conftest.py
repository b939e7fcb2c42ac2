"""The whole cast, and one of each thing of the site: what tests of all its pages start from."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Absence
from groups.models import Invitation, Project
from tickets.models import Approver, Category, ImportBatch, Route, SavedView, Step, Ticket

# zoe is a stranger, tom holds the team's ticket, theo the desk's; see the root's conftest.py for the others.
CAST = ("zoe", "ana", "tom", "ben", "mia", "gil", "tess", "theo", "sam", "dora", "hugo", "ida", "ada")


@pytest.fixture
def cast(zoe, ana, tom, ben, mia, gil, tess, theo, sam, dora, hugo, ida, ada):
    return dict(zip(CAST, (zoe, ana, tom, ben, mia, gil, tess, theo, sam, dora, hugo, ida, ada), strict=True))


@pytest.fixture
def things(cast, facilities, it_desk, open_ticket):
    """One of each sort, at a team and at a desk."""

    def held(group, by):
        ticket = open_ticket(group=group)
        ticket.claim(by=by)
        ticket.comment(by=by, body="On it.", files=[SimpleUploadedFile("a.txt", b"x")])
        return ticket

    team, desk = held(facilities, cast["tom"]), held(it_desk, cast["theo"])
    route = Route.objects.create(name="By the HOD")
    Step.objects.create(route=route, approver=Approver.HOD)
    category = Category.objects.create(group=it_desk, name="Purchase", route=route)
    return {
        "team": team,
        "desk": desk,
        "team_comment": team.comments.get(),
        "desk_comment": desk.comments.get(),
        "team_file": team.files.get(),
        "desk_file": desk.files.get(),
        "pending": Ticket.objects.open(by=cast["ana"], group=it_desk, category=category, title="A screen"),
        "group": facilities,
        "desk_group": it_desk,
        "project": Project.objects.start(by=cast["tom"], group=facilities, name="Lamps"),
        "invitation": Invitation.objects.invite(facilities, cast["zoe"], by=cast["gil"]),
        "absence": Absence.objects.create(
            person=cast["ana"], substitute=cast["zoe"], starts_on="2030-01-01", ends_on="2030-01-09"
        ),
        "saved_view": SavedView.objects.keep(
            cast["gil"], "Lamps", page="group", group=facilities, shared_with=facilities
        ),
        "import": ImportBatch.objects.upload(
            cast["gil"], facilities, SimpleUploadedFile("old.csv", b"Subject\nLamp\n")
        ),
        "ana": cast["ana"],
        "finance": cast["ana"].department,
    }
