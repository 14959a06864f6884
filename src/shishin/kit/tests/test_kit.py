"""Components draw what the look says, and refuse wrong use."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from shishin.kit.icons import SHAPES, NoSuchIcon, draw_icon
from shishin.kit.tests.drawing import one_line


def draw(source, **context):
    return Template(source).render(Context(context))


def test_an_icon_carries_its_shape_and_is_not_read_aloud():
    drawn = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M4 12.5 10 18 20 7"/></svg>'

    assert draw('{% icon "check" %}') == drawn
    assert draw_icon("check") == drawn


def test_an_unknown_icon_lists_the_right_ones():
    with pytest.raises(TemplateSyntaxError, match=r"icon has no name 'smile'. Use one of: alert, arrow, check"):
        draw('{% icon "smile" %}')
    with pytest.raises(NoSuchIcon, match=", ".join(SHAPES)):
        draw_icon("smile")


def test_the_head_of_a_table_has_a_column_for_each_label_that_is_not_empty():
    drawn = draw('{% table_head _("Name") price none %}', price="<Price>")

    assert one_line(drawn) == (
        '<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Name</th>'
        '<th role="columnheader" scope="col">&lt;Price&gt;</th></tr></thead>'
    )


def test_a_callout_has_a_tone_a_title_and_a_body():
    drawn = draw('{% callout tone="warning" title=title %}<p>Read it.</p>{% end_callout %}', title="Soon <over>")

    assert one_line(drawn) == (
        f'<div class="callout callout-warning">{draw_icon("alert")}'
        '<div><p class="callout-title">Soon &lt;over&gt;</p><p>Read it.</p></div></div>'
    )


def test_a_callout_without_a_tone_informs():
    drawn = draw("{% callout %}<p>So.</p>{% end_callout %}")

    assert one_line(drawn) == f'<div class="callout">{draw_icon("info")}<div><p>So.</p></div></div>'


def test_a_callout_refuses_an_unknown_tone():
    with pytest.raises(TemplateSyntaxError, match=r"callout has no tone 'pink'. Use one of: information, success, warning, danger"):
        draw('{% callout tone="pink" %}x{% end_callout %}')


def test_a_state_tag_brings_the_icon_of_its_tone():
    assert draw('{% state_tag "In force" "success" %}') == f'<span class="tag tag-success">{draw_icon("check")}In force</span>'
    assert draw('{% state_tag "Old" "warning" "history" %}') == f'<span class="tag tag-warning">{draw_icon("history")}Old</span>'
    assert draw('{% state_tag "Met" "success" "" %}') == '<span class="tag tag-success">Met</span>'
    assert draw("{% state_tag text %}", text="<Draft>") == '<span class="tag">&lt;Draft&gt;</span>'


def test_a_state_tag_refuses_an_unknown_tone():
    with pytest.raises(TemplateSyntaxError, match="state_tag has no tone 'loud'"):
        draw('{% state_tag "x" "loud" %}')


def test_a_day_is_a_time_that_machines_read_too():
    day = date(2022, 3, 31)

    assert draw("{% day day %}", day=day) == '<time datetime="2022-03-31">31 March 2022</time>'
    with translation.override("ja"):
        assert draw("{% day day era=True %}", day=day) == '<time datetime="2022-03-31">2022年（令和4年）3月31日</time>'
        assert draw("{% day day weekday=True year=False %}", day=day) == '<time datetime="2022-03-31">3月31日（木）</time>'


def test_a_moment_is_drawn_on_the_clock_of_the_site():
    late = datetime(2022, 3, 31, 15, 30, tzinfo=UTC)

    assert draw("{% day late %}", late=late) == '<time datetime="2022-04-01">1 April 2022</time>'
    assert draw("{% moment late %}", late=late) == '<time datetime="2022-04-01T00:30+09:00">1 April 2022 00:30</time>'
    with translation.override("ja"):
        assert draw("{% moment late %}", late=late) == '<time datetime="2022-04-01T00:30+09:00">2022年4月1日 0時30分</time>'


def test_no_day_draws_nothing_and_a_word_is_refused():
    assert draw("{% day day %}{% moment day %}", day=None) == ""
    with pytest.raises(TemplateSyntaxError, match="Give a date, a datetime or None"):
        draw("{% day day %}", day="2022-03-31")


def test_a_fiscal_year_is_drawn_from_a_day_or_a_number():
    with translation.override("ja"):
        assert draw("{% fiscal_year day %}", day=date(2022, 3, 31)) == '<span class="number">令和3年度</span>'
        assert draw("{% fiscal_year 2019 %}") == '<span class="number">平成31年度（令和元年度）</span>'


def test_a_number_is_grouped_and_keeps_its_unit():
    assert draw('{% number 207850 "件" %}') == '<span class="number">207,850件</span>'
    assert draw("{% number 4.5 %}") == '<span class="number">4.5</span>'
    assert draw('{% number "1.0.0" %}') == '<span class="number">1.0.0</span>'


def test_breadcrumbs_lead_from_home_to_here():
    home = '<nav class="breadcrumb" aria-label="You are here"><ol><li><a href="/">Home</a></li>'
    rest = '<li><a href="/guidelines/">Guidelines</a></li><li><span aria-current="page">Here &amp; now</span></li></ol></nav>'

    assert one_line(draw('{% breadcrumbs "/guidelines/" "Guidelines" here %}', here="Here & now")) == home + rest
    assert one_line(draw("{% breadcrumbs steps %}", steps=[("/guidelines/", "Guidelines"), ("", "Here & now")])) == home + rest


def test_pagination_keeps_the_rest_of_the_query():
    page = Paginator(range(50), 10).page(2)
    request = RequestFactory().get("/", {"q": "都民", "page": "2"})

    drawn = draw("{% pagination page %}", page=page, request=request)

    assert drawn.count("<a ") == 6
    assert '<a href="?q=%E9%83%BD%E6%B0%91&amp;page=1" rel="prev">Previous</a>' in drawn
    assert '<span aria-current="page">2</span>' in drawn


def test_one_page_needs_no_pagination():
    page = Paginator(range(5), 10).page(1)

    assert draw("{% pagination page %}", page=page, request=RequestFactory().get("/")).strip() == ""


def test_pagination_refuses_what_is_no_page():
    with pytest.raises(TemplateSyntaxError, match="Give a page of a Paginator"):
        draw("{% pagination page %}", page=[1, 2], request=RequestFactory().get("/"))


def test_words_in_another_language_than_the_page_are_marked():
    both, only = {"ja": "指針", "en": "Guideline"}, {"ja": "指針 <1>"}

    assert draw("{{ both|in_language }} {% words both %}", both=both) == "Guideline Guideline"
    assert draw('{{ both|in_language:"ja" }}', both=both) == "指針"
    assert draw("{% words only %}{{ only|language_of }}", only=only) == '<span lang="ja">指針 &lt;1&gt;</span>ja'
    assert draw("{% words none %}{{ none|language_of }}", none={}) == ""


def test_phrases_stay_whole():
    assert draw("{{ text|phrases }}", text="決まりを|<b>||つくる") == (
        '<span class="phrase">決まりを</span><span class="phrase">&lt;b&gt;</span> <br><span class="phrase">つくる</span>'
    )


def test_markdown_is_drawn_safely():
    assert draw("{{ text|markdown }}", text="**a** <script>x</script>") == "<p><strong>a</strong> </p>"
    assert draw('{{ text|markdown_line }}{{ text|markdown_line:"no links" }}', text="[a](/b)") == '<a href="/b">a</a>a'
