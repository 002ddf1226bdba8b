"""docs/process.svg: the proposal's states in three lanes by whose turn it is.

The words come from the process table; only the places are kept here. A state without a place or a move
without a route raises KeyError, so that a change of the table cannot leave a silent gap.
"""

from xml.sax.saxutils import escape

from config.process_page import in_words
from workflow.process import CREATED, PREVIOUS, Row, rows_of
from workflow.states import ProposalState as P

WIDTH, HEIGHT = 1470, 600
BOX_WIDTH, BOX_HEIGHT = 112, 46
COLUMN, LEFT = 200, 130  # distance between columns, and the first one's centre
LANES = (
    ("The institution’s and its partners’ turn", 30),
    ("The Province’s turn", 190),
    ("Nobody’s turn", 335),
)
LANE_HEIGHT = 125
ROWS = (115, 260, 405)

PLACES: dict[str, tuple[int, int]] = {
    P.DRAFT: (0, 0),
    P.CO_DESIGN: (1, 0),
    P.SIGN_OFF: (2, 0),
    P.RETURNED: (4, 0),
    P.APPROVED_WITH_CONDITIONS: (6, 0),
    P.SUBMITTED: (3, 1),
    P.UNDER_REVIEW: (4, 1),
    P.DECISION_PENDING: (5, 1),
    P.WITHDRAWN: (0, 2),
    P.LAPSED: (1, 2),
    P.DECLINED: (5, 2),
    P.APPROVED: (6, 2),
}

# (source, transition) -> path, and the place and alignment of its words
ROUTES: dict[tuple[str, str], tuple[str, int, int, str]] = {
    (CREATED, "create"): ("M 40 115 H 72", 54, 103, "middle"),
    (P.DRAFT, "open_co_design"): ("M 186 106 H 272", 230, 88, "middle"),
    (P.CO_DESIGN, "close_co_design"): ("M 274 124 H 188", 230, 139, "middle"),
    (P.CO_DESIGN, "request_sign_off"): ("M 386 106 H 472", 430, 88, "middle"),
    (P.SIGN_OFF, "refuse_sign_off"): ("M 474 124 H 388", 430, 139, "middle"),
    (P.SIGN_OFF, "submit"): ("M 530 138 V 260 H 672", 602, 254, "middle"),
    (P.SUBMITTED, "return_for_changes"): ("M 750 237 V 126 H 872", 812, 141, "middle"),
    (P.RETURNED, "resubmit"): ("M 874 104 H 710 V 235", 792, 98, "middle"),
    (P.RETURNED, "reopen_co_design"): ("M 930 92 V 62 H 330 V 90", 630, 57, "middle"),
    (P.UNDER_REVIEW, "return_for_changes"): ("M 930 237 V 140", 938, 170, "start"),
    (P.DECISION_PENDING, "return_for_changes"): ("M 1130 237 V 115 H 988", 1060, 97, "middle"),
    (P.SUBMITTED, "start_review"): ("M 786 260 H 872", 830, 254, "middle"),
    (P.UNDER_REVIEW, "recommend"): ("M 986 260 H 1072", 1030, 254, "middle"),
    (P.UNDER_REVIEW, "send_to_full_review"): ("M 915 283 V 303 H 945 V 285", 952, 302, "start"),
    (P.DECISION_PENDING, "approve_with_conditions"): ("M 1186 252 H 1310 V 140", 1248, 234, "middle"),
    (P.DECISION_PENDING, "approve"): ("M 1186 268 H 1310 V 380", 1248, 283, "middle"),
    (P.APPROVED_WITH_CONDITIONS, "confirm_conditions"): ("M 1350 138 V 380", 1358, 255, "start"),
    (P.DECISION_PENDING, "decline"): ("M 1130 283 V 380", 1138, 345, "start"),
    (P.DECLINED, "reconsider"): ("M 1074 405 H 730 V 285", 900, 399, "middle"),
}
IN_WORDS = frozenset({"withdraw", "lapse", "reopen", "take_back"})  # from many states: too many lines

STYLE = """
    text { font-family: system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1d2b36; }
    .lane { fill: #f2f6f8; } .lane-name { font-size: 13px; font-weight: 600; fill: #3d5261; }
    .box { fill: #ffffff; stroke: #12506b; stroke-width: 2; } .end { fill: #e3edf1; }
    .name { font-size: 12px; font-weight: 600; text-anchor: middle; }
    .move { fill: none; stroke: #3d5261; stroke-width: 1.5; marker-end: url(#head); }
    .word { font-size: 11px; paint-order: stroke; stroke: #f2f6f8; stroke-width: 3px; }
    .note { font-size: 13px; }
"""


def render() -> str:
    rows = [row for row in rows_of("proposal") if row.name not in IN_WORDS]
    notes = _notes()
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'aria-labelledby="title description">',
        '<title id="title">The states of a proposal</title>',
        f'<desc id="description">{escape(_description(rows, notes))}</desc>',
        f"<style>{STYLE}</style>",
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path d="M 0 0 L 8 4 L 0 8 z" fill="#3d5261"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        *(_lane(name, top) for name, top in LANES),
        '<circle cx="34" cy="115" r="6" fill="#12506b"/>',
        *(_move(row, source) for row in rows for source in sorted(row.sources)),
        *(_box(state) for state in P),
        *(
            f'<text class="note" x="20" y="{500 + 24 * number}">{escape(note)}</text>'
            for number, note in enumerate(notes)
        ),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _lane(name: str, top: int) -> str:
    return (
        f'<rect class="lane" x="10" y="{top}" width="{WIDTH - 20}" height="{LANE_HEIGHT}" rx="6"/>'
        f'<text class="lane-name" x="20" y="{top + 18}">{escape(name)}</text>'
    )


def _box(state: P) -> str:
    column, lane = PLACES[state]
    x, y = LEFT + COLUMN * column, ROWS[lane]
    kind = "box end" if lane == len(ROWS) - 1 else "box"
    rect = (
        f'<rect class="{kind}" x="{x - BOX_WIDTH // 2}" y="{y - BOX_HEIGHT // 2}" '
        f'width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="8"/>'
    )
    lines = _wrapped(str(state.label), 14)
    first = y + 5 - 8 * (len(lines) - 1)
    return rect + _text("name", lines, x, first, 16)


def _move(row: Row, source: str) -> str:
    path, x, y, anchor = ROUTES[(source, row.name)]
    words = _text("word", _wrapped(in_words(row.name), 30 if row.name == "reopen_co_design" else 14), x, y, 12, anchor)
    return f'<path class="move" d="{path}"/>{words}'


def _text(kind: str, lines: list[str], x: int, y: int, height: int, anchor: str = "middle") -> str:
    spans = "".join(
        f'<tspan x="{x}" y="{y + height * number}">{escape(line)}</tspan>' for number, line in enumerate(lines)
    )
    return f'<text class="{kind}" text-anchor="{anchor}">{spans}</text>'


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = joined
    return lines


def _notes() -> list[str]:
    """The moves from many states, one sentence each."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows_of("proposal"):
        if row.name in IN_WORDS:
            found.setdefault((row.name, row.target), []).extend(row.sources)
    order = list(P.values)
    return [
        f"{in_words(name).capitalize()}: from {_names(sorted(sources, key=order.index))} to {_target(target)}."
        for (name, target), sources in found.items()
    ]


def _names(states: list[str]) -> str:
    return ", ".join(str(P(state).label).lower() for state in states)


def _target(target: str) -> str:
    return "the state before, while the decision is held" if target == PREVIOUS else str(P(target).label).lower()


def _description(rows: list[Row], notes: list[str]) -> str:
    moves = [
        f"{in_words(row.name)}: {_names([source]) if source else 'start'} to {_names([row.target])}"
        for row in rows
        for source in sorted(row.sources)
    ]
    return ". ".join(moves) + ". " + " ".join(notes)
