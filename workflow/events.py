"""What people are told of beside the moves of the table; notifications.rules must answer for each.

Brought about by time or by a person's word, without moving a state.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

OTHER_EVENTS: dict[str, Promise] = {
    "join.requested": _("An organisation asks to take part, and its mail address is confirmed"),
    "absence.announced": _("Somebody of the Province says when they are away, and who stands in for them"),
    "absence.ended": _("Somebody of the Province is back early, or is not away after all"),
    "need.supported": _("Another organisation says that it has a stated need too"),
    "comment.added": _("Somebody comments where others can read it"),
    "comment.mentioned": _("An edit of a comment names somebody"),
    "comment.resolved": _("A conversation is settled"),
    "comment.reopened": _("A settled conversation is open again"),
    "reply.refused": _("An answer by mail is not added to its conversation"),
    "reply.files_left_out": _("An answer by mail is added without the files that came with it"),
    "suggestion.made": _("Somebody suggests other words for a text"),
    "suggestion.accepted": _("The suggested words, or changed ones, are in the document"),
    "suggestion.declined": _("An author does not take up suggested words, and says why"),
    "invitation.reminder": _("A partner has not answered yet; on the framework’s days, or when an author asks for it"),
    "invitation.due_changed": _("An author gives a partner another day to answer by"),
    "invitation.link_asked": _("Somebody whose link is dead asks for a new one"),
    "invitation.new_link": _("An author sends a guest a new link"),
    "returned.reminder": _("The answer to a return is not in yet; on the framework’s days"),
    "condition.reminder": _("A condition is due soon"),
    "condition.evidenced": _("The institution says that a condition is met, with evidence"),
    "condition.lacking": _("The Province misses something in the evidence for a condition"),
    "review.overdue": _("The review clock has run out and a review is not in"),
    "province.overdue": _("A step of the Province has run over its date"),
    "institution.at_risk": _("Little time is left for the institution’s answer, which lapses when it is over"),
    "listing.review_due": _("The review cycle of a listing ends soon"),
    "webhook.paused": _("A webhook is paused, because nothing gets through to it"),
    "endorsement.support_lost": _("An endorsement of a published listing is withdrawn"),
}
