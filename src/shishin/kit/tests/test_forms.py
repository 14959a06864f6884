"""A form is drawn as label, hint, error, control, with what is wrong on top."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms

from shishin.kit.forms import DayField, DayInput
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


@pytest.mark.parametrize("written", ["0001-01-01", "1799-12-31", "3000-01-01", "9999-12-31"])
def test_a_day_that_no_office_means_is_a_slip(written):
    form = DayForm({"day": written})

    assert form.errors == {"day": ["Enter a day between the years 1800 and 2999."]}
    assert f'value="{written}"' in str(form["day"])


@pytest.mark.parametrize("written", ["1800-01-01", "2999-12-31"])
def test_the_first_and_the_last_day_are_days(written):
    assert DayForm({"day": written}).is_valid()
