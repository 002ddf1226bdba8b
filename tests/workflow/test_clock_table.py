"""The clocks against a table worked out by hand, on calendars of 2026 to 2028; no row was made by the code.

Deadlines of the illustrative framework: submitted 3 + 2 business days, full review 20, fast track 10, resubmission 10,
an answer to a return 60 calendar days. The day on which a turn begins is never counted; a deadline runs to the last
second of its last day in Halifax. In the comments "x" is a closed day, and numbers in brackets count business days.
Halifax is four hours behind UTC in winter (AST), three in summer (ADT).
"""

from dataclasses import dataclass
from datetime import datetime

import pytest

from workflow import clocks
from workflow.clocks import HALIFAX, Mark, at_risk_from, due, due_of, mark, time_by_party
from workflow.framework import current, load
from workflow.states import Party


@dataclass(frozen=True)
class Moved:
    transition: str
    target: str
    at: datetime


def moment(text: str) -> datetime:
    """With a zone as written, else in Halifax."""
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=HALIFAX)


@pytest.fixture
def framework(db):
    return load(current())


# (since, state, track, last day)
TURNS = (
    # --- every Nova Scotia holiday of 2026, met by the five days of a submission
    # Wed 31 Dec. Thu 1 x New Year. Fri 2 (1), Mon 5 (2), 6 (3), 7 (4), Thu 8 (5).
    ("2025-12-31T10:00", "submitted", "full", "2026-01-08"),
    # Fri 13. Mon 16 x Heritage Day. 17 (1), 18 (2), 19 (3), Fri 20 (4), Mon 23 (5).
    ("2026-02-13T10:00", "submitted", "full", "2026-02-23"),
    # Thu 2. Fri 3 x Good Friday. Offices open on Easter Monday: Mon 6 (1), 7 (2), 8 (3), 9 (4), Fri 10 (5).
    ("2026-04-02T10:00", "submitted", "full", "2026-04-10"),
    # Fri 15. Mon 18 x Victoria Day. 19 (1), 20 (2), 21 (3), Fri 22 (4), Mon 25 (5).
    ("2026-05-15T10:00", "submitted", "full", "2026-05-25"),
    # Tue 30. Wed 1 x Canada Day. Thu 2 (1), Fri 3 (2), Mon 6 (3), 7 (4), Wed 8 (5).
    ("2026-06-30T10:00", "submitted", "full", "2026-07-08"),
    # Fri 31. Mon 3 x Natal Day. 4 (1), 5 (2), 6 (3), Fri 7 (4), Mon 10 (5).
    ("2026-07-31T10:00", "submitted", "full", "2026-08-10"),
    # Fri 4. Mon 7 x Labour Day. 8 (1), 9 (2), 10 (3), Fri 11 (4), Mon 14 (5).
    ("2026-09-04T10:00", "submitted", "full", "2026-09-14"),
    # Tue 29. Wed 30 x Truth and Reconciliation. Thu 1 (1), Fri 2 (2), Mon 5 (3), 6 (4), Wed 7 (5).
    ("2026-09-29T10:00", "submitted", "full", "2026-10-07"),
    # Fri 9. Mon 12 x Thanksgiving. 13 (1), 14 (2), 15 (3), Fri 16 (4), Mon 19 (5).
    ("2026-10-09T10:00", "submitted", "full", "2026-10-19"),
    # Tue 10. Wed 11 x Remembrance Day. Thu 12 (1), Fri 13 (2), Mon 16 (3), 17 (4), Wed 18 (5).
    ("2026-11-10T10:00", "submitted", "full", "2026-11-18"),
    # Thu 24. Fri 25 x Christmas. Mon 28 x Boxing Day, kept on Monday because the 26th is a Saturday. Tue 29 (1),
    # 30 (2), Thu 31 (3), Fri 1 x New Year, Mon 4 (4), Tue 5 (5).
    ("2026-12-24T10:00", "submitted", "full", "2027-01-05"),
    # --- and of 2027
    # Thu 31 Dec. Fri 1 x New Year. Mon 4 (1) to Fri 8 (5).
    ("2026-12-31T10:00", "submitted", "full", "2027-01-08"),
    # Fri 12. Mon 15 x Heritage Day. 16 (1), 17 (2), 18 (3), Fri 19 (4), Mon 22 (5).
    ("2027-02-12T10:00", "submitted", "full", "2027-02-22"),
    # Thu 25. Fri 26 x Good Friday. Mon 29 (1), 30 (2), 31 (3), Thu 1 Apr (4), Fri 2 (5).
    ("2027-03-25T10:00", "submitted", "full", "2027-04-02"),
    # Fri 21. Mon 24 x Victoria Day. 25 (1), 26 (2), 27 (3), Fri 28 (4), Mon 31 (5).
    ("2027-05-21T10:00", "submitted", "full", "2027-05-31"),
    # Wed 30. Thu 1 x Canada Day. Fri 2 (1), Mon 5 (2), 6 (3), 7 (4), Thu 8 (5).
    ("2027-06-30T10:00", "submitted", "full", "2027-07-08"),
    # Fri 30. Mon 2 x Natal Day. 3 (1), 4 (2), 5 (3), Fri 6 (4), Mon 9 (5).
    ("2027-07-30T10:00", "submitted", "full", "2027-08-09"),
    # Fri 3. Mon 6 x Labour Day. 7 (1), 8 (2), 9 (3), Fri 10 (4), Mon 13 (5).
    ("2027-09-03T10:00", "submitted", "full", "2027-09-13"),
    # Wed 29. Thu 30 x Truth and Reconciliation. Fri 1 (1), Mon 4 (2), 5 (3), 6 (4), Thu 7 (5).
    ("2027-09-29T10:00", "submitted", "full", "2027-10-07"),
    # Fri 8. Mon 11 x Thanksgiving. 12 (1), 13 (2), 14 (3), Fri 15 (4), Mon 18 (5).
    ("2027-10-08T10:00", "submitted", "full", "2027-10-18"),
    # Wed 10. Thu 11 x Remembrance Day. Fri 12 (1), Mon 15 (2), 16 (3), 17 (4), Thu 18 (5).
    ("2027-11-10T10:00", "submitted", "full", "2027-11-18"),
    # Fri 24. Christmas is a Saturday, Boxing Day a Sunday: Mon 27 x, Tue 28 x. Wed 29 (1), 30 (2), Fri 31 (3).
    # 1 Jan 2028 is a Saturday: Mon 3 x. Tue 4 (4), Wed 5 (5).
    ("2027-12-24T10:00", "submitted", "full", "2028-01-05"),
    # --- a turn that begins on a closed day ends as if it had begun on the open day before
    # Wed 1 Jul x. Thu 2 (1), Fri 3 (2), Mon 6 (3), 7 (4), Wed 8 (5).
    ("2026-07-01T10:00", "submitted", "full", "2026-07-08"),
    # Fri 5 Jun, Sat 6, Sun 7 alike: Mon 8 (1) to Fri 12 (5).
    ("2026-06-05T16:59", "submitted", "full", "2026-06-12"),
    ("2026-06-06T10:00", "submitted", "full", "2026-06-12"),
    ("2026-06-07T23:30", "submitted", "full", "2026-06-12"),
    # --- longer clocks over several closed days
    # Mon 15 Jun. 16–19 (4), 22–26 (9), 29, 30 (11), 1 x, 2, 3 (13), 6–10 (18), 13 (19), Tue 14 (20).
    ("2026-06-15T10:00", "under_review", "full", "2026-07-14"),
    # Mon 14 Dec. 15–18 (4), 21–24 (8), 25 x, 28 x, 29–31 (11), 1 x, 4–8 (16), 11–14 (20).
    ("2026-12-14T10:00", "under_review", "full", "2027-01-14"),
    # Mon 28 Sep. 29 (1), 30 x, 1, 2 (3), 5–9 (8), 12 x, 13 (9), Wed 14 (10).
    ("2026-09-28T10:00", "under_review", "fast", "2026-10-14"),
    # Thu 8 Oct. Fri 9 (1), 12 x, 13–16 (5), 19–23 (10).
    ("2026-10-08T10:00", "under_review", "resubmission", "2026-10-23"),
    # --- daylight saving: begins 8 March 2026 and 14 March 2027, ends 1 November 2026 and 7 November 2027
    # Thu 5 Mar. Fri 6 (1), 9–13 (6), 16–19 (10).
    ("2026-03-05T10:00", "under_review", "resubmission", "2026-03-19"),
    # Fri 30 Oct. 2–6 (5), 9, 10 (7), 11 x, 12, 13 (9), Mon 16 (10).
    ("2026-10-30T10:00", "under_review", "fast", "2026-11-16"),
    # Fri 12 Mar 2027. 15–19 (5).
    ("2027-03-12T10:00", "submitted", "full", "2027-03-19"),
    # Fri 5 Nov 2027. 8, 9, 10 (3), 11 x, Fri 12 (4), Mon 15 (5).
    ("2027-11-05T10:00", "submitted", "full", "2027-11-15"),
    # In the night of the change: 06:30 UTC on Sun 8 Mar is 03:30 ADT. Mon 9 (1) to Fri 13 (5).
    ("2026-03-08T06:30+00:00", "submitted", "full", "2026-03-13"),
    # 02:59:59 UTC on Mon 9 Mar is still Sun 8, 23:59:59 ADT; a second later it is Monday: 10–13 (4), Mon 16 (5).
    ("2026-03-09T02:59:59+00:00", "submitted", "full", "2026-03-13"),
    ("2026-03-09T03:00:00+00:00", "submitted", "full", "2026-03-16"),
    # 01:30 comes twice on Sun 1 Nov: 04:30 UTC (ADT) and 05:30 UTC (AST). Mon 2 (1) to Fri 6 (5), both times.
    ("2026-11-01T04:30+00:00", "submitted", "full", "2026-11-06"),
    ("2026-11-01T05:30+00:00", "submitted", "full", "2026-11-06"),
    # 03:59:59 UTC on Mon 2 Nov is Sun 1, 23:59:59 AST; a second later it is Monday: 3–6 (4), Mon 9 (5).
    ("2026-11-02T03:59:59+00:00", "submitted", "full", "2026-11-06"),
    ("2026-11-02T04:00:00+00:00", "submitted", "full", "2026-11-09"),
    # --- just before and after midnight
    # Mon 1 Jun: 2–5 (4), Mon 8 (5). Tue 2 Jun: 3–5 (3), 8 (4), Tue 9 (5).
    ("2026-06-01T23:59:59", "submitted", "full", "2026-06-08"),
    ("2026-06-02T00:00:00", "submitted", "full", "2026-06-09"),
    # The same two moments, written in UTC (three hours on).
    ("2026-06-02T02:59:59+00:00", "submitted", "full", "2026-06-08"),
    ("2026-06-02T03:00:00+00:00", "submitted", "full", "2026-06-09"),
    # In winter four hours on. Mon 12 Jan: 13–16 (4), Mon 19 (5). Tue 13: 14–16 (3), 19 (4), Tue 20 (5).
    ("2026-01-13T03:59:59+00:00", "submitted", "full", "2026-01-19"),
    ("2026-01-13T04:00:00+00:00", "submitted", "full", "2026-01-20"),
    # --- sixty calendar days: closed days count, and the end may be one
    # 5 Jun + 25 = 30 Jun, + 31 = 31 Jul (56), + 4 = Tue 4 Aug (60).
    ("2026-06-05T10:00", "returned", "full", "2026-08-04"),
    # 10 Jun + 20 = 30 Jun, + 31 = 31 Jul (51), + 9 = 9 Aug (60), a Sunday.
    ("2026-06-10T10:00", "returned", "full", "2026-08-09"),
    # Over the change in spring: 3 Feb + 25 = 28 Feb, + 31 = 31 Mar (56), + 4 = 4 Apr (60).
    ("2026-02-03T10:00", "returned", "full", "2026-04-04"),
    # Over the change in autumn: 15 Sep + 15 = 30 Sep, + 31 = 31 Oct (46), + 14 = 14 Nov (60).
    ("2026-09-15T10:00", "returned", "full", "2026-11-14"),
    # --- 29 February 2028, a Tuesday
    # Fri 25 Feb. Mon 28 (1), Tue 29 (2), Wed 1 Mar (3), 2 (4), Fri 3 (5).
    ("2028-02-25T10:00", "submitted", "full", "2028-03-03"),
    # 4 Jan + 27 = 31 Jan, + 29 = 29 Feb (56), + 4 = 4 Mar (60); a year earlier February is a day shorter.
    ("2028-01-04T10:00", "returned", "full", "2028-03-04"),
    ("2027-01-04T10:00", "returned", "full", "2027-03-05"),
    # Returned on the leap day itself: + 31 = 31 Mar, + 29 = 29 Apr (60).
    ("2028-02-29T10:00", "returned", "full", "2028-04-29"),
)


@pytest.mark.parametrize(("since", "state", "track", "last_day"), TURNS)
def test_a_turn_ends_on_the_day_worked_out_by_hand(framework, record_property, since, state, track, last_day):
    record_property("hand-computed case", f"{since} {state} {track}: {last_day}")
    assert due(state, moment(since), framework, track) == moment(f"{last_day}T23:59:59")


@pytest.mark.parametrize(
    ("since", "end"),
    [
        # Saturday 4 April 2026, 23:59:59, is ADT: three hours behind.
        ("2026-02-03T10:00", "2026-04-05T02:59:59+00:00"),
        # Saturday 14 November 2026, 23:59:59, is AST: four hours behind.
        ("2026-09-15T10:00", "2026-11-15T03:59:59+00:00"),
    ],
)
def test_the_last_second_is_the_one_in_halifax_on_both_sides_of_a_change(framework, since, end):
    assert due("returned", moment(since), framework) == moment(end)


SUBMITTED = ("submit", "submitted")
REVIEW = ("start_review", "under_review")
PENDING = ("recommend", "decision_pending")
RETURNED = ("return_for_changes", "returned")
RESUBMITTED = ("resubmit", "submitted")

# (moves, asked at, last day or None, Province's business days, institution's)
HISTORIES = {
    # Province: Thu 4 → Fri 5 (1), Fri → Fri (0), Mon 8 → Wed 10 (2). Institution: Fri → Mon (1).
    # Anew from Mon 8: 9 (1), 10, 11, 12 (4), Mon 15 (5).
    "returned on Friday, resubmitted on Monday": (
        (
            (*SUBMITTED, "2026-06-04T09:00"),
            (*REVIEW, "2026-06-05T09:00"),
            (*RETURNED, "2026-06-05T16:00"),
            (*RESUBMITTED, "2026-06-08T09:00"),
        ),
        ("2026-06-10T09:00", "2026-06-15", 3, 1),
    ),
    # A weekend costs nobody anything: Fri 5 → Sat 6 (0), Sat → Sun (0), Sun 7 → Mon 8 (1). Mon 8 (1) to Fri 12 (5).
    "returned on Saturday, resubmitted on Sunday": (
        (
            (*SUBMITTED, "2026-06-05T09:00"),
            (*RETURNED, "2026-06-06T09:00"),
            (*RESUBMITTED, "2026-06-07T09:00"),
        ),
        ("2026-06-08T09:00", "2026-06-12", 1, 0),
    ),
    # Over Thanksgiving: institution Fri 9 → Tue 13: Mon 12 x, Tue 13 (1). Province Thu 8 → Fri 9 (1).
    # Anew from Tue 13: 14 (1), 15 (2), 16 (3), 19 (4), Tue 20 (5).
    "returned over a long weekend": (
        (
            (*SUBMITTED, "2026-10-08T09:00"),
            (*RETURNED, "2026-10-09T09:00"),
            (*RESUBMITTED, "2026-10-13T09:00"),
        ),
        ("2026-10-13T10:00", "2026-10-20", 1, 1),
    ),
    # The review of Mon 1 Jun may take until Mon 29 (20). Returned in its last minute, it is in time: 20 days.
    # The institution has until 29 Jun + 1 = 30 Jun, + 31 = 31 Jul (32), + 28 = 28 Aug (60).
    "paused in the last minute of the last day": (
        ((*REVIEW, "2026-06-01T09:00"), (*RETURNED, "2026-06-29T23:59")),
        ("2026-06-29T23:59:30", "2026-08-28", 20, 0),
    ),
    # Taken back within the window: nothing was paused, and the day is still the last one.
    "a return on the last day that is taken back": (
        (
            (*REVIEW, "2026-06-01T09:00"),
            (*RETURNED, "2026-06-29T16:00"),
            ("take_back", "under_review", "2026-06-29T16:05"),
        ),
        ("2026-06-29T17:00", "2026-06-29", 20, 0),
    ),
    # Taken back after midnight: the day is over, and Tue 30 counts for the Province (21).
    "a return before midnight that is taken back after it": (
        (
            (*REVIEW, "2026-06-01T09:00"),
            (*RETURNED, "2026-06-29T23:58"),
            ("take_back", "under_review", "2026-06-30T00:03"),
        ),
        ("2026-06-30T00:04", "2026-06-29", 21, 0),
    ),
    # Returned Fri 5 Jun, answered in the last minute of Tue 4 Aug. Institution: Jun 8–30 (17), Jul 1 x, 2–31 (22),
    # 3 Aug x, 4 Aug (1) = 40. Anew: 5, 6, 7 (3), 10 (4), Tue 11 (5).
    "answered in the last minute of sixty days": (
        ((*RETURNED, "2026-06-05T09:00"), (*RESUBMITTED, "2026-08-04T23:59")),
        ("2026-08-04T23:59:30", "2026-08-11", 0, 40),
    ),
    # The decision has no clock of its own: what is left of the review's. Mon 15 Jun → Tue 14 Jul is day 20.
    "recommended on the review's last day": (
        ((*REVIEW, "2026-06-15T09:00"), (*PENDING, "2026-07-14T15:00")),
        ("2026-07-14T16:00", "2026-07-14", 20, 0),
    ),
    # Review after a resubmission: ten days from Wed 2 Sep: 3, 4 (2), 7 x, 8–11 (6), 14–17 (10).
    # Institution Mon 24 → Mon 31 Aug (5). Province: Mon 31 → Wed 2 (2), Wed 2 → Thu 3 (1).
    "a resubmission has ten days, Labour Day not counted": (
        (
            (*RETURNED, "2026-08-24T09:00"),
            (*RESUBMITTED, "2026-08-31T09:00"),
            (*REVIEW, "2026-09-02T09:00"),
        ),
        ("2026-09-03T09:00", "2026-09-17", 3, 5),
    ),
    # Nobody's turn: no date. Province Mon 1 → Wed 3 (2); two weeks withdrawn count for nobody; then a draft,
    # Wed 17 → Fri 19 (2), without a deadline.
    "withdrawn, and reopened two weeks later": (
        (
            (*SUBMITTED, "2026-06-01T09:00"),
            ("withdraw", "withdrawn", "2026-06-03T09:00"),
            ("reopen", "draft", "2026-06-17T09:00"),
        ),
        ("2026-06-19T09:00", None, 2, 2),
    ),
    # Reopened co-design stops the sixty days; the time stays the institution's. Fri 5 → Mon 8 (1), → Fri 12 (4).
    "returned, and co-design opened again": (
        ((*RETURNED, "2026-06-05T09:00"), ("reopen_co_design", "co_design", "2026-06-08T09:00")),
        ("2026-06-12T09:00", None, 0, 5),
    ),
    # Boxing Day 2026 is kept on Mon 28. Province Thu 24 → Tue 29 (1); institution Tue 29 → Mon 4 Jan: 30, 31 (2),
    # 1 x, 4 (3). Anew from Mon 4: 5–8 (4), Mon 11 (5).
    "returned between the years": (
        (
            (*SUBMITTED, "2026-12-24T09:00"),
            (*RETURNED, "2026-12-29T09:00"),
            (*RESUBMITTED, "2027-01-04T09:00"),
        ),
        ("2027-01-04T10:00", "2027-01-11", 1, 3),
    ),
    # Over the leap day: institution Mon 28 Feb → Wed 1 Mar 2028 (2). Anew: 2, 3 (2), 6, 7 (4), Wed 8 (5).
    "answered over 29 February": (
        ((*RETURNED, "2028-02-28T09:00"), (*RESUBMITTED, "2028-03-01T09:00")),
        ("2028-03-01T10:00", "2028-03-08", 0, 2),
    ),
}


@pytest.mark.parametrize("name", HISTORIES)
def test_a_history_gives_the_date_and_the_days_worked_out_by_hand(framework, record_property, name):
    moves, (asked, last_day, province, institution) = HISTORIES[name]
    record_property("hand-computed case", name)
    records = [Moved(transition, target, moment(at)) for transition, target, at in moves]
    assert due_of(records, framework) == (moment(f"{last_day}T23:59:59") if last_day else None)
    spent = time_by_party(records, until=moment(asked))
    assert (spent[Party.PROVINCE], spent[Party.INSTITUTION]) == (province, institution)


# (start, end, the last second without a mark, the first with one)
RISKS = (
    # 5 business days, a fifth is 1, so the two days decide. Mon 8: 0 left, Fri 5: 1 left, Thu 4: 2 left.
    ("2026-06-01T10:00", "2026-06-08", "2026-06-04T23:59:59", "2026-06-05T00:00:00"),
    # 20 business days, a fifth is 4. Mon 29: 0, Fri 26: 1, Thu 25: 2, Wed 24: 3, Tue 23: 4.
    ("2026-06-01T10:00", "2026-06-29", "2026-06-23T23:59:59", "2026-06-24T00:00:00"),
    # 10 business days, a fifth is 2. Wed 14 Oct: 0, Tue 13: 1; after Thanksgiving, Mon 12 x, there are still 2.
    ("2026-09-28T10:00", "2026-10-14", "2026-10-12T23:59:59", "2026-10-13T00:00:00"),
    # 40 business days (see above), a fifth is 8. Tue 4 Aug: 0, Fri 31: 1, 30: 2, 29: 3, 28: 4, 27: 5, Fri 24: 6,
    # 23: 7, Wed 22: 8.
    ("2026-06-05T10:00", "2026-08-04", "2026-07-22T23:59:59", "2026-07-23T00:00:00"),
    # Ends on Sun 9 Aug: the last business day is Fri 7. Jun 11–30 (14), Jul 2–31 (22), Aug 4–7 (4): 40, a fifth is 8.
    # 7: 0, 6: 1, 5: 2, 4: 3, Mon 3 x: 4, Fri 31 Jul: 4, 30: 5, 29: 6, 28: 7, Mon 27: 8.
    ("2026-06-10T10:00", "2026-08-09", "2026-07-27T23:59:59", "2026-07-28T00:00:00"),
    # Between the years: Tue 5 Jan: 0, Mon 4: 1, Sun 3: 2.
    ("2026-12-24T10:00", "2027-01-05", "2027-01-03T23:59:59", "2027-01-04T00:00:00"),
    # Over the change of 8 March: Fri 13: 0, Thu 12: 1, Wed 11: 2.
    ("2026-03-06T10:00", "2026-03-13", "2026-03-11T23:59:59", "2026-03-12T00:00:00"),
)


@pytest.mark.parametrize(("start", "end", "calm", "risky"), RISKS)
def test_a_step_is_at_risk_from_the_day_worked_out_by_hand(framework, record_property, start, end, calm, risky):
    record_property("hand-computed case", f"{start} to {end}: at risk from {risky}")
    ends = moment(f"{end}T23:59:59")
    risk = at_risk_from(moment(start), ends, framework.at_risk)
    assert risk == moment(risky)
    assert mark(risk, ends, moment(calm)) is None
    assert mark(risk, ends, moment(risky)) == Mark.AT_RISK
    assert mark(risk, ends, ends) == Mark.AT_RISK
    assert mark(risk, ends, moment(f"{end}T23:59:59.000001")) == Mark.OVERDUE


def test_the_table_is_large_enough(record_property):
    count = len(TURNS) + len(HISTORIES) + len(RISKS)
    record_property("hand-computed cases", count)
    assert count >= 40


def test_a_step_that_begins_with_little_time_is_at_risk_at_once(framework):
    start = moment("2026-06-01T10:00")
    assert at_risk_from(start, clocks.end_of_day(moment("2026-06-02T10:00")), framework.at_risk) == start
