"""The cast of the tests: who everybody is, and the few places they meet in.

*ana* raises tickets in Facilities and at the IT desk, from Finance. *tom* and *ben* work in Facilities,
*mia* is authorised there, *gil* runs it. *hugo* heads Finance, *ida* is an IT Head, *ada* an Admin.
*tess* and *theo* are technicians of the IT desk, *sam* is its senior, *dora* its head. *zoe* is a stranger.
"""

import itertools
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone, translation

from accounts.models import Department, Role, User
from groups.models import Group, Membership
from groups.ranks import Kind, Rank
from tickets.models import Ticket

# Browser, axe, pictures, markers.
pytest_plugins = ("ticketsite.testing",)

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _migrated_rows_again(request):
    """Tests that commit empty every table at their end: the next one puts back what a migration put."""
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & {*request.fixturenames}
    if commits or (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("transactional_db")
        import_module("groups.migrations.0002_universal_group").make(apps, None)
        import_module("tickets.migrations.0007_classic_routes").make(apps, None)


@pytest.fixture(autouse=True)
def _no_time_zone_left_over():
    """A page leaves its reader's time zone and language standing until the next request of its thread."""
    yield
    timezone.deactivate()
    translation.deactivate()


@pytest.fixture
def make_user(db):
    """make_user("ana", role=..., department=...): an active person with PASSWORD."""

    def make(username, **fields):
        fields.setdefault("name", username.capitalize())
        return User.objects.create_user(username, f"{username}@example.org", PASSWORD, **fields)

    return make


@pytest.fixture
def finance(db):
    return Department.objects.create(name="Finance")


@pytest.fixture
def ana(make_user, finance):
    return make_user("ana", department=finance)


@pytest.fixture
def tom(make_user):
    return make_user("tom")


@pytest.fixture
def ben(make_user):
    return make_user("ben")


@pytest.fixture
def mia(make_user):
    return make_user("mia")


@pytest.fixture
def gil(make_user):
    return make_user("gil")


@pytest.fixture
def zoe(make_user):
    return make_user("zoe")


@pytest.fixture
def hugo(make_user, finance):
    return make_user("hugo", role=Role.HOD, department=finance)


@pytest.fixture
def ida(make_user):
    return make_user("ida", role=Role.IT_HEAD)


@pytest.fixture
def ada(make_user):
    return make_user("ada", role=Role.ADMIN)


@pytest.fixture
def tess(make_user):
    return make_user("tess", role=Role.TECHNICIAN)


@pytest.fixture
def theo(make_user):
    return make_user("theo", role=Role.TECHNICIAN)


@pytest.fixture
def sam(make_user):
    return make_user("sam", role=Role.TECHNICIAN)


@pytest.fixture
def dora(make_user):
    return make_user("dora", role=Role.TECHNICIAN)


@pytest.fixture
def everyone(db):
    return Group.objects.universal()


@pytest.fixture
def facilities(gil, mia, ana, tom, ben):
    """A team by invitation."""
    group = Group.objects.start(by=gil, name="Facilities", is_open=False)
    Membership.objects.enrol(group, mia, Rank.AUTHORISED)
    for person in (ana, tom, ben):
        Membership.objects.enrol(group, person)
    return group


@pytest.fixture
def it_desk(ada, dora, sam, tess, theo):
    """A service desk; its founder has handed it over."""
    desk = Group.objects.start(by=ada, name="IT desk", kind=Kind.DESK, is_open=False)
    Membership.objects.enrol(desk, dora, Rank.ADMIN)
    Membership.objects.enrol(desk, sam, Rank.AUTHORISED)
    for person in (tess, theo):
        Membership.objects.enrol(desk, person)
    desk.leave(by=ada)
    return desk


@pytest.fixture
def open_ticket(facilities, ana):
    """open_ticket(): ana raises a ticket in Facilities; takes any argument of `Ticket.objects.open`."""
    numbers = itertools.count(1)

    def make(by=ana, group=facilities, **fields):
        fields.setdefault("title", f"The lamp in room {next(numbers)} flickers")
        return Ticket.objects.open(by=by, group=group, **fields)

    return make
