"""What people are told of beside the moves of the table; notifications.rules must answer for each."""

# Brought about by time or by a person's word, without moving a state.
OTHER_EVENTS: tuple[str, ...] = (
    "join.requested",  # an organisation asks to take part, and its mail address is confirmed
    "need.supported",  # another organisation says that it has a stated need too
    "comment.added",  # somebody commented where others can read it
    "comment.mentioned",  # an edit of a comment names somebody
    "comment.resolved",  # a thread is settled
    "comment.reopened",  # a settled thread is open again
    "suggestion.made",  # somebody suggests other words for a text
    "suggestion.accepted",  # the words, or changed ones, are in the document
    "suggestion.declined",  # an author says why not
    "invitation.reminder",  # a partner has not answered; day 7 and day 12 of 14, or when an author asks for it
    "invitation.due_changed",  # an author gave a partner another day to answer by
    "invitation.link_asked",  # somebody whose link is dead asks for a new one
    "invitation.new_link",  # an author sends a new link to a guest
    "returned.reminder",  # the answer to a return is due; day 30 and day 53 of 60
    "condition.reminder",  # a condition is due in 14 days
    "condition.evidenced",  # the institution says a condition is met, with evidence
    "review.overdue",  # the review clock has run out; the reviewers whose review is not in
    "province.overdue",  # a step of the Province has run over its date; whoever sees to it
    "institution.at_risk",  # little time is left for its answer, which lapses when it is over
    "listing.review_due",  # the review cycle ends in 90 days
    "endorsement.support_lost",  # an endorsement of a published listing was withdrawn
)
