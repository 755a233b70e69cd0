"""Every form: errors beside their fields, a summary with links on top, hints, marks, and nothing typed is lost."""

from __future__ import annotations

from django import forms

from governance.core.templatetags.gatehouse import field


class Wish(forms.Form):
    office = forms.CharField(label="Office", help_text="As the CRM spells it.", min_length=3)
    reason = forms.CharField(label="Reason", required=False)
    size = forms.ChoiceField(label="Size", choices=[("s", "Small"), ("l", "Large")], widget=forms.RadioSelect)
    tell = forms.BooleanField(label="Tell the head", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        if self.data.get("reason") == "clash":
            raise forms.ValidationError("These two exclude each other.")


def drawn(**data: str) -> str:
    return " ".join(str(Wish(data) if data else Wish()).split())


def test_an_empty_form_shows_no_error() -> None:
    assert "errors" not in drawn()


def test_an_error_stands_beside_its_field_and_is_read_with_it() -> None:
    html = drawn(office="x", size="s")
    assert 'id="id_office_error"' in html
    assert 'aria-invalid="true"' in html
    assert "id_office_error" in html.split('name="office"')[1].split(">")[0]


def test_a_summary_on_top_counts_the_errors_and_links_to_the_fields() -> None:
    html = drawn(office="x")
    assert "Please check 2 things below" in html
    assert '<a href="#field-office">Office</a>' in html
    assert 'id="field-office"' in html


def test_an_error_of_the_whole_form_stands_in_the_summary() -> None:
    html = drawn(office="Wuhan", size="s", reason="clash")
    assert "Please check one thing below" in html
    assert "These two exclude each other." in html


def test_nothing_typed_is_lost() -> None:
    html = drawn(office="x", reason="moved <house>", size="l")
    assert 'value="x"' in html
    assert 'value="moved &lt;house&gt;"' in html
    assert "checked" in html.split('value="l"')[1].split(">")[0]


def test_optional_fields_are_marked_and_required_ones_are_not() -> None:
    html = drawn()
    assert html.count('class="optional"') == 1
    assert 'optional">optional' in html.split("Reason")[1]


def test_a_hint_is_tied_to_its_field() -> None:
    html = drawn()
    assert 'id="id_office_helptext">As the CRM spells it.' in html
    assert 'aria-describedby="id_office_helptext"' in html


def test_radio_buttons_are_a_named_group() -> None:
    assert "<fieldset" in drawn()
    assert "<legend>Size" in drawn()


def test_a_hidden_field_is_carried_without_a_label() -> None:
    html = drawn()
    assert '<input type="hidden" name="token"' in html
    assert "field-token" not in html


def test_one_field_can_be_placed_alone() -> None:
    assert "field-reason" in field(Wish()["reason"])
