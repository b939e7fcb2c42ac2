"""Markdown from people made safe to show: markdown-it without raw HTML, then nh3 with a short list."""

import re
import threading
from urllib.parse import quote

from django.utils.html import format_html
from django.utils.safestring import SafeString

from ticketsite.kit.text import PROSE_LIMIT, clean_text

# Goes up whenever the same text would give other HTML, so that stored HTML can be told to be old.
RENDERER_VERSION = 2

# A username as its own rule has it; the full stop of a sentence is no part of it.
REFERENCE = re.compile(
    r"(?a:(?<![\w&/#])#(?P<number>[1-9][0-9]{0,11})(?!\w))"
    r"|(?<![\w@/.+-])@(?P<name>[\w+-]+(?:\.[\w+-]+)*)"
)
PERSON_ADDRESS = "/me/people/by-name/"

TAGS = {
    *("a", "blockquote", "br", "code", "del", "em", "h3", "h4", "h5", "h6", "hr", "input", "label"),
    *("li", "ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul"),
}
ATTRIBUTES = {"a": {"href", "title"}, "code": {"class"}, "ol": {"start"}}
FIXED_VALUES = {
    "input": {"type": {"checkbox"}, "disabled": {"disabled"}, "checked": {"checked"}},
    "td": {"align": {"left", "center", "right"}},
    "th": {"align": {"left", "center", "right"}},
}
CLASSES = {"ul": {"contains-task-list"}, "ol": {"contains-task-list"}, "li": {"task-list-item"}}
LANGUAGE = re.compile(r"language-[\w+#.-]{1,30}", re.ASCII)

# A parser keeps state in its link finder, so threads do not share one.
_parsers = threading.local()


def render(text):
    """HTML for a text of any origin; a text over the limit is shown as it was typed."""
    text = clean_text(text)
    if len(text) > PROSE_LIMIT:
        return format_html("<pre>{}</pre>", text)
    return SafeString(_sanitised(_parser().render(text)))


def mentions(text):
    """The usernames that a text names with @, as typed; not those in code or links."""
    if "@" not in text or len(text) > PROSE_LIMIT:
        return set()
    tokens = _parser().parse(clean_text(text))
    links = (link for block in tokens for link in block.children or () if "mention" in link.meta)
    return {link.meta["mention"] for link in links}


def _sanitised(html):
    import nh3

    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_keep_attribute,
        tag_attribute_values=FIXED_VALUES,
        allowed_classes=CLASSES,
        link_rel="nofollow noopener ugc",
        url_schemes={"http", "https", "mailto", "tel"},
    )


def _keep_attribute(tag, attribute, value):
    """The one class whose values cannot be listed is the language of a code block."""
    if (tag, attribute) == ("code", "class") and not LANGUAGE.fullmatch(value):
        return None
    return value


def _parser():
    if not hasattr(_parsers, "parser"):
        _parsers.parser = _build_parser()
    return _parsers.parser


def _build_parser():
    from markdown_it import MarkdownIt
    from mdit_py_plugins.tasklists import tasklists_plugin

    parser = MarkdownIt("js-default", {"html": False, "linkify": True, "breaks": True, "typographer": False})
    # What an endless row of brackets costs grows with this; nobody nests 20 lists.
    parser.options["maxNesting"] = 40
    # Without a scheme "readme.md" would be a link to a host in Moldova.
    parser.linkify.set({"fuzzy_link": False})
    parser.use(tasklists_plugin, label=True)
    parser.core.ruler.push("demote_headings", _demote_headings)
    parser.core.ruler.push("align_cells", _align_cells)
    # Before escaped characters join the text around them: `\#12` is no reference.
    parser.core.ruler.before("text_join", "link_references", _link_references)
    parser.add_render_rule("image", _image_as_link)
    return parser


def _demote_headings(state):
    """The page has its own h1 and h2."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"


def _align_cells(state):
    """The content security policy refuses style attributes, so a column's side is `align`."""
    for token in state.tokens:
        if token.type in ("td_open", "th_open") and "style" in token.attrs:
            token.attrs = {"align": str(token.attrs["style"]).removeprefix("text-align:")}


def _image_as_link(renderer, tokens, index, options, env):
    """An image elsewhere would tell its server who reads the ticket."""
    from markdown_it.common.utils import escapeHtml

    source = str(tokens[index].attrs.get("src", ""))
    name = renderer.renderInlineAsText(tokens[index].children or [], options, env) or source
    return f'<a href="{escapeHtml(source)}">{escapeHtml(name)}</a>'


def _link_references(state):
    """`#123` and `@ana` in running text lead there, whether or not there is one: looking would tell."""
    for block in state.tokens:
        if block.type == "inline" and block.children and ("#" in block.content or "@" in block.content):
            block.children = list(_with_reference_links(block.children))


def _with_reference_links(tokens):
    inside_link = 0
    for token in tokens:
        inside_link += (token.type == "link_open") - (token.type == "link_close")
        if token.type == "text" and not inside_link:
            yield from _split_references(token)
        else:
            yield token


def _split_references(token):
    end = 0
    for match in REFERENCE.finditer(token.content):
        yield _text(token.content[end : match.start()], token.level)
        yield from _link(match, token.level)
        end = match.end()
    yield _text(token.content[end:], token.level)


def _link(match, level):
    from markdown_it.token import Token

    number, name = match["number"], match["name"]
    address = f"/tickets/{number}/" if number else f"{PERSON_ADDRESS}{quote(name)}/"
    meta = {} if number else {"mention": name}
    yield Token("link_open", "a", 1, attrs={"href": address}, meta=meta, level=level)
    yield _text(match[0], level + 1)
    yield Token("link_close", "a", -1, level=level)


def _text(content, level):
    from markdown_it.token import Token

    return Token("text", "", 0, content=content, level=level)
