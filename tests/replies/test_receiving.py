"""A mail becomes a comment of the person whom the answered notice was written to, once, or they hear why not."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from notifications import answering, delivery, digests
from notifications.models import DIGEST, Channel, Notice
from partners import guests
from partners.actors import SYSTEM
from proposals.codesign.models import Endorsement
from proposals.models import Proposal
from proposals.replies.models import Outcome, Received
from proposals.talk import services as talk
from proposals.talk.models import Comment
from tests.replies.conftest import ASKED, answer, mail_of, receive, told
from tests.site.test_lists import count
from tests.talk.conftest import guest


def letter_text(notice) -> str:
    """Its lines as one, since a sentence may be broken anywhere."""
    return " ".join(delivery.write(notice).body.split())


def test_an_answer_is_a_comment_of_its_reader_in_the_same_conversation(conversation):
    row = receive(answer(conversation.notice(conversation.gil)))
    assert (row.outcome, row.comment.author, row.comment.thread) == (
        Outcome.COMMENT,
        conversation.gil,
        conversation.thread,
    )
    assert conversation.said()[-1] == "Two are."
    assert row.comment.organisation.short_name == "fundy"
    assert told(conversation.gil) == []


def test_the_others_are_told_of_it_and_can_answer_in_turn(conversation):
    receive(answer(conversation.notice(conversation.gil)))
    hers = conversation.notice(conversation.ada)
    assert hers.context["text"] == "Two are."
    receive(answer(hers, "Good."))
    assert conversation.said()[-2:] == ["Two are.", "Good."]


def test_the_mail_says_that_it_can_be_answered_and_who_will_read_it(conversation):
    notice = conversation.notice(conversation.gil)
    sent = mail_of(notice)
    assert answering.tokens_in(sent["Reply-To"]) == [answering.token_of(notice)]
    text = letter_text(notice)
    assert text.startswith("— Write your answer above this line —")
    assert "will be read by Ada Boudreau, " in text
    assert "(Institution and partners)." in text
    assert text.index(ASKED) < text.index("You can answer this mail") < text.index("You get this because")


def test_the_same_in_french(conversation):
    gil = conversation.gil
    gil.language = "fr"
    gil.save()
    notice = conversation.notice(gil)
    text = delivery.write(notice).body
    assert text.startswith("— Écrivez votre réponse au-dessus de cette ligne —\n")
    quoted = "\n".join(f"> {line}" for line in text.splitlines())
    receive(answer(notice, f"Deux, « au moins ».\n\nLe lun. 30 nov. 2026 à 10 h 05, T <n@t> a écrit\xa0:\n{quoted}"))
    assert conversation.said()[-1] == "Deux, « au moins »."


def test_the_same_mail_twice_is_one_comment(conversation):
    mail = answer(conversation.notice(conversation.gil))
    first, second = receive(mail), receive(mail)
    assert first.pk == second.pk
    assert conversation.said().count("Two are.") == 1
    assert Received.objects.count() == 1


def test_an_answer_stays_in_its_lane(world, story):
    story.endorse("fundy").endorse("harbour").sign_off().submit().assign("rita", "rob")
    story.move("start_review", "cora")
    said = talk.open_thread(
        actor=world.actor("cora"), proposal=story.proposal, text="Is the demand shown?", lane="province"
    )
    talk.reply(said.thread_id, actor=world.actor("rita"), text="Not yet, I think.")
    cora = world.cast.people["cora"]
    mail = Notice.objects.filter(recipient=cora, channel=Channel.MAIL, event="comment.added").latest("created_at")
    assert "(Province only)." in letter_text(mail)
    assert "Ada" not in letter_text(mail)
    row = receive(answer(mail, "Kaninchen."))
    assert row.comment.thread.lane == "province"
    told_of_it = Notice.objects.filter(context__text="Kaninchen.").values_list("recipient__email", flat=True)
    assert set(told_of_it) == {world.cast.people["rita"].email}


def test_nobody_uses_up_the_message_id_of_somebody_elses_answer(conversation):
    mine = answer(conversation.notice(conversation.gil), Message_ID="<one@works.example>")
    receive(
        answer(
            conversation.notice(conversation.ada), "x", sender="mallory@evil.example", Message_ID="<one@works.example>"
        )
    )
    assert receive(mine).outcome == Outcome.COMMENT


def test_no_word_and_no_address_of_the_mail_stands_in_the_ledger(conversation):
    receive(answer(conversation.notice(conversation.gil), "Kaninchen", sender="mallory@evil.example"))
    row = Received.objects.values().get()
    assert not any("Kaninchen" in str(value) or "mallory" in str(value) for value in row.values())


def test_the_ledger_is_only_added_to(conversation):
    row = receive(answer(conversation.notice(conversation.gil)))
    for change in (lambda: Received.objects.update(told=True), row.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


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


def test_headers_of_the_sender_reach_nobody(conversation):
    notice = conversation.notice(conversation.gil)
    raw = bytes(answer(notice, "Two are.")).replace(
        b"Subject: Re: a comment",
        b"Subject: =?utf-8?q?x=0D=0ABcc=3A_victim=40evil.example?=\nX-Evil: 1\nBcc: victim@evil.example",
    )
    assert receive(raw).outcome == Outcome.COMMENT
    for one in Notice.objects.filter(channel=Channel.MAIL, event="comment.added"):
        sent = str(mail_of(one))
        assert "victim@" not in sent
        assert "X-Evil" not in sent


def test_no_mail_offers_an_answer_without_an_address(conversation, settings):
    settings.REPLY_ADDRESS = ""
    notice = conversation.notice(conversation.gil)
    assert not mail_of(notice)["Reply-To"]
    assert "above this line" not in letter_text(notice)


def bundled(conversation, *threads) -> Notice:
    """Several comments of Ada within five minutes, as Gil's one mail."""
    for thread in threads:
        talk.reply(thread.pk, actor=conversation.story.actor("ada"), text="And one more thing.")
    with time_machine.travel(timezone.now() + timedelta(minutes=6), tick=False):
        digests.gather()
    return Notice.objects.filter(recipient=conversation.gil, message=DIGEST).latest("created_at")


def test_a_mail_of_several_comments_in_one_conversation_can_be_answered(conversation, settings):
    settings.COALESCE_SECONDS = 300
    mail = bundled(conversation, conversation.thread, conversation.thread)
    assert letter_text(mail).startswith("— Write your answer above this line —")
    assert receive(answer(mail, "To both: yes.")).outcome == Outcome.COMMENT
    assert conversation.said()[-1] == "To both: yes."


def test_a_mail_of_several_conversations_cannot(conversation, settings, story):
    settings.COALESCE_SECONDS = 300
    other = talk.open_thread(
        actor=story.actor("ada"), proposal=story.proposal, text="And days?", lane="partners", place="F"
    ).thread
    talk.reply(other.pk, actor=guest(story), text="Days are fine.")
    mail = bundled(conversation, conversation.thread, other)
    assert not mail_of(mail)["Reply-To"]
    assert receive(answer(mail)).outcome == Outcome.NO_ACCESS


def test_readers_see_that_a_comment_came_by_mail(world, conversation, story):
    address = f"/work/proposals/{story.proposal.pk}/comments/{conversation.thread.pk}/"
    assert "by e-mail" not in world.client("ada").get(address).content.decode()
    receive(answer(conversation.notice(conversation.gil)))
    assert world.client("ada").get(address).content.decode().count("by e-mail") == 1


def test_writing_a_mail_that_can_be_answered_asks_as_much_for_one_reader_as_for_many(conversation, story):
    """Per mail, whatever the number of comments and of people at the table."""
    key = conversation.notice(conversation.ada).pk

    def write() -> None:
        delivery.write(Notice.objects.select_related("recipient", "guest_link").get(pk=key))

    one = count(write)
    story.invite("cabot")
    for _time in range(3):
        talk.reply(conversation.thread.pk, actor=guest(story, "harbour"), text="More.")
    assert count(write) == one


def test_a_mail_of_something_else_offers_no_answer(conversation):
    mails = Notice.objects.filter(recipient=conversation.gil, channel=Channel.MAIL)
    invited = mails.exclude(event__startswith="comment.").latest("created_at")
    assert not mail_of(invited)["Reply-To"]
    assert receive(answer(invited)).outcome == Outcome.NO_ACCESS


def test_where_the_mail_server_vouches_a_forged_sender_is_refused_without_a_mail(conversation, settings):
    settings.REPLY_SIGNER = "mx.tidemark.example"
    notice = conversation.notice(conversation.gil)
    before = Notice.objects.count()
    fail = "mx.tidemark.example; dmarc=fail header.from=x"
    assert receive(answer(notice, Authentication_Results=fail)).outcome == Outcome.FORGED
    assert receive(answer(notice, Authentication_Results="mx.evil.example; dmarc=pass")).outcome == Outcome.FORGED
    assert receive(answer(notice)).outcome == Outcome.FORGED
    assert Notice.objects.count() == before
    good = "mx.tidemark.example; spf=pass; dmarc=pass (p=NONE) header.from=x"
    assert receive(answer(notice, Authentication_Results=good)).outcome == Outcome.COMMENT


def test_nothing_is_written_half(conversation, monkeypatch):
    """The comment, its mails and the line of the ledger stand together or not at all."""
    mail = answer(conversation.notice(conversation.gil))
    before = (Comment.objects.count(), Notice.objects.count())
    with monkeypatch.context() as broken:
        broken.setattr(Received, "save", lambda *_values, **_options: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            receive(mail)
    assert (Comment.objects.count(), Notice.objects.count(), Received.objects.count()) == (*before, 0)
    assert receive(mail).outcome == Outcome.COMMENT


def test_a_guest_whose_link_was_replaced_answers_the_newer_mail(conversation, story):
    old = conversation.notice(conversation.gil)
    row = Endorsement.objects.get(proposal=story.proposal, person=conversation.gil)
    assert old.guest_link_id == row.guest_link_id
    talk.reply(conversation.thread.pk, actor=guest(story, "harbour"), text="We have two.")
    assert receive(answer(conversation.notice(conversation.gil), "So have we.")).outcome == Outcome.COMMENT
