"""One act on many things, each in its own transaction: one that is refused or fails harms none of the others."""

import logging
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext

from ticketsite.kit.refusals import Refused

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    thing: object
    refusal: str = ""


def act_on_each(things, verb):
    """An `Outcome` for each thing: done, or the sentence that says why not."""
    return [Outcome(thing, _act(thing, verb)) for thing in things]


def _act(thing, verb):
    try:
        verb(thing)
    except Refused as refusal:
        return str(refusal)
    except ObjectDoesNotExist:
        return gettext("It is gone.")
    except Exception:
        logger.exception("%r could not be acted on", thing)
        return gettext("Something went wrong; it stayed as it was.")
    return ""
