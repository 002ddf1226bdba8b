"""The machines as they are described: written by hand from the process page and the rooms' documentation.

Nothing here is read from the code's own table; `test_the_description_is_the_table` holds the two against each other, so
that a row added there is added here, and thought about. One line is: name | from | to | who | reason. `new` is the
source of a machine's first row, `before` the state before the decision that is taken back.
"""

from dataclasses import dataclass

PROPOSAL = """
create                  | new                                            | draft      | any_author |
open_co_design          | draft                                          | co_design  | author |
close_co_design         | co_design                                      | draft      | author |
request_sign_off        | co_design                                      | sign_off   | author |
refuse_sign_off         | sign_off                                       | co_design  | signatory | reason
submit                  | sign_off                                       | submitted  | signatory |
start_review            | submitted                                      | under_review | coordinator |
send_to_full_review     | under_review                                   | under_review | system |
return_for_changes      | submitted under_review decision_pending        | returned   | coordinator approver |
resubmit                | returned                                       | submitted  | signatory |
reopen_co_design        | returned                                       | co_design  | author |
recommend               | under_review                                   | decision_pending | coordinator |
approve                 | decision_pending                               | approved   | approver |
approve_with_conditions | decision_pending                               | approved_with_conditions | approver |
confirm_conditions      | approved_with_conditions                       | approved   | coordinator |
decline                 | decision_pending                               | declined   | approver | reason
reconsider              | declined                                       | submitted  | signatory | reason
withdraw                | draft co_design sign_off                       | withdrawn  | author | reason
withdraw | submitted under_review decision_pending returned approved_with_conditions | withdrawn | signatory | reason
lapse                   | returned approved_with_conditions              | lapsed     | system |
reopen                  | withdrawn lapsed                               | draft      | author |
take_back               | returned approved approved_with_conditions declined | before     | decider | reason
"""
ENDORSEMENT = """
invite                  | new                                            | invited    | author |
open                    | invited                                        | opened     | endorser |
draft                   | opened                                         | drafted    | endorser |
sign                    | opened drafted                                 | signed     | endorser |
mark_stale              | signed reaffirmed                              | stale      | system |
reaffirm                | signed reaffirmed stale                        | reaffirmed | endorser |
decline                 | invited opened drafted                         | declined   | endorser | reason
withdraw                | signed reaffirmed stale                        | withdrawn  | endorser | reason
expire                  | invited opened drafted signed reaffirmed stale | expired    | system |
revoke                  | invited opened drafted                         | revoked    | author | reason
hand_on                 | invited opened drafted                         | handed_on  | endorser contributor |
take_over               | new                                            | invited    | system |
invite_again            | declined expired revoked                       | invited    | author |
"""
REVIEW = """
assign                  | new                                            | assigned   | coordinator |
declare_clear           | assigned                                       | declared   | assignee |
declare_possible        | assigned                                       | assigned   | assignee | reason
accept_tie              | assigned                                       | declared   | coordinator | reason
suspend                 | declared in_progress submitted                 | assigned   | system | reason
declare_conflict        | assigned declared in_progress                  | recused    | assignee | reason
begin                   | declared                                       | in_progress | assignee |
submit                  | in_progress                                    | submitted  | assignee |
recuse                  | assigned declared in_progress submitted        | recused    | coordinator system | reason
reopen                  | submitted                                      | in_progress | system |
"""
LISTING = """
prepare                 | new                                            | prepared   | system |
publish                 | prepared                                       | published  | system |
suspend                 | published                                      | suspended  | coordinator | reason
resume                  | suspended                                      | published  | coordinator | reason
start_teach_out         | published suspended                            | teach_out  | signatory coordinator | reason
retire                  | teach_out suspended                            | retired    | coordinator | reason
renew                   | published                                      | published  | coordinator |
"""
NEED = """
state                   | new                                            | open       | any_member |
take_up                 | open taken_up                                  | taken_up   | any_author |
release                 | taken_up                                       | open       | system |
meet                    | open taken_up                                  | met        | system |
close                   | open taken_up                                  | closed     | owner | reason
"""
STATES = {
    "proposal": "draft co_design sign_off submitted under_review decision_pending returned approved_with_conditions "
    "approved declined withdrawn lapsed",
    "endorsement": "invited opened drafted signed stale reaffirmed declined withdrawn expired revoked handed_on",
    "review": "assigned declared in_progress submitted recused",
    "listing": "prepared published suspended teach_out retired",
    "need": "open taken_up met closed",
}

# The illustrative framework: its criteria, the sections each looks at (of those that these tests write in), whether it
# is a gate, and its numbers.
CRITERIA = {
    "R1": ("A", True),
    "R2": ("C", True),
    "R3": ("AC", True),
    "R4": ("C", True),
    "R5": ("", True),
    "R6": ("", True),
    "R7": ("", False),
    "R8": ("A", True),
    "R9": ("", False),
    "R10": ("C", False),
    "R11": ("J", True),
    "R12": ("", False),
}
COVERED = frozenset("C")  # of those sections, the ones that an endorsement speaks for
REVIEWERS = {"full": 2, "fast": 1}
HOLDING_MINUTES = 10
ANSWER_DAYS, ANSWER_REMINDERS = 60, (30, 53)
CONDITION_NOTICE = 14
INVITATION_DAYS, INVITATION_LEAST = 14, 3
RECONSIDERATION_DAYS = 20  # business days
VALID_DAYS = CYCLE_DAYS = 24 * 365 // 12
RENEWAL_NOTICE = 90


@dataclass(frozen=True)
class Way:
    machine: str
    name: str
    sources: frozenset[str]
    target: str
    who: frozenset[str]
    reason: bool


def _ways(machine: str, lines: str) -> tuple[Way, ...]:
    found = []
    for line in lines.strip().splitlines():
        name, sources, target, who, reason = (part.strip() for part in line.split("|"))
        found.append(Way(machine, name, frozenset(sources.split()), target, frozenset(who.split()), reason == "reason"))
    return tuple(found)


WAYS: tuple[Way, ...] = (
    *_ways("proposal", PROPOSAL),
    *_ways("endorsement", ENDORSEMENT),
    *_ways("review", REVIEW),
    *_ways("listing", LISTING),
    *_ways("need", NEED),
)
BY_NAME: dict[str, tuple[Way, ...]] = {}
for _way in WAYS:
    _event = f"{_way.machine}.{_way.name}"
    BY_NAME[_event] = (*BY_NAME.get(_event, ()), _way)
