"""Nothing that a person typed reaches another person's mail as a header, as markup, or as something to click."""

import re
import uuid
from email import message_from_bytes, policy
from itertools import cycle
from unicodedata import category

import pytest
from django.utils import timezone, translation
from django.utils.html import urlize
from hypothesis import given, settings
from hypothesis import strategies as st

from notifications import delivery, samples
from notifications.models import DIGEST, Notice, NoticeState
from notifications.rules import MESSAGES
from partners import guests, typed
from partners import services as partners
from partners.models import Organisation, OrganisationInvitation, User
from partners.roles import Role
from proposals.joining import letters
from proposals.joining.models import JoinRequest
from tests.notifications.hostile import BENT, WORDS, clickable, faults, spoilt

READERS = {"en": "reader@reader.example", "fr": "lectrice@reader.example"}
PIECES = st.sampled_from(
    [*WORDS.values(), *BENT, "http", "https", ":", "/", "//", ".", "@", "www", "evil", "example", "=?", "?=", "\\", " "]
)
TYPED = st.lists(PIECES | st.text(max_size=5), max_size=8).map("".join)


@pytest.fixture
def readers(db) -> dict[str, User]:
    return {
        language: User.objects.create_user(address, None, name="Rae Reader", language=language)
        for language, address in READERS.items()
    }


def row(name: str, reader: User, words: str, **more) -> Notice:
    """A sample as a row of the ledger, its every word replaced."""
    made = samples.notice(name, reader.language, spoilt(samples.full(name), words))
    made.pk, made.event_key, made.recipient, made.address = uuid.uuid4(), str(uuid.uuid4()), reader, reader.email
    made.guest_link, made.via, made.next_try_at = None, words[:250], timezone.now()
    for name, value in more.items():
        setattr(made, name, value)
    return made


def found(mailbox) -> list[str]:
    """Every fault of every mail that was really sent, and how many of them there were is asserted by the caller."""
    return [f"{one['X-Tidemark-Event']}: {fault}" for one in mailbox.mails() for fault in faults(one, one["To"])]


def test_no_message_in_any_language_carries_more_than_words(mailbox, readers, record_property):
    kinds = cycle(WORDS.values())
    spread = [(message, reader, next(kinds)) for message in sorted(MESSAGES) for reader in readers.values()]
    heaped = [(message, reader, WORDS["all at once"]) for message in sorted(MESSAGES) for reader in readers.values()]
    Notice.objects.bulk_create(row(*one) for one in spread + heaped)
    assert delivery.drain(seconds=300) == len(MESSAGES) * 4
    record_property("hostile mails delivered and parsed", len(mailbox.mails()))
    record_property("faults found in mails", len(found(mailbox)))
    assert found(mailbox) == []
    assert len(mailbox.mails()) == len(MESSAGES) * 4


TOLD = ("returned", "comment_added", "comment_added", "absence_announced")


@pytest.mark.parametrize("kind", WORDS)
def test_nor_does_a_mail_that_gathers_others(mailbox, readers, kind):
    for reader in readers.values():
        alone = [row(message, reader, WORDS[kind]) for message in TOLD]
        digest = row("returned", reader, WORDS[kind], message=DIGEST, context={"kind": "daily"}, event="digest.daily")
        lines = [row(one, reader, WORDS[kind], state=NoticeState.GATHERED, digest=digest) for one in TOLD]
        Notice.objects.bulk_create([digest, *lines, *alone])
    assert delivery.drain() == 10
    assert found(mailbox) == []
    assert len(mailbox.mails()) == 10


@pytest.mark.parametrize("kind", WORDS)
def test_nor_does_mail_to_somebody_without_an_account(mailbox, db, kind):
    words = WORDS[kind]
    organisation = Organisation(name=words, name_fr=words)
    inviter = User(name=words)
    for language, address in READERS.items():
        asked = JoinRequest(name=words, language=language, email=address)
        with translation.override(language):
            letters.declined(asked, words).send()
            letters.admitted(asked, organisation, "/x/", new=True).send()
            guests.code_mail("123456", address).send()
        invitation = OrganisationInvitation(
            organisation=organisation, invited_by=inviter, role=Role.AUTHOR, email=address
        )
        partners.invitation_mail(invitation, "token").send()
    assert delivery.drain() == 8
    assert found(mailbox) == []


@settings(max_examples=40)
@given(TYPED, st.sampled_from(sorted(MESSAGES)), st.sampled_from(["en", "fr"]))
def test_whatever_is_typed_stays_words(words, message, language):
    reader = User(email=READERS[language], language=language)
    made = message_from_bytes(delivery.write(row(message, reader, words)).message().as_bytes(), policy=policy.default)
    assert faults(made, READERS[language]) == []


@settings(max_examples=300)
@given(TYPED)
def test_plain_words_keep_their_letters_and_nothing_else(words):
    plain = typed.plain(words)
    line = typed.plain_line(words)
    assert "<a " not in urlize(plain, autoescape=True)
    assert clickable(plain) == []
    assert not [one for one in plain if category(one) in {"Cf", "Cs"}]
    assert not [one for one in line if category(one) == "Cc"]
    assert typed.plain(plain) == plain
    assert typed.plain_line(line) == line
    seen = "".join(one for one in words if category(one) not in {"Cf", "Cs"})
    assert re.sub(r"[\[\]]|(?<==) (?=\?)", "", plain) == re.sub(r"[\[\]]|(?<==) (?=\?)", "", seen)


@pytest.mark.parametrize(
    "words",
    [
        "e.g. 3.5 hours, from 10:30 to 11:45",
        "Ph.D. or U.S. degree",
        "p. ex. à 8 h 30 : oui",
        "wait... and see",
        "C: 4/5",
    ],
)
def test_ordinary_words_are_left_alone(words):
    assert typed.plain(words) == words


def test_a_typed_address_can_still_be_read():
    assert (
        typed.plain("See https://evil.example/a, or a@b.example") == "See https[:]//evil[.]example/a, or a@b[.]example"
    )
