"""What counts as the same page when two keepings of a site are compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from journeys.comparing_sites import hunks, read_allowed
from journeys.normalizing import flex_classes, normalized


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param('<p class="a  b" id="c">', '<p\n  id=c\n  class="a b">', id="inside a tag"),
        pytest.param("<ul><li>one</li><li>two</li></ul>", "<ul>\n  <li> one\n  </li>\n  <li>two</li>\n</ul>", id="between blocks"),
        pytest.param("<p>one two <b>three</b></p>", "<p>one\n  two\n  <b>three </b>\n</p>", id="in runs and at the end of a line"),
        pytest.param("<p>one <b>two</b></p>", "<p>one <b> two</b></p>", id="after a space that is drawn"),
        pytest.param("<button>one</button>", "<button>\n  one\n</button>", id="inside a button"),
        pytest.param("<p>one<br>two</p>", "<p>one <br>\n two</p>", id="where a line is broken"),
        pytest.param('<div class="row"><a>one</a><a>two</a></div>', '<div class="row"> <a>one</a>\n<a>two</a> </div>', id="in a row"),
        pytest.param("<p>one</p>", "<p><!-- why -->one</p>", id="a comment"),
        pytest.param('<link href="/static/a.css?v=0a1b">', '<link href="/static/a.css?v=2c3d">', id="the version of a file"),
    ],
)
def test_white_space_that_draws_nothing_is_no_difference(before: str, after: str):
    assert normalized(before, flex=frozenset({"row"})) == normalized(after, flex=frozenset({"row"}))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("<a>one</a> <a>two</a>", "<a>one</a><a>two</a>", id="between links"),
        pytest.param("<p>one <b>two</b></p>", "<p>one<b>two</b></p>", id="before bold words"),
        pytest.param("<button>one</button> <button>two</button>", "<button>one</button><button>two</button>", id="between buttons"),
        pytest.param("<p>one\u3000two</p>", "<p>one two</p>", id="a full-width space"),
        pytest.param("<p>one&nbsp;two</p>", "<p>one two</p>", id="a space that does not break"),
        pytest.param("<pre>one\n two</pre>", "<pre>one two</pre>", id="in preformatted text"),
        pytest.param("<textarea> one</textarea>", "<textarea>one</textarea>", id="in a field"),
        pytest.param('<a title="one  two">', '<a title="one two">', id="in what a screen reader says"),
    ],
)
def test_white_space_that_is_drawn_is_a_difference(before: str, after: str):
    assert normalized(before) != normalized(after)


def test_a_difference_is_told_once_for_each_place_with_what_stood_there():
    before, after = (normalized(page) for page in ("<p>one <b>two</b> three</p><p>four</p>", "<p>one<b>two</b> three</p><p>five</p>"))

    assert list(hunks(before, after)) == [("one  → one", True), ("four → five", False)]


def test_classes_that_lay_out_their_children_are_read_from_the_style_sheet():
    style = "  .row, .tags { gap: 1rem; display: flex; }\n  .row a { display: flex; }\n  .plain { display: block; }\n"

    assert flex_classes(style) == frozenset({"row", "tags"})


def test_what_may_differ_is_a_regular_expression_with_a_reason(tmp_path: Path):
    (tmp_path / "allowed").write_text("# comment\n\n/trail/ .* → 409 # refused is 409\n")
    (tmp_path / "wanting").write_text("/trail/\n")

    assert [rule.pattern for rule in read_allowed(tmp_path / "allowed")] == ["/trail/ .* → 409"]
    with pytest.raises(SystemExit, match="wanting:1: say after ` # ` why this may differ"):
        read_allowed(tmp_path / "wanting")
