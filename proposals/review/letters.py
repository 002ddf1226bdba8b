"""A decision letter: its first draft from verdicts, reasons, changes and conditions, and the PDF that is sent."""

from datetime import date

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from proposals.facts import Dossier, dossier, framework_of
from proposals.models import Proposal
from proposals.pdf import tagged
from proposals.review.models import DEMANDS_CHANGE, Outcome, Recommendation
from proposals.review.quoting import place_name
from workflow import clocks
from workflow.framework import Framework

TEMPLATE_OF = {
    Outcome.APPROVE: "approve",
    Outcome.APPROVE_WITH_CONDITIONS: "approve_with_conditions",
    Outcome.DECLINE: "decline",
    Outcome.RETURN: "return",
}
CLOCK_OF = {Outcome.DECLINE: "reconsideration", Outcome.RETURN: "answer_to_return"}


def draft(proposal: Proposal, outcome: str, reasons: str, language: str) -> str:
    """Plain text in the applicant's language; the coordinator edits it before it goes out.

    Dates are counted from today: a decision that is taken later leaves more time than the letter says, never less.
    """
    case = dossier(proposal)
    with override(language):
        due = _due(case, outcome)
        return case.framework.letter(
            TEMPLATE_OF[Outcome(outcome)],
            language,
            title=proposal.title_in(language),
            institution=proposal.lead.name_in(language),
            reference=proposal.number,
            date=date_format(clocks.today(), "DATE_FORMAT"),
            body="\n\n".join(part for part in _body(case, outcome, reasons.strip(), language) if part),
            due=date_format(due, "DATE_FORMAT") if due else "",
        )


def pdf(letter: Recommendation, *, sent: bool) -> bytes:
    """Tagged, in the letter's language. Raises PdfUnavailable."""
    proposal = letter.proposal
    with override(letter.language):
        context = {
            "letter": letter,
            "subject": f"{proposal.number} · {proposal.title_in(letter.language)}",
            "draft": not sent,
            "draft_words": _("Draft. It has not been sent."),
            "footing": _footing(framework_of(proposal)),
        }
        return tagged(render_to_string("review/letter_document.html", context))


def _footing(framework: Framework) -> str:
    pattern = (
        _("Framework: %(name)s (illustrative, not official)") if framework.illustrative else _("Framework: %(name)s")
    )
    return pattern % {"name": framework.name}


def _due(case: Dossier, outcome: str) -> date | None:
    if outcome == Outcome.APPROVE_WITH_CONDITIONS:
        return max((row.due for row in case.conditions if row.due), default=None)
    clock = CLOCK_OF.get(Outcome(outcome))
    return clocks.deadline(clock, clocks.now(), case.framework).astimezone(clocks.HALIFAX).date() if clock else None


def _body(case: Dossier, outcome: str, reasons: str, language: str) -> list[str]:
    """Under the heading of the framework's text: what is asked first, then the reasons under their own heading."""
    advice = [
        f"{row.criterion} {case.framework.criterion(row.criterion).title.text(language)}: {row.comment.strip()}"
        for row in case.consensus
        if row.comment.strip() and (outcome == Outcome.DECLINE or row.value not in DEMANDS_CHANGE)
    ]
    if outcome == Outcome.RETURN:
        asked = [
            f"{row.number}. {row.criterion}, {place_name(row.place or row.section)}: {row.text}" for row in case.changes
        ]
    elif outcome == Outcome.APPROVE_WITH_CONDITIONS:
        asked = [
            _("%(number)d. %(text)s Answered for by %(owner)s, due %(due)s.")
            % {
                "number": row.number,
                "text": row.text,
                "owner": row.owner,
                "due": date_format(row.due, "DATE_FORMAT") if row.due else "",
            }
            for row in case.conditions
        ]
    else:
        return [reasons, *advice]
    return [*asked, _("Reasons") if reasons or advice else "", reasons, *advice]
