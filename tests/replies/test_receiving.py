"""A mail becomes a comment of the person whom the answered notice was written to, once, or they hear why not."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from notifications import answering, delivery, digests
from notifications.models import DIGEST, Channel, Notice
from proposals.codesign.models import Endorsement
from proposals.replies.models import Outcome, Received
from proposals.talk import services as talk
from proposals.talk.models import Comment
from tests.replies.conftest import ASKED, answer, letter_text, mail_of, receive, told
from tests.site.test_lists import count
from tests.talk.conftest import guest


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
