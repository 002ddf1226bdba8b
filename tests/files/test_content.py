"""What a file is, is decided by what it holds; a hostile one costs little and is refused with a sentence."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from proposals.files.content import kind_of
from proposals.files.naming import MAX_NAME, cleaned
from proposals.files.refused import Refused
from tests.files.hostile import HONEST, HOSTILE

ROOT = Path(__file__).resolve().parents[2]
SAYS = {
    "flat bomb.docx": "unpacks",
    "many entries.docx": "unpacks",
    "nested bomb.docx": "another file inside",
    "overlapping entries.docx": "damaged",
    "billion laughs.docx": "declarations",
    "macro.docx": "runs",
    "program.docx": "runs",
    "loads.docx": "from elsewhere",
    "comment.docx": "two kinds",
    "wide.png": "pixels",
    "text bomb.png": "unpacks",
    "profile bomb.png": "unpacks",
    "appended.png": "after the end",
    "wide.jpg": "pixels",
    "appended.jpg": "after the end",
    "bomb.pdf": "unpacks",
    "armoured bomb.pdf": "unpacks",
    "doubled.pdf": "unpacks",
    "script.pdf": "script",
    "hidden script.pdf": "script",
    "packed script.pdf": "script",
    "protected.pdf": "protected",
    "and zip.pdf": "two kinds",
    "and page.pdf": "two kinds",
    "formula.csv": "Row 2",
    "page.html": "Choose a PDF",
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_is_what_it_holds(name):
    assert kind_of(HONEST[name], name) == {"jpg": "jpeg"}.get(name.rpartition(".")[2].lower(), name.rpartition(".")[2])


@pytest.mark.parametrize("name", HONEST)
def test_no_other_ending_will_do(name):
    for ending in {"pdf", "docx", "xlsx", "png", "jpg", "csv", "exe"} - {name.rpartition(".")[2].lower()}:
        with pytest.raises(Refused):
            kind_of(HONEST[name], f"renamed.{ending}")


@pytest.mark.slow
def test_every_hostile_file_is_refused_within_two_seconds_and_100_megabytes(tmp_path, record_property):
    worst = {"seconds": 0.0, "megabytes": 0.0}
    for name, data in HOSTILE.items():
        path = tmp_path / "file"
        path.write_bytes(data)
        command = [sys.executable, "-m", "tests.files.measure", str(path), name]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, (name, ended.returncode, ended.stderr[-300:])
        found = json.loads(ended.stdout)
        assert SAYS.get(name, "") in found["refused"], (name, found)
        worst = {key: max(worst[key], found[key]) for key in worst}
    record_property("hostile files refused", len(HOSTILE))
    record_property("worst seconds of the processor", worst["seconds"])
    record_property("worst megabytes beside the file", worst["megabytes"])


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\ada\\plan.PDF", "plan.pdf"),
        ("plan\u202efdp.pdf", "planfdp.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("  ..pdf", "file.pdf"),
        ("Étude du marché.pdf", "Étude du marché.pdf"),
        ("plan\0.pdf", "plan.pdf"),
    ],
)
def test_a_name_is_only_a_name(given, shown):
    assert cleaned(given, "pdf") == shown


def test_a_long_name_keeps_its_ending():
    name = cleaned("x" * 500 + ".pdf", "pdf")
    assert (len(name), name[-4:]) == (MAX_NAME, ".pdf")
