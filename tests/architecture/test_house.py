"""The house keeps its own rules: one door, one direction, short files, nothing that only works here."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from workflow.process import TABLE

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "api", "register", "proposals", "notifications", "workflow", "partners")
MOVES = {row.name for row in TABLE} | {"save_draft"}
FILE_LIMIT, FUNCTION_LIMIT = 400, 40


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text(encoding="utf-8"))


def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def transitions_called(tree: ast.Module) -> set[int]:
    """Lines that call a method which django-fsm made a transition of."""
    models = {"Proposal", "Endorsement", "Review", "Listing", "Need", "proposal", "endorsement", "review", "listing"}
    models |= {"need", "subject", "case", "row", "self"}
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MOVES:
            owner = node.func.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            if name in models - {"self"}:
                found.add(node.lineno)
    return found


def state_written(tree: ast.Module) -> set[int]:
    """Lines that write a `state` past the door: an assignment, `.update(state=…)`, `.create(state=…)`."""
    found = set()
    for node in ast.walk(tree):
        targets = node.targets if isinstance(node, ast.Assign) else []
        if any(isinstance(target, ast.Attribute) and target.attr == "state" for target in targets):
            found.add(node.lineno)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            writes = node.func.attr in {"update", "create", "update_or_create", "bulk_update"}
            if writes and any(keyword.arg == "state" for keyword in node.keywords):
                found.add(node.lineno)
    return found


def test_only_the_door_calls_a_transition():
    guilty = [f"{path.relative_to(ROOT)}:{line}" for path, tree in sources() for line in transitions_called(tree)]
    assert guilty == []


def test_nothing_writes_a_state_past_the_door():
    # The outbox and framework versions have states of their own, which are no machine of the process.
    outside = [
        (path, tree)
        for path, tree in sources()
        if "notifications" not in path.parts and path.parts[-2:] != ("frameworks", "services.py")
    ]
    guilty = [f"{path.relative_to(ROOT)}:{line}" for path, tree in outside for line in state_written(tree)]
    assert guilty == []


@pytest.mark.parametrize(
    "code",
    [
        "proposal.submit()",
        "case.proposal.approve()",
        "endorsement.save_draft()",
        "subject.take_back()",
    ],
)
def test_the_check_sees_a_call_past_the_door(code):
    assert transitions_called(ast.parse(code)) == {1}


@pytest.mark.parametrize(
    "code",
    ["proposal.state = 'approved'", "Proposal.objects.filter(pk=1).update(state='approved')", "M.create(state='x')"],
)
def test_the_check_sees_a_state_that_is_written(code):
    assert state_written(ast.parse(code)) == {1}


def test_no_file_is_too_long():
    long = {path: len(path.read_text(encoding="utf-8").splitlines()) for path, _tree in sources()}
    assert {str(path): lines for path, lines in long.items() if lines > FILE_LIMIT} == {}


def test_no_function_is_too_long():
    long = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and _length(node) > FUNCTION_LIMIT
    ]
    assert long == []


def _length(node: ast.FunctionDef) -> int:
    """Lines of the body: a signature with one argument a line, or a docstring, is not what makes a function long."""
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return int(node.end_lineno or 0) - body[0].lineno + 1


def test_no_room_is_a_drawer():
    names = {part for path, _tree in sources() for part in path.relative_to(ROOT).with_suffix("").parts}
    assert not names & {"common", "utils", "helpers", "misc"}


def test_no_signal_has_an_effect():
    guilty = [str(path) for path, _tree in sources() if "django.db.models.signals" in path.read_text(encoding="utf-8")]
    assert guilty == []


def test_get_has_no_view_that_answers_every_method():
    """Every view says which methods it answers; what answers GET only cannot be posted to, and the other way."""
    said = re.compile(r"@(require_safe|require_GET|require_POST|require_http_methods)")
    for path, tree in sources():
        if not path.name.endswith("views.py"):
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.args.args and node.args.args[0].arg == "request":
                decorators = " ".join(f"@{ast.unparse(one)}" for one in node.decorator_list)
                if not node.name.startswith("_"):
                    assert said.search(decorators), f"{path.relative_to(ROOT)}:{node.name}"


def test_nothing_names_a_package_registry_or_a_place_of_one_machine():
    words = [b"pypi" + b".org", b"files.python" + b"hosted", b"registry.npm" + b"js", b"/wo" + b"rk/"]
    guilty = []
    for path in committed():
        if path.suffix in {".png", ".mo", ".woff2"} or "vendor" in path.parts:
            continue
        text = path.read_bytes()
        # An address of the site itself begins with "work/": only a path from the root of a machine is meant.
        found = [word for word in words[:3] if word in text] + [
            word for word in words[3:] if re.search(rb"(?<![\w\"'}.])" + word + rb"(main|shared)", text)
        ]
        if found:
            guilty.append((str(path.relative_to(ROOT)), found))
    assert guilty == []


def test_every_template_is_escaped():
    guilty = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "templates").rglob("*.html")
        if re.search(r"\|safe\b|autoescape off", path.read_text(encoding="utf-8"))
    ]
    assert guilty == []
