"""Proves what the document promises, line by line: what, figure, holds or falls short; the exit status too."""

from promises import Line, show

LINES = (
    Line(
        "Two browsers in one section, a browser killed while typing, a session that ends: nothing is lost",
        ("tests/e2e/test_writing.py",),
        limits={"seconds lost in a killed browser": 3},
    ),
    Line("1,000 random interleavings of saves lose no field", ("tests/writing/test_interleavings.py",)),
    Line(
        "10 competencies, 12 assessments, text in 3 languages: edited, compared and printed whole, and quickly",
        ("tests/writing/test_large.py",),
        limits={
            "seconds to open section E": 1,
            "seconds to open section F": 1,
            "seconds to save section F": 1,
            "seconds to compare": 1,
            "seconds to print as web page": 1,
            "seconds to print as PDF": 5,
        },
    ),
    Line("Equal meaning, equal hash; any other difference, another hash", ("tests/document/test_canonical.py",)),
    Line(
        "A field declared once is in form, comparison, exports, API description, print and import",
        ("tests/exchange/test_one_declaration.py", "tests/document/test_declaration.py"),
    ),
    Line(
        "The twelve published and 500 generated proposals come in within a minute; killed half-way, none twice",
        ("tests/exchange/test_published.py", "tests/exchange/test_imports.py"),
        limits={"seconds to import the twelve": 60, "seconds to import 500 rows": 60},
    ),
    Line(
        "50 different faults in a file: 50 precise messages, and nothing is written",
        ("tests/exchange/test_reading.py",),
        ("precise messages for 50 faults",),
    ),
    Line(
        "JSON comes back byte for byte, the PDF is tagged, no exported cell is a formula",
        ("tests/exchange/test_exports.py",),
    ),
    Line(
        "The whole editing walk by keyboard alone, at 320 pixels, with and without JavaScript; axe finds nothing",
        ("tests/e2e/test_editing_walk.py",),
    ),
    Line(
        "Any two revisions word by word, by person, since I last looked; a section comes back",
        ("tests/writing/test_revisions.py", "tests/writing/test_saving.py"),
    ),
    Line(
        "Near offers are found with their reasons, on labelled pairs, and nobody learns what is not theirs",
        ("tests/overlap",),
    ),
    Line(
        "Bombs, polyglots and what else is no document are refused within 2 s and 100 MB; a scanner is asked",
        ("tests/files",),
        limits={"worst seconds of the processor": 2, "worst megabytes beside the file": 100},
    ),
    Line("Copies and templates begin a proposal", ("tests/starts",)),
)


if __name__ == "__main__":
    raise SystemExit(show(LINES, {"TIDEMARK_INTERLEAVINGS": "1000"}))
