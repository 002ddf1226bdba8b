"""The numbers of a framework: limits of the document, deadlines, reviewers, the fast track, endorsements."""

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals.frameworks.paths import get
from proposals.frameworks.shapes import Content, Fault, Kind, Leaf, Part, Rule, Text
from workflow.framework import BUSINESS

CALENDAR = "calendar"
UNITS: dict[str, Text] = {BUSINESS: gettext_lazy("business days"), CALENDAR: gettext_lazy("calendar days")}


def number(path: str, label: Text, low: int, high: int, hint: Text = "", *, optional: bool = False) -> Leaf:
    return Leaf(path, label, Kind.INTEGER, minimum=low, maximum=high, hint=hint, optional=optional)


def _pair(low_path: str, high_path: str) -> Rule:
    def rule(content: Content) -> Iterator[Fault]:
        low, high = get(content, low_path), get(content, high_path)
        if isinstance(low, int) and isinstance(high, int) and low > high:
            yield high_path, _("Choose %(low)d or more: it goes with the lower limit.") % {"low": low}

    return rule


LIMITS = Part(
    "limits",
    gettext_lazy("Limits of the document"),
    (
        number("limits.title_chars", gettext_lazy("Title: most characters"), 20, 120),
        number("limits.summary_words.0", gettext_lazy("Summary: fewest words"), 1, 60),
        number("limits.summary_words.1", gettext_lazy("Summary: most words"), 1, 60),
        number("limits.hours_min", gettext_lazy("Fewest hours"), 1, 2000),
        number("limits.hours_max", gettext_lazy("Most hours"), 1, 2000),
        number("limits.weeks_warn", gettext_lazy("Weeks from which it counts as long"), 1, 104),
        number("limits.evidence_months", gettext_lazy("Months after which evidence is old"), 1, 120),
    ),
    rules=(_pair("limits.summary_words.0", "limits.summary_words.1"), _pair("limits.hours_min", "limits.hours_max")),
)

# Every key of a finding of `proposals.document.readiness`.
CHECKED: dict[str, Text] = {
    "required_missing": gettext_lazy("A required field is empty"),
    "title_too_long": gettext_lazy("The title is too long"),
    "title_word": gettext_lazy("The title promises more, such as a diploma"),
    "title_names_organisation": gettext_lazy("The title names an organisation"),
    "title_taken": gettext_lazy("The institution has a live proposal with the same title"),
    "summary_words": gettext_lazy("The summary is too short or too long"),
    "too_many_words": gettext_lazy("A text has more words than are asked for"),
    "french_missing": gettext_lazy("A text is missing in French"),
    "english_missing": gettext_lazy("A text is missing in English"),
    "translation_outdated": gettext_lazy("One language changed after the other"),
    "approval_in_future": gettext_lazy("The institutional approval is dated in the future"),
    "evidence_too_few": gettext_lazy("Fewer than two pieces of evidence, or not of both kinds"),
    "evidence_old": gettext_lazy("A piece of evidence is old"),
    "competency_without_summative": gettext_lazy("A competency has no summative assessment"),
    "competency_without_outcome": gettext_lazy("A competency has no learning outcome"),
    "weak_verb": gettext_lazy("A competency begins with a verb that nobody can observe"),
    "assessment_covers_unknown": gettext_lazy("An assessment covers a competency that does not exist"),
    "hours_outside_policy": gettext_lazy("The hours are outside the limits"),
    "hours_do_not_add_up": gettext_lazy("The hours do not add up"),
    "long_duration": gettext_lazy("It takes many weeks"),
    "credit_without_agreement": gettext_lazy("Credit is promised without an agreement"),
    "credit_route": gettext_lazy("Another approval may apply, because it is for credit"),
    "outside_partner_missing": gettext_lazy("No partner from outside is named"),
    "alignment_missing": gettext_lazy("It is aligned with no outside framework"),
    "endorsement_missing": gettext_lazy("There is no current endorsement"),
    "endorsement_stale": gettext_lazy("An endorsement is stale"),
    "author_is_endorser": gettext_lazy("An author is also an endorser"),
    "near_duplicate": gettext_lazy("It is close to another one"),
}

CHECKS = Part(
    "checks",
    gettext_lazy("What blocks a submission"),
    (
        Leaf(
            "limits.blocking",
            gettext_lazy("These findings block"),
            Kind.CHOICES,
            optional=True,
            choices=tuple(CHECKED.items()),
            hint=gettext_lazy("The others are shown to the author as advice."),
        ),
    ),
)

# (name, label, units that the clocks know for it, has reminders)
CLOCKS: tuple[tuple[str, Text, tuple[str, ...], bool], ...] = (
    ("completeness", gettext_lazy("Completeness check"), (BUSINESS,), False),
    ("assignment", gettext_lazy("Assignment of reviewers"), (BUSINESS,), False),
    ("review", gettext_lazy("Full review, to a first decision"), (BUSINESS, CALENDAR), False),
    ("fast_track", gettext_lazy("Fast track, to a first decision"), (BUSINESS, CALENDAR), False),
    ("resubmission", gettext_lazy("Review of a resubmission"), (BUSINESS, CALENDAR), False),
    ("answer_to_return", gettext_lazy("The institution’s answer to a return"), (CALENDAR, BUSINESS), True),
    ("invitation", gettext_lazy("A partner’s answer to an invitation"), (CALENDAR, BUSINESS), True),
    ("invitation_min", gettext_lazy("Invitations: soonest due"), (CALENDAR,), False),
    ("invitation_max", gettext_lazy("Invitations: latest due"), (CALENDAR,), False),
    ("conditions_min", gettext_lazy("Conditions: soonest due"), (CALENDAR,), False),
    ("conditions_max", gettext_lazy("Conditions: latest due"), (CALENDAR,), False),
    ("condition_notice", gettext_lazy("Notice before a condition is due"), (CALENDAR,), False),
    ("reconsideration", gettext_lazy("Asking for reconsideration"), (BUSINESS, CALENDAR), False),
    ("review_cycle_notice", gettext_lazy("Notice before the review cycle ends"), (CALENDAR,), False),
)


def _clock(name: str, label: Text, units: tuple[str, ...], reminded: bool) -> Iterator[Leaf]:
    yield number(f"deadlines.{name}.days", label, 1, 730)
    yield Leaf(
        f"deadlines.{name}.unit",
        format_lazy("{}: {}", label, gettext_lazy("counted in")),
        Kind.CHOICE,
        choices=tuple((unit, UNITS[unit]) for unit in units),
    )
    if reminded:
        yield Leaf(
            f"deadlines.{name}.reminders",
            format_lazy("{}: {}", label, gettext_lazy("reminders")),
            Kind.NUMBERS,
            optional=True,
            minimum=1,
            maximum=730,
            hint=gettext_lazy("Days after the beginning, in order, with commas between them: 7, 12."),
        )


def _reminders(content: Content) -> Iterator[Fault]:
    """Each reminder comes before its deadline, in order."""
    for name, _label, _units, reminded in CLOCKS:
        if not reminded:
            continue
        path = f"deadlines.{name}.reminders"
        days, moments = get(content, f"deadlines.{name}.days"), get(content, path) or []
        if list(moments) != sorted(set(moments)):
            yield path, _("Write the days in order, each once.")
        elif moments and isinstance(days, int) and moments[-1] >= days:
            yield path, _("A reminder comes before the deadline, after %(days)d days.") % {"days": days}


DEADLINES = Part(
    "deadlines",
    gettext_lazy("Deadlines"),
    tuple(leaf for clock in CLOCKS for leaf in _clock(*clock)),
    rules=(
        _reminders,
        _pair("deadlines.invitation_min.days", "deadlines.invitation_max.days"),
        _pair("deadlines.conditions_min.days", "deadlines.conditions_max.days"),
    ),
)


def _with_default(path: str, label: Text, high: int, default: int) -> Leaf:
    return number(path, label, 0, high, format_lazy(gettext_lazy("Left empty: {}."), default), optional=True)


REVIEW = Part(
    "review",
    gettext_lazy("Review and fast track"),
    (
        number("reviewers_full", gettext_lazy("Reviewers of a full review"), 1, 5),
        number("fast_track.reviewers", gettext_lazy("Reviewers on the fast track"), 1, 5),
        number("fast_track.max_hours", gettext_lazy("Fast track: most hours"), 1, 2000),
        Leaf("fast_track.non_credit", gettext_lazy("Fast track: for non-credit proposals only"), Kind.BOOLEAN),
        _with_default("fast_track.record_months", gettext_lazy("Fast track: months of a clean record"), 120, 24),
        _with_default("at_risk.percent", gettext_lazy("At risk: less than so many per cent remain"), 100, 20),
        _with_default("at_risk.business_days", gettext_lazy("At risk: fewer business days than this remain"), 60, 2),
        number(
            "holding_window_seconds",
            gettext_lazy("Seconds in which a decision can be taken back"),
            0,
            86_400,
            gettext_lazy("Nobody outside the Province is told before they are over."),
        ),
    ),
)
