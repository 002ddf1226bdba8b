"""A conversation whose notices can be answered, and mails as mail programs write them."""

from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import make_msgid

import pytest

from notifications import answering, delivery
from notifications.models import Channel, Notice
from partners.models import User
from proposals.replies import services
from proposals.replies.models import Received, Source
from proposals.talk import services as talk
from proposals.talk.models import Comment, Thread
from tests.talk.conftest import endorsement, guest

ASKED = "Is one assessor enough at night?"


@pytest.fixture
def story(world, settings):
    settings.COALESCE_SECONDS = 0
    settings.REPLY_ADDRESS = "reply@tidemark.example"
    return world.story().invite("fundy", "harbour").open()


@dataclass
class Conversation:
    """Ada asked; Gil, a guest of Fundy, was told by mail, and so was Dana's side of the table."""

    story: object
    thread: Thread

    def notice(self, person: User) -> Notice:
        """The newest mail to this person about the conversation."""
        mine = Notice.objects.filter(recipient=person, channel=Channel.MAIL, event__startswith="comment.")
        return mine.latest("created_at")

    @property
    def gil(self) -> User:
        return endorsement(self.story, "fundy").person

    @property
    def sam(self) -> User:
        return self.story.actor("sam").user

    @property
    def ada(self) -> User:
        return self.story.actor("ada").user

    def said(self) -> list[str]:
        return list(Comment.objects.filter(thread=self.thread).order_by("at", "id").values_list("text", flat=True))


@pytest.fixture
def conversation(story) -> Conversation:
    """Gil begins, Ada answers and names Gil; both have a mail of it."""
    said = talk.open_thread(
        actor=guest(story), proposal=story.proposal, text="One is alone at night.", lane="partners", place="E"
    )
    talk.reply(said.thread_id, actor=story.actor("ada"), text=ASKED)
    return Conversation(story, said.thread)


def mail_of(notice: Notice) -> EmailMessage:
    """As delivery would send it."""
    return delivery.write(notice).message()


def answer(notice: Notice, text: str = "Two are.", sender: str = "", **headers: str) -> EmailMessage:
    """What a mail program sends; a header that is None is left out."""
    made = EmailMessage()
    values = {
        "From": sender or notice.address,
        "To": answering.address_of(notice),
        "Subject": "Re: a comment",
        "Message-ID": make_msgid(domain="works.example"),
    }
    for name, value in (values | {name.replace("_", "-"): value for name, value in headers.items()}).items():
        if value is not None:
            made[name] = value
    made.set_content(text)
    return made


def receive(mail: EmailMessage | bytes, **options) -> Received:
    raw = mail if isinstance(mail, bytes) else bytes(mail)
    return services.receive(raw, source=Source.MAILBOX, **options)


def told(person: User, event: str = "reply.refused") -> list[Notice]:
    return list(Notice.objects.filter(recipient=person, event=event).order_by("created_at"))


def letter_text(notice) -> str:
    """Its lines as one, since a sentence may be broken anywhere."""
    return " ".join(delivery.write(notice).body.split())
