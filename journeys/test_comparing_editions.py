"""A reader opens the comparison table, reads its marks, shows one sort of change alone, and compares another pair."""

from __future__ import annotations

from playwright.sync_api import expect

from journeys.conftest import ACTION_GUIDELINES, Comes, Keeps, in_both_languages

DRAFT_AND_FINAL = f"{ACTION_GUIDELINES}compare/1.0.0-draft.1..1.0.0/"


ADDED = {
    "ja": ("目指す姿に届かないとわかったら", "（新設）", "庁内ワークショップで出された"),
    "en": ("When it becomes clear that the aim will not be reached", "(new)", "A point from the workshops"),
}
"""What is new in 9-3: its words, what stands on the other side, and why."""


@in_both_languages
def test_the_table_is_opened_from_the_text_and_marks_both_sides(visitor: Comes, keep_picture: Keeps, language: str, kept_as: str):
    with visitor(language=language) as page:
        page.goto(ACTION_GUIDELINES)
        page.locator(".toolbar a[href*='/compare/']").first.click()
        page.wait_for_url(f"**{DRAFT_AND_FINAL}")
        added, new, reason = ADDED[language]
        row = page.locator(".compare tr", has_text=added).last
        page.locator(".compare").scroll_into_view_if_needed()
        page.evaluate("document.querySelector('.tabs').scrollIntoView()")
        keep_picture(page, kept_as.format("comparison"))

        expect(row.locator("td").nth(0)).to_contain_text("9-3")
        expect(row.locator("td").nth(1)).to_contain_text(new)
        expect(row.locator("td").nth(2)).to_contain_text(reason)
        assert page.locator(".compare td:nth-child(1) :is(ins, u, mark, .mark)").count() > 0
        assert page.locator(".compare td:nth-child(2) :is(del, u, mark, .mark)").count() > 0


def test_the_counts_are_those_of_the_rows_and_one_sort_is_shown_alone(visitor: Comes):
    with visitor(language="en") as page:
        page.goto(DRAFT_AND_FINAL)
        tabs = page.locator(".tabs a")
        everything, substance, form, _with_opinions = (int(text.split()[-1]) for text in tabs.all_inner_texts())
        assert everything == substance + form
        dropped = page.locator(".compare").get_by_text("As a rule, all guidelines are revised at the same time, every two years.")
        expect(dropped).to_be_visible()
        tabs.nth(2).click()
        page.wait_for_load_state()

        expect(page.locator(".tabs a[aria-current='true']")).to_have_text(f"Formal changes {form}")
        expect(dropped).to_have_count(0)
        expect(page.locator(".compare")).to_contain_text(
            "Opinions found the text long and asked for something simpler, so the sentences were shortened."
        )


def test_another_pair_is_chosen_below_the_table(visitor: Comes):
    with visitor(language="en") as page:
        page.goto(DRAFT_AND_FINAL)
        page.select_option("#old", "1.0.0")
        page.select_option("#new", "1.1.0-draft.1")
        page.locator("#choose button").click()
        page.wait_for_url("**/compare/1.0.0..1.1.0-draft.1/")

        expect(page.locator(".compare")).to_contain_text(
            "Findings and questions had gathered at the point of who decides, and when, that the aim is not reached."
        )


def test_a_pair_chosen_the_wrong_way_round_is_still_compared(visitor: Comes):
    with visitor(language="en") as page:
        page.goto(f"{ACTION_GUIDELINES}compare/?old=1.0.0&new=1.0.0-draft.1")

        expect(page.locator("h1")).to_have_text("Comparison table")
        expect(page.locator(".compare")).to_be_visible()


def test_what_was_decided_elsewhere_says_that_it_was_worked_out(visitor: Comes):
    with visitor(language="en") as page:
        page.goto("/guidelines/tokyo-service-design-guideline/")
        page.locator(".toolbar a[href*='/compare/']").first.click()
        page.wait_for_load_state()

        expect(page.locator(".compare")).to_be_visible()


def test_a_table_in_english_has_english_words_over_its_columns(visitor: Comes):
    with visitor(language="en") as page:
        page.goto(f"{DRAFT_AND_FINAL}?language=en")

        expect(page.locator(".compare thead")).to_contain_text("After")
        expect(page.locator(".compare thead")).to_contain_text("Before")
