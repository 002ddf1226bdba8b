"""What somebody added is kept, what was quoted is cut, whichever program they write with; and nothing makes it fail."""

import base64
import re
from email.message import EmailMessage

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from proposals.replies.cutting import new_words
from proposals.replies.plain import text_of, unflowed
from proposals.replies.reading import read

OURS = """— Write your answer above this line —

Ada Boudreau of Acadia University commented on TM-2026-001 “Night care” (Section E):

> Is one assessor enough?

Read the comment:
http://localhost:8000/guest/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789/

--\x20
You get this because you took part in this conversation.
"""
QUOTED = "\n".join(f"> {line}" for line in OURS.splitlines())
HEADERS_EN = (
    "From: Tidemark <notices@tidemark.example>\nSent: Monday, November 30, 2026 10:05 AM\nTo: Gil\nSubject: Comment"
)
HEADERS_FR = (
    "De : Tidemark <notices@tidemark.example>\nEnvoyé : lundi 30 novembre 2026 10:05\nÀ : Gil\nObjet : Commentaire"
)
FROM = "Tidemark <notices@tidemark.example>"
WRAPPED = "Tidemark <\nnotices@tidemark.example>"
PROGRAMS = {
    "Gmail": f"{{}}\n\nOn Mon, Nov 30, 2026 at 10:05 AM {FROM} wrote:\n\n{QUOTED}",
    "Gmail, wrapped": f"{{}}\n\nOn Mon, Nov 30, 2026 at 10:05 AM {WRAPPED} wrote:\n\n{QUOTED}",
    "Gmail en français": f"{{}}\n\nLe lun. 30 nov. 2026 à 10 h 05, {FROM} a\nécrit :\n\n{QUOTED}",
    "Apple Mail": f"{{}}\n\n> On Nov 30, 2026, at 10:05 AM, {FROM} wrote:\n> \n{QUOTED}",
    "iPhone": f"{{}}\n\nSent from my iPhone\n\n> On Nov 30, 2026, at 10:05, Tidemark wrote:\n> \n{QUOTED}",
    "iPhone en français": f"{{}}\n\nEnvoyé de mon iPhone\n\n> Le 30 nov. à 10:05, Tidemark a écrit\xa0:\n> \n{QUOTED}",
    "Outlook": f"{{}}\n\n________________________________\n{HEADERS_EN}\n\n{OURS}",
    "Outlook en français": f"{{}}\n\n{HEADERS_FR}\n\n{OURS}",
    "Outlook, old": f"{{}}\n\n-----Original Message-----\n{HEADERS_EN}\n\n{OURS}",
    "Outlook, vieux": f"{{}}\n\n-----Message d’origine-----\n{HEADERS_FR}\n\n{OURS}",
    "Outlook for iOS": f"{{}}\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\n{HEADERS_EN}\n\n{OURS}",
    "Thunderbird": f"{{}}\n\n-- \nGil Fundy\nWorks\n\nOn 2026-11-30 10:05, Tidemark wrote:\n{QUOTED}",
    "below the quote": f"On 2026-11-30 10:05, Tidemark wrote:\n{QUOTED}\n\n{{}}",
    "no quote": "{}",
    "a program that we do not know": f"{{}}\n{OURS}",
    "Windows": f"{{}}\r\n\r\nOn Mon Tidemark wrote:\r\n{QUOTED}",
}
ANSWERS = [
    "Two are.",
    "Oui, « au moins » deux\xa0; voir plus bas.",
    "Three things:\n\n- nights\n- weekends\n- holidays\n\nBest regards,\nGil",
    "One long line. " * 250,
    "Two, I think: one inside, one outside.\nSee https://example.org/a?b=c",
]


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("words", ANSWERS, ids=lambda words: words[:12])
def test_exactly_the_answer_is_left(program, words):
    assert new_words(PROGRAMS[program].format(words)) == words.strip()


def test_answers_between_the_quoted_lines_are_kept():
    text = "On Monday Tidemark wrote:\n> Is one enough?\n> At night?\n> And days?\nNo.\n> What of days?\nDays are fine."
    assert new_words(text) == "No.\nDays are fine."


def test_a_mailed_key_is_never_kept():
    key = "a2b3" * 13
    text = f"As in http://localhost:8000/guest/{'x' * 43}/ and reply+{key}@tidemark.example"
    assert new_words(text) == "As in http://localhost:8000/guest/…/ and reply+…@tidemark.example"


WORDS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters=">:\u2028\u2029\ufffe\uffff\ue000\ue001"
    ),
    min_size=1,
    max_size=60,
)


@given(st.lists(WORDS, min_size=1, max_size=6), st.sampled_from(sorted(PROGRAMS)))
def test_no_word_of_our_mail_is_left_and_no_word_of_the_answer_is_lost(lines, program):
    """Whatever was typed, apart from what looks like a quote or a header itself."""
    words = " ".join("\n".join(f"w {line} w" for line in lines).split())
    cut = new_words(PROGRAMS[program].format("\n".join(f"w {line} w" for line in lines)))
    assert " ".join(cut.split()) == words
    assert "Is one assessor enough" not in cut


@given(st.text(max_size=3000))
@example("\x00" * 10)
@example("On " * 2000 + "wrote:")
@example("2026/1/1 " + " <@" * 1500)
@example("\n".join(["> a", "b"] * 3000))
@example("From: a\nTo: b\n" * 2000)
def test_nothing_makes_the_cutting_fail(text):
    cut = new_words(text)
    assert not re.search("[\x00-\x09\x0b-\x1f]", cut)
    assert cut.encode() is not None


@given(st.text(max_size=2000), st.binary(max_size=500))
@example("<div>" * 20000, b"")
@example("<!" * 5000 + "<![CDATA[" * 5000, b"")
def test_nothing_makes_the_reading_of_html_fail(text, raw):
    text_of(text)
    text_of(raw.decode("latin-1"))


def test_html_becomes_text_and_nothing_of_it_runs():
    html = (
        "<html><head><title>x</title><style>p{}</style><body><p>Two&nbsp;are, <b>I</b> think &amp; hope.</p>"
        "<script>alert(1)</script><img src=x onerror=alert(1)><div>Line<br>break</div>"
        '<a href="javascript:alert(1)">link</a>'
        '<div class="gmail_quote"><div>On Mon, Tidemark wrote:<br></div><blockquote><p>Is one enough?</p>'
        "<blockquote>Deeper</blockquote></blockquote></div></body></html>"
    )
    mail = EmailMessage()
    mail.set_content(html, subtype="html")
    text = read(bytes(mail)).text
    assert text == "Two\xa0are, I think & hope.\n\nLine\nbreak\nlink"
    assert "alert" not in text


ESCAPED = "&lt;script&gt;alert(1)&lt;/script&gt;"


def test_markup_that_was_typed_stays_what_was_typed():
    mail = EmailMessage()
    mail.set_content(f"<p>Write {ESCAPED}</p>", subtype="html")
    assert read(bytes(mail)).text == "Write <script>alert(1)</script>"


def nested(depth: int) -> bytes:
    head = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\r\n\r\n--{n}\r\n' for n in range(depth))
    return f"From: a@b.example\r\n{head}Content-Type: text/plain\r\n\r\nHello\r\n".encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 1000,
        b"\r\n\r\n",
        b"From: \xff\xfe\r\n\r\n\xff",
        b"From: =?utf-8?q?" + b"=00" * 2000 + b"?=\r\n\r\nx",
        b"From: " + b"<" * 5000 + b"\r\n\r\nx",
        b"From: a@b\r\nContent-Type: text/plain; charset=klingon\r\n\r\nHall\xe9",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n--b--",
        b"Content-Disposition: attachment; filename*=utf-8''%ff%fe\r\n\r\nx",
        b"X: y\r\n" * 50_000,
        nested(50),
        nested(10_000),
        b"a" * 3_000_000,
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=\r\n" * 100_000,
    ],
    ids=lambda raw: f"{len(raw)}-{raw[:12]!r}",
)
def test_broken_mail_is_read_as_far_as_it_goes(raw):
    everything(raw)


@given(st.binary(max_size=2000))
def test_no_bytes_make_the_reading_fail(raw):
    everything(raw)


HEADERS = (
    "From",
    "To",
    "Content-Type",
    "Content-Disposition",
    "Content-Transfer-Encoding",
    "Auto-Submitted",
    "Subject",
)


@given(st.dictionaries(st.sampled_from(HEADERS), st.binary(max_size=60)), st.binary(max_size=300))
def test_no_headers_make_the_reading_fail(headers, body):
    head = b"".join(name.encode() + b": " + value.replace(b"\n", b"") + b"\r\n" for name, value in headers.items())
    everything(head + b"\r\n" + body)


def everything(raw: bytes) -> None:
    mail = read(raw)
    found = (mail.tokens, mail.sender, mail.automatic, mail.message_id, mail.text, mail.attachments)
    assert "\x00" not in mail.text
    assert mail.text.encode() is not None
    assert mail.vouched_by("mx.example") in {True, False}
    assert len(found) == 6


@pytest.mark.parametrize(
    ("charset", "words"), [("iso-8859-1", "déjà"), ("windows-1252", "l’été"), ("utf-16", "nuit"), ("koi8-r", "да")]
)
def test_odd_charsets_are_read(charset, words):
    body = base64.b64encode(words.encode(charset)).decode()
    head = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    assert read((head + body).encode()).text == words


@pytest.mark.parametrize(("more", "end"), [("", " "), ("; delsp=yes", "  ")])
def test_lines_that_a_program_broke_are_whole_again(more, end):
    body = f"Two are, I{end}\nthink.\n\n>From there it is{end}\nfar.\n-- \nGil\n".replace(">From", " From")
    raw = f"Content-Type: text/plain; charset=utf-8; format=flowed{more}\n\n{body}"
    assert read(raw.encode()).text == "Two are, I think.\n\nFrom there it is far."


@given(st.text(max_size=500))
def test_lines_that_nobody_broke_stay_as_they_are(text):
    """But for a space before a line, which the form itself adds."""
    lines = [line.strip() for line in text.replace("\r", "\n").split("\n")]
    assert unflowed("\n".join(lines)) == "\n".join(lines)


def test_a_charset_that_is_not_what_it_says_is_read_all_the_same():
    raw = "Content-Type: text/plain; charset=us-ascii\r\n\r\nd\xe9j\xe0".encode("latin-1")
    assert read(raw).text == "déjà"


def test_pictures_of_a_signature_are_no_attachments():
    mail = EmailMessage()
    mail.set_content("Two are.")
    mail.add_alternative('<p>Two are.<img src="cid:logo"></p>', subtype="html")
    mail.get_payload()[1].add_related(b"x", "image", "png", cid="<logo>", filename="logo.png")
    assert (read(bytes(mail)).attachments, read(bytes(mail)).text) == (0, "Two are.")
    mail.add_attachment(b"x", maintype="image", subtype="png", filename="photo.png")
    assert read(bytes(mail)).attachments == 1
