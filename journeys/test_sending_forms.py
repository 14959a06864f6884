"""Which forms of a page are sent when a site is kept, and with what."""

from __future__ import annotations

from journeys.sending_forms import AS_DRAWN, EMPTIED, forms_of

PAGE = """
<form method="get" action="/search/"><input name="q"></form>
<form method="post"><input type="hidden" name="token" value="t"><input name="title" value="One &amp; two"><input type="file" name="file">
<input type="checkbox" name="is_public" checked><input type="radio" name="kind" value="a"><input type="radio" name="kind" value="b" checked>
<select name="language"><option value="ja">Japanese</option><option value="en" selected>English</option></select>
<textarea name="words">
first
second</textarea><button>Save</button></form>
<form method="post" action="remove/"><button name="sure" value="yes">Remove</button><button name="sure" value="no">Keep</button></form>
<form method="post" action="remove/"><button name="sure" value="maybe">Remove</button></form>
"""


def test_the_first_form_for_each_address_is_sent_as_drawn_and_emptied():
    assert [(form.action, form.data(AS_DRAWN), form.data(EMPTIED)) for form in forms_of(PAGE, path="/one/?page=2")] == [
        (
            "/one/?page=2",
            {"token": ["t"], "title": ["One & two"], "is_public": ["on"], "kind": ["b"], "language": ["en"], "words": ["first\nsecond"]},
            {"token": ["t"], "title": [""], "language": [""], "words": [""]},
        ),
        ("/one/remove/", {"sure": ["yes"]}, {"sure": ["yes"]}),
    ]
