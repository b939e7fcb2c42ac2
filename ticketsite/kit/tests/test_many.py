"""One act on many things."""

from accounts.models import User
from ticketsite.kit.many import act_on_each
from ticketsite.kit.refusals import Refused


def test_each_thing_has_its_own_outcome(caplog):
    def verb(number):
        if number == 2:
            raise Refused("Not this one.")
        if number == 3:
            raise User.DoesNotExist
        if number == 4:
            raise ZeroDivisionError
        done.append(number)

    done = []
    outcomes = act_on_each([1, 2, 3, 4, 5], verb)

    assert done == [1, 5]
    assert [(each.thing, each.refusal) for each in outcomes] == [
        (1, ""),
        (2, "Not this one."),
        (3, "It is gone."),
        (4, "Something went wrong; it stayed as it was."),
        (5, ""),
    ]
    assert "ZeroDivisionError" in caplog.text
