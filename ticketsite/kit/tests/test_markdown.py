import csv
import gzip
import html.parser
import re
import sys
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ticketsite.kit.markdown import mentions, render

SAFE_ATTRIBUTES = {
    *("align", "checked", "class", "disabled", "href", "rel", "start", "title", "type"),
}
SAFE_SCHEMES = {"http", "https", "mailto", "tel"}
SCHEME = re.compile(r"\s*([a-z][a-z0-9+.\s-]*):", re.IGNORECASE)


class Dangers(html.parser.HTMLParser):
    """Collects what a browser would run, load or style."""

    def __init__(self, markup):
        super().__init__()
        self.found = []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        if tag in {"script", "img", "iframe", "style", "form", "object", "svg", "base", "link", "meta"}:
            self.found.append(tag)
        for name, value in attrs:
            scheme = SCHEME.match(value or "") if name == "href" else None
            if name not in SAFE_ATTRIBUTES or (scheme and scheme[1].lower() not in SAFE_SCHEMES):
                self.found.append(f"{tag} {name}={value}")


PROBES = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java&#10;script:alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "[a](vbscript:msgbox(1))",
    "<javascript:alert(1)>",
    "![a](javascript:alert(1))",
    "![a](data:image/svg+xml;base64,PHN2Zz4=)",
    '![a"onerror="alert(1)](x)',
    '[a](http://x "onmouseover=alert(1) x=")',
    '[a](http://x" onclick="alert(1))',
    '```"><script>alert(1)</script>\nx\n```',
    "`<script>alert(1)</script>`",
    "- [ ] <script>alert(1)</script>",
    "- [x] <input autofocus onfocus=alert(1)>",
    "|a|\n|-|\n|<style>*{}</style>|",
    "#<script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "[x]: javascript:alert(1)\n[x]",
    "http://a.b/<script>alert(1)</script>",
    "<a href='j&Tab;avascript:alert(1)'>x</a>",
    "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
)

PATHOLOGICAL = {
    "open brackets": "[" * 60_000,
    "images": "![](" * 15_000,
    "quotes": ">" * 60_000,
    "emphasis": "*a **b " * 8_000,
    "backticks": "".join("`" * n + " " for n in range(1, 340)),
    "nested lists": "".join("  " * n + "- x\n" for n in range(240)),
    "links": "[a](" * 15_000 + ")" * 15_000,
    "entities": "&" * 60_000,
    "table": "|" * 3_000 + "\n" + "|-" * 3_000 + "\n",
    "addresses": "http://" * 9_000,
    "mails": "a@" * 30_000,
    "marked brackets": "![" * 30_000,
    "declarations": "<![CDATA[" * 7_000,
    "references": "#1 " * 20_000,
}


@pytest.mark.parametrize("probe", PROBES)
def test_nothing_in_a_text_runs_or_loads(probe):
    assert Dangers(render(probe)).found == []


@given(st.text(st.sampled_from("[]()<>!#`*_~|\\\"'&;:/=- \nax1@.js\x00\ud800"), max_size=80))
def test_no_mixture_of_signs_breaks_out(text):
    assert Dangers(render(text)).found == []


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_a_hostile_text_is_rendered_in_seconds(name):
    started = time.process_time()

    render(PATHOLOGICAL[name][:65_536])

    assert time.process_time() - started < 5


def test_a_text_over_the_limit_is_shown_as_typed():
    assert render("**<b>**" + "x" * 65_536).startswith("<pre>**&lt;b&gt;**xxx")


def test_a_number_behind_a_backslash_is_no_ticket():
    assert render(r"See \#12") == "<p>See #12</p>\n"


def test_tickets_are_linked_in_running_text_only():
    assert render("See #12, not a#13 or `#14`, [#15](/x) or **#17**") == (
        '<p>See <a href="/tickets/12/" rel="nofollow noopener ugc">#12</a>, not a#13 or <code>#14</code>, '
        '<a href="/x" rel="nofollow noopener ugc">#15</a> or '
        '<strong><a href="/tickets/17/" rel="nofollow noopener ugc">#17</a></strong></p>\n'
    )


def test_an_image_is_a_link_to_it():
    assert render("![The *screen*](https://example.org/a.png)") == (
        '<p><a href="https://example.org/a.png" rel="nofollow noopener ugc">The screen</a></p>\n'
    )


def test_headings_leave_room_for_the_headings_of_the_page():
    assert render("# One\n\n##### Five") == "<h3>One</h3>\n<h6>Five</h6>\n"


def test_a_task_has_a_box_with_a_label():
    assert render("- [x] done") == (
        '<ul class="contains-task-list">\n<li class="task-list-item"><label>'
        '<input checked="checked" disabled="disabled" type="checkbox"> done</label></li>\n</ul>\n'
    )


def test_a_column_keeps_its_side_without_a_style():
    assert '<td align="right">1</td>' in render("|a|\n|-:|\n|1|")


def test_code_keeps_its_language_and_nothing_else():
    assert render("```c++ btn\nx\n```") == '<pre><code class="language-c++">x\n</code></pre>\n'
    assert render("```x<y\nx\n```") == "<pre><code>x\n</code></pre>\n"


def test_a_single_newline_is_a_line_break():
    assert render("one\ntwo") == "<p>one<br>\ntwo</p>\n"


def test_only_an_address_with_a_scheme_is_linked():
    assert render("readme.md or http://e.org") == (
        '<p>readme.md or <a href="http://e.org" rel="nofollow noopener ugc">http://e.org</a></p>\n'
    )


def test_threads_do_not_disturb_each_other():
    texts = [f"http://host{n}.org/ and me{n}@e.org " * 20 for n in range(8)]
    expected = [render(text) for text in texts]
    wrong = []

    def check(number):
        for _ in range(10):
            if render(texts[number]) != expected[number]:
                wrong.append(number)

    threads = [threading.Thread(target=check, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []


@pytest.mark.shared_data
def test_real_hostile_texts_are_harmless(shared_data):
    csv.field_size_limit(sys.maxsize)
    with gzip.open(shared_data / "sumo_edge_cases.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))

    assert len(rows) == 109
    for row in rows:
        for text in (row["title"], row["content"], row["content"][:65_000]):
            assert Dangers(render(text)).found == []


def test_a_name_after_an_at_leads_to_the_person_and_code_links_and_addresses_do_not():
    link = '<a href="/me/people/by-name/{0}/" rel="nofollow noopener ugc">@{0}</a>'

    assert render("@ana, **@ben.k**. `@code`") == (
        f"<p>{link.format('ana')}, <strong>{link.format('ben.k')}</strong>. <code>@code</code></p>\n"
    )
    text = "@ana_b, ask @Jörg. ana@example.org [@link](/x) `@code` \\@escaped /@path @@twice"
    assert mentions(text) == {"ana_b", "Jörg"}
