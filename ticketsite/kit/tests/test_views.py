import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import Http404
from django.test import RequestFactory

from ticketsite.kit.refusals import Refused
from ticketsite.kit.text import LineField
from ticketsite.kit.views import FormVerbView, VerbView


class Door:
    """Something with a page; enough of a model for a verb view."""

    class DoesNotExist(Exception):  # noqa: N818 - the name it has on a model
        pass

    visible = True

    def get_absolute_url(self):
        return "/doors/1/"


class VisibleDoor:
    """Stands in for a queryset: the door, or 404 once it is out of sight."""

    def get_object(self, queryset=None):
        if not self.door.visible:
            raise Http404
        return self.door


class OpenView(VisibleDoor, VerbView):
    done = "The door is open."


class ReasonForm(forms.Form):
    reason = LineField(max_length=10)


class CloseView(VisibleDoor, FormVerbView):
    form_class = ReasonForm
    done = "The door is closed."

    def render_to_response(self, context):
        return context


def call(view_class, act, data=None, method="post", door=None):
    """The answer of a view whose act is this function, and the messages it left."""
    request = getattr(RequestFactory(), method)("/doors/1/act/", data or {})
    request.user = "ana"
    request._messages = CookieStorage(request)
    view = type("Act", (view_class,), {"act": act, "door": door or Door()})
    return view.as_view()(request), [str(message) for message in get_messages(request)]


def do_nothing(self, obj, by, **data):
    return None


def refuse(self, obj, by, **data):
    raise Refused("It is locked.")


def vanish(self, obj, by, **data):
    obj.visible = False


def test_a_verb_acts_says_so_and_shows_the_object():
    acts = []

    answer, said = call(OpenView, lambda self, obj, by: acts.append((type(obj), by)))

    assert acts == [(Door, "ana")]
    assert (answer.status_code, answer.url, said) == (302, "/doors/1/", ["The door is open."])


def test_a_refusal_is_told_where_the_visitor_came_from():
    answer, said = call(OpenView, refuse, {"next": "/home/?q=1"})

    assert (answer.status_code, answer.url, said) == (302, "/home/?q=1", ["It is locked."])


@pytest.mark.parametrize(
    "evil", ("https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", "\x00")
)
def test_next_leads_nowhere_but_to_this_site(evil):
    answer, _ = call(OpenView, do_nothing, {"next": evil})

    assert answer.url == "/doors/1/"


def test_what_the_act_returns_is_where_it_goes_on():
    assert call(OpenView, lambda self, obj, by: "/doors/2/")[0].url == "/doors/2/"


@pytest.mark.parametrize("data", ({}, {"next": "/doors/1/"}))
def test_an_object_that_left_the_visitors_sight_does_not_end_in_a_404(data):
    answer, said = call(OpenView, vanish, data)

    assert (answer.status_code, answer.url, said) == (302, "/", ["The door is open."])


def test_an_object_deleted_in_between_is_a_404():
    def too_late(self, obj, by):
        raise Door.DoesNotExist

    with pytest.raises(Http404):
        call(OpenView, too_late)


def test_what_is_out_of_sight_is_a_404():
    door = Door()
    door.visible = False

    with pytest.raises(Http404):
        call(OpenView, do_nothing, door=door)
    with pytest.raises(Http404):
        call(CloseView, do_nothing, door=door, method="get")


@pytest.mark.parametrize("method", ("get", "head", "put", "delete", "patch"))
def test_a_verb_changes_nothing_without_a_post(method):
    assert call(OpenView, refuse, method=method)[0].status_code == 405


def test_a_verb_with_a_form_shows_it_first():
    context, _ = call(CloseView, refuse, {"next": "/home/"}, method="get")

    assert (type(context["object"]), context["form"].is_bound, context["next"]) == (Door, False, "/home/")


def test_the_form_reaches_the_act_clean():
    acts = []

    answer, said = call(CloseView, lambda self, obj, by, reason: acts.append(reason), {"reason": " Cold "})

    assert acts == ["Cold"]
    assert (answer.url, said) == ("/doors/1/", ["The door is closed."])


def test_bad_input_acts_not_and_keeps_what_was_typed():
    context, said = call(CloseView, refuse, {"reason": "much too long"})

    assert context["form"]["reason"].value() == "much too long"
    assert list(context["form"].errors) == ["reason"]
    assert said == []


def test_a_refusal_stands_on_the_form_with_what_was_typed():
    context, said = call(CloseView, refuse, {"reason": "Cold"})

    assert context["form"].non_field_errors() == ["It is locked."]
    assert context["form"]["reason"].value() == "Cold"
    assert said == []
