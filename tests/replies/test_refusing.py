"""A mail that becomes no comment: who hears of it, and who does not."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from notifications import answering
from notifications.models import Notice
from partners import guests
from partners.actors import SYSTEM
from proposals.models import Proposal
from proposals.replies.models import Outcome
from proposals.talk import services as talk
from tests.replies.conftest import ASKED, answer, letter_text, mail_of, receive, told


def test_a_forwarded_mail_lets_nobody_else_speak_and_only_its_reader_hears_of_it(conversation):
    notice = conversation.notice(conversation.gil)
    before = Notice.objects.count()
    row = receive(answer(notice, "I am Gil.", sender="Gil <boss@fundy.example>", Reply_To="boss@fundy.example"))
    assert (row.outcome, row.comment) == (Outcome.OTHER_SENDER, None)
    (heard,) = told(conversation.gil)
    assert heard.address == conversation.gil.email
    assert Notice.objects.count() == before + 1
    text = letter_text(heard)
    assert "another address" in text
    assert "boss@" not in text
    assert "I am Gil" not in text
    assert ASKED not in text


@pytest.mark.parametrize(
    "sender", ["gil@x.example, {own}", "{own}, mallory@evil.example", "", '"{own}" <m@evil.example>']
)
def test_a_sender_who_is_not_one_or_not_theirs_is_refused(conversation, sender):
    notice = conversation.notice(conversation.gil)
    mail = bytes(answer(notice)).replace(
        f"From: {notice.address}".encode(), f"From: {sender.format(own=notice.address)}".encode()
    )
    assert receive(mail).outcome == Outcome.OTHER_SENDER


def test_a_stranger_from_another_organisation_with_a_stolen_address_cannot_speak(world, conversation):
    stolen = conversation.notice(conversation.gil)
    neil = world.cast.people["neil"]
    assert receive(answer(stolen, "Mine now.", sender=neil.email)).outcome == Outcome.OTHER_SENDER
    assert "Mine now." not in conversation.said()
    assert not Notice.objects.filter(recipient=neil).exists()


def test_an_address_that_we_did_not_sign_is_answered_by_nobody(conversation):
    notice = conversation.notice(conversation.gil)
    token = answering.token_of(notice)
    other = token[:-10] + ("a" * 10 if token[-10:] != "a" * 10 else "b" * 10)
    before = Notice.objects.count()
    for to in (f"reply+{other}@tidemark.example", "reply@tidemark.example", f"reply+{token}@other.example", "nobody"):
        assert receive(answer(notice, To=to)).outcome == Outcome.UNKNOWN
    assert Notice.objects.count() == before
    assert conversation.said()[-1] == ASKED


def test_the_address_may_stand_in_any_case_in_the_envelope_or_among_others(conversation):
    notice = conversation.notice(conversation.gil)
    address = answering.address_of(notice)
    assert len(address.partition("@")[0]) <= 64
    assert receive(answer(notice, "1", To=address.upper())).outcome == Outcome.COMMENT
    assert receive(answer(notice, "2", To=f"Tidemark <{address}>, Ada <ada@x.example>")).outcome == Outcome.COMMENT
    assert receive(answer(notice, "3", To="list@x.example", Delivered_To=address)).outcome == Outcome.COMMENT
    assert receive(answer(notice, "4", To="x@y.example"), to=(address,)).outcome == Outcome.COMMENT


MACHINES = [
    {"Auto_Submitted": "auto-replied"},
    {"Auto_Submitted": "auto-generated (vacation)"},
    {"Precedence": "bulk"},
    {"X_Autoreply": "yes"},
    {"List_Id": "<all.works.example>"},
    {"Return_Path": "<>"},
    {"Subject": "Automatic reply: comment"},
    {"Subject": "Réponse automatique : commentaire"},
    {"X_Tidemark_Event": "comment.added"},
]


@pytest.mark.parametrize("headers", MACHINES, ids=lambda one: "-".join([*one, *one.values()]))
def test_a_machine_is_never_answered_and_never_a_comment(conversation, headers):
    before = Notice.objects.count()
    row = receive(answer(conversation.notice(conversation.gil), **headers))
    assert (row.outcome, row.reason) == (Outcome.AUTOMATIC, next(iter(headers)).replace("_", "-"))
    assert Notice.objects.count() == before


def test_a_bounce_is_a_machines(conversation):
    notice = conversation.notice(conversation.gil)
    raw = (
        f"From: MAILER-DAEMON@works.example\r\nTo: {answering.address_of(notice)}\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n--b\r\n\r\nNo.\r\n--b--\r\n'
    )
    assert receive(raw.encode()).outcome == Outcome.AUTOMATIC
    assert told(conversation.gil) == []


def test_whoever_lost_access_hears_it_without_a_word_of_the_case_beyond_what_they_had(conversation):
    notice = conversation.notice(conversation.gil)
    guests.revoke(notice.guest_link, actor=SYSTEM)
    Proposal.objects.update(title="A new secret title")
    assert receive(answer(notice)).outcome == Outcome.NO_ACCESS
    (heard,) = told(conversation.gil)
    text = letter_text(heard)
    assert "your link does not open it any more" in text
    assert "secret" not in text
    assert "/comments/" not in text


def test_a_member_whose_role_ended_cannot_answer_any_more(conversation):
    notice = conversation.notice(conversation.ada)
    conversation.ada.groups.clear()
    assert receive(answer(notice)).outcome == Outcome.NO_ACCESS


def test_who_is_no_longer_active_is_not_written_to(conversation):
    notice = conversation.notice(conversation.gil)
    gil = conversation.gil
    gil.is_active = False
    gil.save()
    before = Notice.objects.count()
    assert receive(answer(notice)).outcome == Outcome.GONE
    assert Notice.objects.count() == before


def test_a_settled_conversation_and_an_ended_case_say_so(conversation, story):
    notice = conversation.notice(conversation.gil)
    talk.resolve(conversation.thread.pk, actor=story.actor("ada"), outcome="answered")
    assert receive(answer(notice)).outcome == Outcome.SETTLED
    assert not mail_of(notice)["Reply-To"]
    talk.reopen(conversation.thread.pk, actor=story.actor("ada"))
    story.move("withdraw", "ada", reason="No longer needed.")
    assert receive(answer(notice)).outcome == Outcome.ENDED
    assert "settled meanwhile" in letter_text(told(conversation.gil)[0])


def test_a_mail_is_answered_for_sixty_days(conversation):
    notice = conversation.notice(conversation.ada)
    with time_machine.travel(timezone.now() + timedelta(days=59), tick=False):
        assert receive(answer(notice)).outcome == Outcome.COMMENT
    with time_machine.travel(timezone.now() + timedelta(days=61), tick=False):
        assert receive(answer(notice)).outcome == Outcome.TOO_OLD
        assert "60 days" in letter_text(told(conversation.ada)[0])


@pytest.mark.parametrize(
    ("text", "outcome", "words"),
    [
        ("", Outcome.EMPTY, "nothing above the line"),
        ("> only\n> a\n> quote\n", Outcome.EMPTY, "nothing above the line"),
        ("x" * 4001, Outcome.TOO_LONG, "4,000"),
        ("Ask @Nobody Here", Outcome.MENTION, "with an @"),
    ],
)
def test_what_cannot_be_a_comment_comes_back_with_what_to_do(conversation, text, outcome, words):
    row = receive(answer(conversation.notice(conversation.gil), text))
    assert (row.outcome, row.told) == (outcome, True)
    (heard,) = told(conversation.gil)
    assert words in letter_text(heard)
    assert conversation.said()[-1] == ASKED


def test_a_mail_beyond_all_size_is_refused_by_its_headers(conversation):
    raw = bytes(answer(conversation.notice(conversation.gil))) + b"x" * 10_000_001
    assert receive(raw).outcome == Outcome.TOO_LARGE
    assert "larger than 10" in letter_text(told(conversation.gil)[0])


def test_files_are_left_out_and_the_comment_stands(conversation):
    mail = answer(conversation.notice(conversation.gil), "See the plan.")
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="plan.pdf")
    mail.add_attachment("a,b", subtype="csv", filename="shifts.csv")
    row = receive(mail)
    assert (row.outcome, row.attachments) == (Outcome.COMMENT, 2)
    assert conversation.said()[-1] == "See the plan."
    (heard,) = told(conversation.gil, "reply.files_left_out")
    assert "The files that came with it were left out" in letter_text(heard)
    assert "plan.pdf" not in letter_text(heard)


def test_refusals_stop_after_five_a_day(conversation):
    notice = conversation.notice(conversation.gil)
    rows = [receive(answer(notice, "")) for _time in range(7)]
    assert [row.told for row in rows] == [True] * 5 + [False] * 2
    assert len(told(conversation.gil)) == 5
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert receive(answer(notice, "")).told


def test_a_refusal_is_itself_an_answer_of_a_machine(conversation):
    receive(answer(conversation.notice(conversation.gil), ""))
    sent = mail_of(told(conversation.gil)[0])
    assert sent["Auto-Submitted"] == "auto-generated"
    assert not sent["Reply-To"]
