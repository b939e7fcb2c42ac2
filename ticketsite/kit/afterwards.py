"""What is done once the answer to a request is on its way, so that nobody waits for it."""

import logging
from contextvars import ContextVar

from django.core.signals import request_finished, request_started

logger = logging.getLogger(__name__)
_waiting = ContextVar("waiting", default=None)


def afterwards(act):
    """Call `act` after the answer, or at once where no request is being answered.

    It may be lost with its process: only for what somebody else makes up for.
    """
    waiting = _waiting.get()
    if waiting is None:
        act()
    else:
        waiting.append(act)


def _begin(**_signal):
    _waiting.set([])


def _finish(**_signal):
    waiting = _waiting.get() or ()
    _waiting.set(None)
    for act in waiting:
        try:
            act()
        except Exception:  # one that fails must not keep the others back
            logger.exception("What was left for after the answer failed")


request_started.connect(_begin, dispatch_uid="afterwards")
request_finished.connect(_finish, dispatch_uid="afterwards")
