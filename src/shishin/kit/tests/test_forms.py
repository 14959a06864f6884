"""A form is drawn as label, hint, error, control, with what is wrong on top."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms

from shishin.kit.forms import DayField, DayInput, WordsField
from shishin.kit.tests.drawing import one_line


class OrderForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the sign.")
    size = forms.ChoiceField(label="Size", choices=[("s", "Small"), ("l", "Large")], widget=forms.RadioSelect)
    is_gift = forms.BooleanField(label="A gift", required=False)
    notes = forms.CharField(label="Notes", widget=forms.Textarea, required=False)
    paper = forms.FileField(label="Paper", required=False)
    colour = forms.ChoiceField(label="Colour", choices=[("b", "Blue")], required=False)


class DayForm(forms.Form):
    day = DayField(label="Day")


class PlainDayForm(forms.Form):
    day = forms.DateField(label="Day", widget=DayInput)


def test_a_field_is_label_hint_error_and_control_in_this_order():
    drawn = one_line(OrderForm({"name": ""})["name"].as_field_group())

    order = [
        drawn.index(part) for part in ('<label for="id_name">Name', 'id="id_name_helptext"', 'id="id_name_error"', '<input type="text"')
    ]
    assert order == sorted(order)
    assert drawn.startswith('<div class="field field-error">')
    assert 'class="input"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'aria-describedby="id_name_helptext id_name_error"' in drawn


def test_what_must_be_filled_in_says_so_in_a_word():
    assert one_line(OrderForm()["name"].as_field_group()).count("Required") == 1
    assert "Required" not in one_line(OrderForm()["notes"].as_field_group())


def test_radios_are_a_fieldset_of_choices():
    drawn = one_line(OrderForm()["size"].as_field_group())

    assert drawn.startswith('<fieldset class="field"><legend>Size')
    assert drawn.count('<label class="choice"') == 2


def test_one_checkbox_stands_before_its_label():
    drawn = one_line(OrderForm()["is_gift"].as_field_group())

    assert drawn == (
        '<div class="field"><label class="choice" for="id_is_gift">'
        '<input type="checkbox" name="is_gift" id="id_is_gift"><span>A gift</span></label></div>'
    )


def test_every_control_that_takes_words_or_files_looks_like_one():
    form = OrderForm()

    assert [one_line(form[name]).count('class="input"') for name in ("notes", "paper", "colour")] == [1, 1, 1]


def test_a_whole_form_lists_what_is_wrong_with_links_to_the_fields():
    drawn = one_line(OrderForm({"name": "", "size": "xl"}))

    assert drawn.startswith('<div class="callout callout-danger error-summary" role="alert">')
    assert "2 things need to be put right" in drawn
    assert '<a href="#id_name">Name: This field is required.</a>' in drawn
    assert '<a href="#id_size_0">Size: Select a valid choice. xl is not one of the available choices.</a>' in drawn


def test_an_error_of_the_whole_form_stands_on_top():
    form = OrderForm({"name": "a", "size": "s"})
    form.add_error(None, "The shop is <closed>.")

    assert "<p>The shop is &lt;closed&gt;.</p>" in one_line(form)


def test_a_form_without_errors_has_no_summary():
    assert "error-summary" not in str(OrderForm())


def test_a_day_may_be_written_in_either_calendar():
    for written in ("2026-11-22", "令和8年11月22日", "R8.11.22", "２０２６年１１月２２日"):
        form = DayForm({"day": written})

        assert form.is_valid()
        assert form.cleaned_data == {"day": date(2026, 11, 22)}
    assert PlainDayForm({"day": "令和8年11月22日"}).is_valid()


def test_a_day_that_cannot_be_read_stays_as_it_was_typed():
    form = DayForm({"day": "令和元年4月30日"})

    assert form.errors == {"day": ["Enter a valid date."]}
    assert 'value="令和元年4月30日"' in one_line(form["day"])


def test_a_day_is_shown_so_that_it_can_be_sent_again():
    assert 'value="2026-11-22"' in one_line(DayForm(initial={"day": date(2026, 11, 22)})["day"])


@pytest.mark.asvs("V2.2.1", "V2.2.2")
@pytest.mark.parametrize("written", ["0001-01-01", "1799-12-31", "3000-01-01", "9999-12-31"])
def test_a_day_that_no_office_means_is_a_slip(written):
    form = DayForm({"day": written})

    assert form.errors == {"day": ["Enter a day between the years 1800 and 2999."]}
    assert f'value="{written}"' in str(form["day"])


@pytest.mark.parametrize("written", ["1800-01-01", "2999-12-31"])
def test_the_first_and_the_last_day_are_days(written):
    assert DayForm({"day": written}).is_valid()


class SignForm(forms.Form):
    words = WordsField("Words in %(language)s", max_length=10, help_text="As on the sign.", needs_one="Write it in one language.")
    terms = WordsField("Terms in %(language)s", rows=3, required=True)


SIGN = {"words_ja": "茶", "words_en": "tea", "terms_ja": "明日まで", "terms_en": " "}
THREE = [("ja", "Japanese"), ("en", "English"), ("fr", "French")]


def test_words_have_an_input_with_a_label_for_each_language_of_the_site():
    assert one_line(SignForm(initial={"words": {"en": "tea"}})["words"].as_field_group()) == (
        '<div class="field"><label for="id_words_ja">Words in Japanese</label>'
        '<div class="hint" id="id_words_ja_helptext">As on the sign.</div>'
        '<input type="text" name="words_ja" class="input" lang="ja" maxlength="10" aria-describedby="id_words_ja_helptext" id="id_words_ja"></div>'
        '<div class="field"><label for="id_words_en">Words in English</label>'
        '<input type="text" name="words_en" value="tea" class="input" lang="en" maxlength="10" id="id_words_en"></div>'
    )


def test_words_of_several_lines_say_which_language_is_needed():
    ja, en = (one_line(part.as_field_group()) for part in SignForm()["terms"].parts)

    assert [drawn.count("<textarea") for drawn in (ja, en)] == [1, 1]
    assert [drawn.count("Required") for drawn in (ja, en)] == [1, 0]


def test_words_come_out_as_one_value_by_language():
    form = SignForm(SIGN)

    assert form.is_valid()
    assert form.cleaned_data == {"words": {"ja": "茶", "en": "tea"}, "terms": {"ja": "明日まで"}}
    assert form["words"].value() == {"ja": "茶", "en": "tea"}


def test_what_is_wrong_with_words_stands_at_their_language():
    form = SignForm(SIGN | {"words_en": "too long to be a sign", "terms_ja": "", "terms_en": "a\0b"})
    drawn = one_line(form)

    assert not form.is_valid()
    assert '<a href="#id_words_en">Words in English: Ensure this value has at most 10 characters (it has 21).</a>' in drawn
    assert '<a href="#id_terms_ja">Terms in Japanese: This field is required.</a>' in drawn
    assert '<a href="#id_terms_en">Terms in English: Null characters are not allowed.</a>' in drawn
    assert [list(part.errors) for part in form["terms"].parts] == [["This field is required."], ["Null characters are not allowed."]]
    assert list(form["words"].parts[0].errors) == []
    assert drawn.count('aria-invalid="true"') == 3
    assert 'value="too long to be a sign"' in drawn


def test_words_that_are_needed_in_any_language_are_asked_for_at_the_first():
    form = SignForm(SIGN | {"words_ja": "", "words_en": " "})

    assert form.errors == {"words": ["Write it in one language."]}
    assert '<a href="#id_words_ja">Words in Japanese: Write it in one language.</a>' in one_line(form)
    assert SignForm(SIGN | {"words_ja": ""}).is_valid()


def test_a_third_language_of_the_site_is_in_every_form(settings):
    settings.LANGUAGES = THREE
    form = SignForm(SIGN | {"words_fr": "thé"})

    assert [part.label for part in form["words"].parts] == ["Words in Japanese", "Words in English", "Words in French"]
    assert form.is_valid()
    assert form.cleaned_data["words"] == {"ja": "茶", "en": "tea", "fr": "thé"}


def test_two_forms_with_words_on_a_page_have_names_of_their_own():
    form = SignForm({f"one-{name}": value for name, value in SIGN.items()}, prefix="one")

    assert form.is_valid()
    assert 'name="one-words_en" value="tea"' in one_line(form["words"])
    assert "words" in form.changed_data
