"""The face of the product: pictures of the main pages of a small demo organisation, each of them accessible."""

import pytest
from django.db.models import Count
from django.urls import reverse

from accounts.models import Role
from groups import seats
from groups.models import Group
from groups.ranks import Kind
from tickets.demo import building
from tickets.models import Approver, Category, Route, Ticket
from ticketsite.testing import SIZES, assert_accessible, take_pictures

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def organisation(db):
    return building.build(random_seed=1, number=200)


@pytest.fixture
def viewer(organisation):
    """The head of a department who is in most groups, reading English."""
    heads = [person for person in organisation.people if person.role == Role.HOD]
    head = max(heads, key=lambda person: person.memberships.count())
    head.language = "en"
    head.save(update_fields=["language"])
    return head


@pytest.fixture
def requests(organisation, viewer):
    """Three requests that wait for the viewer."""
    founder = next(person for person in organisation.people if person.role == Role.ADMIN)
    desk = Group.objects.start(by=founder, name="Purchasing", kind=Kind.DESK)
    route = Route.objects.over(Approver.HOD)
    purchase = Category.objects.create(group=desk, name="Purchase", route=route)
    colleagues = [
        person
        for person in organisation.people
        if person.department == viewer.department and person.role == Role.USER
    ]
    titles = ("A second screen", "A scanner for the post room", "Five licences for the drawing program")
    for person, title in zip(colleagues, titles, strict=False):
        Ticket.objects.open(by=person, group=desk, category=purchase, title=title)


def addresses(viewer):
    mine = Ticket.objects.visible_to(viewer).filter(group__in=seats.of(viewer))
    told = mine.annotate(words=Count("comments")).order_by("-words", "-pk").first()
    group = (
        Group.objects.filter(memberships__user=viewer).annotate(size=Count("tickets")).latest("size", "pk")
    )
    return {
        "home": reverse("tickets:home"),
        "ticket": told.get_absolute_url(),
        "new-ticket": f"{reverse('tickets:new')}?group={group.pk}",
        "group": group.get_absolute_url(),
        "approvals": reverse("approvals:inbox"),
    }


def photograph(page, address, name):
    """Pictures, and what axe says of each size and colour scheme."""
    page.goto(address)
    take_pictures(page, f"main-{name}")
    for viewport in SIZES.values():
        for scheme in ("light", "dark"):
            page.set_viewport_size(viewport)
            page.emulate_media(color_scheme=scheme)
            assert_accessible(page)


@pytest.mark.parametrize("name", ("home", "ticket", "new-ticket", "group", "approvals"))
def test_screenshots_of_a_page(page_for, viewer, requests, name):
    photograph(page_for(viewer, bypass_csp=True), addresses(viewer)[name], name)


def test_screenshots_of_signing_in(page_for):
    photograph(page_for(None, bypass_csp=True), reverse("account_login"), "sign-in")
