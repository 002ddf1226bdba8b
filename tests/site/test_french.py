"""Everything a person reads exists in French."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "locale" / "fr" / "LC_MESSAGES" / "django.po"
LOOSE = re.compile(r"« | »| :(?=\s|$)")  # an ordinary space where French has one that does not break
PLACEHOLDER = re.compile(r"%\(\w+\)[sdg]|<[^>]+>")


def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="fr")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory) -> Catalog:
    """What the sources say now, by xgettext on a copy of them."""
    copy = tmp_path_factory.mktemp("sources")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout.decode()
    for name in listed.split("\0"):
        if name.endswith((".py", ".html", ".txt")) and not name.startswith(("tests/", "scripts/")):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    (copy / "locale").mkdir()
    command = [sys.executable, "-m", "django", "makemessages", "-l", "fr", "--no-location"]
    subprocess.run(command, cwd=copy, check=True, capture_output=True, env={"PATH": "/usr/bin:/bin"})
    return catalogue(copy / "locale" / "fr" / "LC_MESSAGES" / "django.po")


def test_no_string_is_missing_in_french(extracted):
    french = catalogue(CATALOGUE)
    missing = [
        message.id
        for message in extracted
        if message.id and not (french.get(message.id) and all(texts(french.get(message.id).string)))
    ]
    assert len(list(extracted)) > 500
    assert missing == []


def test_no_french_string_is_left_over_or_doubtful(extracted):
    french = [message for message in catalogue(CATALOGUE) if message.id]
    assert [message.id for message in french if message.fuzzy] == []
    assert [message.id for message in french if extracted.get(message.id) is None] == []


def test_placeholders_and_tags_are_the_same():
    for message in catalogue(CATALOGUE):
        if message.id:
            english = sorted(PLACEHOLDER.findall(texts(message.id)[-1]))
            for text in texts(message.string):
                assert sorted(PLACEHOLDER.findall(text)) == english, message.id


def test_french_typography():
    """French quotation marks and the typographic apostrophe."""
    for message in catalogue(CATALOGUE):
        for text in texts(message.string) if message.id else []:
            assert "'" not in re.sub(r"<[^>]+>", "", text), text
            assert "“" not in text, text


def texts(value) -> list[str]:
    return list(value) if isinstance(value, tuple | list) else [value]


@pytest.mark.parametrize("person", ["elodie", "rob"])
def test_a_french_person_reads_french(demo, db, person):
    client = demo.client(person)
    for path in ("/work/", "/work/proposals/", "/needs/", "/register/", "/account/", "/inbox/"):
        page = client.get(path).content.decode()
        assert '<html lang="fr"' in page
        assert "Mon travail" in page
        assert not re.search(r">(My work|Proposals|Needs|Sign out|Whose turn|Due)<", page)


def test_a_space_that_belongs_to_a_sign_never_ends_a_line():
    spoken = [text for message in catalogue(CATALOGUE) if message.id for text in texts(message.string)]
    spoken += [path.read_text() for path in (ROOT / "notifications" / "messages").glob("*/fr.txt")]
    assert [text for text in spoken if LOOSE.search(text)] == []
