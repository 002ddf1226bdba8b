"""The first draft of a decision letter, built from verdicts, reasons, required changes and conditions."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from proposals.facts import Dossier, dossier
from proposals.models import Proposal
from proposals.review.models import Outcome
from workflow import clocks

TEMPLATE_OF = {
    Outcome.APPROVE: "approve",
    Outcome.APPROVE_WITH_CONDITIONS: "approve_with_conditions",
    Outcome.DECLINE: "decline",
    Outcome.RETURN: "return",
}


def draft(proposal: Proposal, outcome: str, reasons: str, language: str) -> str:
    """Plain text in the applicant's language; the coordinator edits it before it goes out."""
    case = dossier(proposal)
    with override(language):
        parts = [reasons.strip(), *_details(case, outcome, language)]
        due = max((row.due for row in case.conditions if row.due), default=None)
        return case.framework.letter(
            TEMPLATE_OF[Outcome(outcome)],
            language,
            title=proposal.title_in(language),
            institution=proposal.lead.name_in(language),
            reference=proposal.number,
            date=date_format(clocks.today(), "DATE_FORMAT"),
            body="\n\n".join(part for part in parts if part),
            due=date_format(due, "DATE_FORMAT") if due else "",
        )


def _details(case: Dossier, outcome: str, language: str) -> list[str]:
    if outcome == Outcome.RETURN:
        return [f"{row.number}. ({row.criterion}) {row.text}" for row in case.changes]
    found = []
    if outcome == Outcome.APPROVE_WITH_CONDITIONS:
        for row in case.conditions:
            due = date_format(row.due, "DATE_FORMAT") if row.due else ""
            found.append(
                _("Condition %(number)d: %(text)s Answered for by %(owner)s, due %(due)s.")
                % {"number": row.number, "text": row.text, "owner": row.owner, "due": due}
            )
    advice = [row for row in case.consensus if row.comment.strip()]
    found += [f"{row.criterion} {_title(case, row.criterion, language)}: {row.comment}" for row in advice]
    return found


def _title(case: Dossier, key: str, language: str) -> str:
    return case.framework.criterion(key).title.text(language)
