"""Inviting partners, and what authors and the invited person do with an invitation."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partners.models import LANGUAGES, Organisation
from partners.roles import OrganisationKind
from proposals.codesign.inviting import Invitee, between
from proposals.codesign.models import Endorsement, Part
from proposals.facts import framework_of
from proposals.http import whole_number
from proposals.models import Proposal
from proposals.standing import holders
from workflow import clocks

MOST = 20  # people on one page


class InviteeForm(forms.Form):
    organisation = forms.ModelChoiceField(
        label=_("Organisation"), queryset=None, required=False, empty_label=_("Another one, named below")
    )
    new_organisation = forms.CharField(label=_("Name of another organisation"), max_length=200, required=False)
    name = forms.CharField(label=_("Person’s name"), max_length=150)
    email = forms.EmailField(
        max_length=254, label=_("E-mail address"), help_text=_("A business address. They need no account.")
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=LANGUAGES, initial="en")
    part = forms.ChoiceField(label=_("Part in the work"), choices=Part.choices, initial=Part.CO_DESIGN)

    def __init__(self, *args: Any, organisations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, use_required_attribute=False, empty_permitted=True, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.filter(kind=OrganisationKind.PARTNER)
        self.fields["organisation"].choices = organisations

    def has_changed(self) -> bool:
        """A line is left out while nobody is named on it, whatever language and part stand there."""
        return bool({"organisation", "new_organisation", "name", "email"} & set(self.changed_data))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        name = data.get("new_organisation", "").strip()
        if not data.get("organisation") and not name and not {"organisation", "new_organisation"} & set(self.errors):
            self.add_error("organisation", _("Choose an organisation, or name another one."))
        if not data.get("organisation") and Organisation.objects.filter(name__iexact=name).exists():
            self.add_error("new_organisation", _("This organisation is known already. Choose it in the list."))
        return data

    @property
    def asked(self) -> tuple[str, str]:
        """Who is asked for which partner, to find the same one twice."""
        data = self.cleaned_data
        partner = data["organisation"].pk if data.get("organisation") else data.get("new_organisation", "").strip()
        return str(partner).casefold(), data.get("email", "").lower()


class DueForm(forms.Form):
    """A day to answer by, within the bounds of the case's framework."""

    due = forms.DateField(
        label=_("Please answer by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, proposal: Proposal, due: date | None = None, **kwargs: Any) -> None:
        """`due`: the day as it is, shown where it may stay."""
        super().__init__(*args, **kwargs)
        now, framework = clocks.now(), framework_of(proposal)
        self.first, self.last = clocks.invitation_bounds(now, framework)
        field = self.fields["due"]
        field.initial = clocks.local_date(clocks.deadline("invitation", now, framework))
        if due is not None and self.first <= due <= self.last:
            field.initial = due
        field.help_text = between(self.first, self.last)
        field.widget.attrs |= {"min": self.first.isoformat(), "max": self.last.isoformat()}

    def clean_due(self) -> date:
        day: date = self.cleaned_data["due"]
        if not self.first <= day <= self.last:
            raise forms.ValidationError(between(self.first, self.last))
        return day


class SharedForm(DueForm):
    message = forms.CharField(
        label=_("Your message"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It goes out with every invitation on this page."),
    )
    field_order = ("message", "due")


class HandOnForm(forms.Form):
    name = forms.CharField(label=_("Your colleague’s name"), max_length=150)
    email = forms.EmailField(
        max_length=254, label=_("Your colleague’s e-mail address"), help_text=_("Their business address.")
    )
    language = forms.ChoiceField(label=_("Language of the mail"), choices=LANGUAGES)


class Fault(NamedTuple):
    number: int
    field: forms.BoundField
    sentence: str


class InvitePage:
    """The people, each a form of its own, and what all of them share. An empty line is left out."""

    def __init__(self, proposal: Proposal, data: Mapping[str, Any] | None = None, *, add: bool = False) -> None:
        """`add`: show what was typed as it is, unchecked, with one more line."""
        self.proposal = proposal
        count = min(max(whole_number(data.get("row-count", "")), 1), MOST) if data else 1
        choices = [("", _("Another one, named below"))]
        choices += [(str(one.pk), str(one)) for one in Organisation.objects.filter(kind=OrganisationKind.PARTNER)]
        prefixes = [f"row-{number}" for number in range(count)]
        if data is not None and add:
            self.rows = [_unchecked(InviteeForm, data, prefix=one, organisations=choices) for one in prefixes]
            self.shared = _unchecked(SharedForm, data, proposal=proposal)
            if count < MOST:
                self.rows.append(InviteeForm(prefix=f"row-{count}", organisations=choices))
        else:
            self.rows = [InviteeForm(data, prefix=one, organisations=choices) for one in prefixes]
            self.shared = SharedForm(data, proposal=proposal)

    @property
    def full(self) -> bool:
        return len(self.rows) >= MOST

    @property
    def names(self) -> list[str]:
        return [name for row in self.rows if (name := str(row["name"].value() or "").strip())]

    def is_valid(self) -> bool:
        shared, rows = self.shared.is_valid(), [row.is_valid() for row in self.rows]
        self._check_together()
        return shared and all(rows) and not any(row.errors for row in self.rows)

    @property
    def faults(self) -> list[Fault]:
        """Every fault of the page; `number` says whose line it is on, 0 what all share."""
        forms_ = [*enumerate(self.rows, start=1), (0, self.shared)]
        return [
            Fault(number, form[name], sentence)
            for number, form in forms_
            for name, sentences in form.errors.items()
            for sentence in sentences
        ]

    @property
    def invitees(self) -> list[Invitee]:
        return [Invitee(**row.cleaned_data) for row in self.rows if row.has_changed()]

    def _check_together(self) -> None:
        """What one line cannot see: the others, who was invited before, who writes the proposal."""
        filled = [row for row in self.rows if row.has_changed()]
        if not filled:
            self.rows[0].add_error("name", _now("Name at least one person."))
        before = Endorsement.objects.filter(proposal=self.proposal).values_list("organisation_id", "person__email")
        asked = {(str(organisation), email) for organisation, email in before}
        own = {person.email for code in ("write", "sign") for person in holders(self.proposal, code)}
        for row in filled:
            if row.asked in asked:
                row.add_error("email", _now("This person was invited before for this organisation."))
            elif row.asked[1] in own:
                row.add_error("email", _now("This person writes or signs the proposal. Invite somebody who does not."))
            asked.add(row.asked)


def _unchecked(form: type[forms.Form], data: Mapping[str, Any], **kwargs: Any) -> Any:
    prefix = f"{kwargs['prefix']}-" if "prefix" in kwargs else ""
    return form(initial={name: data.get(f"{prefix}{name}", "") for name in form.base_fields}, **kwargs)
