"""What is left for after the answer."""

import pytest
from django.core.signals import request_finished, request_started
from django.http import HttpResponse

from ticketsite.kit.afterwards import afterwards

pytestmark = pytest.mark.django_db  # the signals of a request look after connections


@pytest.fixture
def done():
    return []


def test_it_is_done_when_the_answer_is_closed_and_a_failure_keeps_nothing_back(done, caplog):
    request_started.send(None)
    afterwards(lambda: done.append("one"))
    afterwards(lambda: done.append(1 / 0))
    afterwards(lambda: done.append("two"))
    assert done == []

    HttpResponse().close()

    assert done == ["one", "two"]
    assert "ZeroDivisionError" in caplog.text


def test_without_a_request_it_is_done_at_once(done):
    afterwards(lambda: done.append("now"))

    assert done == ["now"]


def test_what_an_unfinished_request_left_is_not_done_by_the_next(done):
    request_started.send(None)
    afterwards(lambda: done.append("lost"))
    request_started.send(None)

    request_finished.send(None)

    assert done == []
