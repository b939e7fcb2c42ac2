"""How a rule says no: one exception that carries a sentence a person can read."""


class Refused(Exception):  # noqa: N818 - the word of the style guide; it is an answer, not an error
    """A verb was not allowed or came too late; `str()` is the translated reason."""
