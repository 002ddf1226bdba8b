"""One package of a case's records, written to a folder piece by piece and then closed into one ZIP."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import ForeignKey, Model
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import override

from notifications.models import Notice
from partners.models import User
from proposals.document.display import display
from proposals.files import storage
from proposals.files.models import Attachment
from proposals.records import redaction, sources
from proposals.records.sources import NOTICE, OMIT, Rule, View
from proposals.selectors import content as readable_content
from workflow import chain
from workflow.canonical import canonical, moment, sha256
from workflow.models import FrameworkVersion, SealedHead, TransitionRecord
from workflow.process import find

FORMAT, VERSION = "tidemark-records", 1
VERIFIER = (
    "workflow/canonical.py",
    "workflow/links.py",
    "proposals/records/redaction.py",
    "proposals/records/verifier.py",
)
OWN = ("from workflow.", "from proposals.")
ITEMS = "records.jsonl"


class Stopped(Exception):
    """Somebody stopped the job, or the case moved on meanwhile."""


def steps() -> int:
    """How many times `build` yields."""
    return len(list(sources.paths())) + 4


def build(view: View, folder: Path, *, made_at: Any, language: str) -> Iterator[str]:
    """Write the package's files into `folder`; yields after each step. The last step leaves `package.zip` there."""
    case = view.access.proposal
    with override(language):
        page = _Page(folder / "index.html", view, language)
        items = _Items(folder / ITEMS, view, page)
        for model, lookup in sources.paths():
            items.write(model, sources.rows(model, lookup, case).iterator(chunk_size=50), sources.rule_of(model))
            yield model._meta.label
        items.write(Notice, Notice.objects.filter(case_id=case.pk).order_by("created_at", "pk").iterator(50), NOTICE)
        items.people()
        items.frameworks(case.framework_id)
        yield "notices"
        names = _files(view, folder)
        yield "files"
        links = _chain(view, folder, page)
        page.close(items.withheld)
        yield "chain"
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "case": str(case.pk),
            "number": case.number,
            "kind": kind_of(view),
            "made_at": moment(made_at),
            "items": sha256(items.close()),
            "links": len(links),
            "head": links[-1]["sha256"] if links else "",
        }
        _close(folder, manifest, names)
        yield "package"


def kind_of(view: View) -> str:
    return ("institution" if view.institution else "province") + (", redacted" if view.release else "")


def verifier() -> str:
    """The text of the verifier: the modules that it is made of, one after the other, in one file."""
    parts = []
    for name in VERIFIER:
        text = (settings.BASE_DIR / name).read_text(encoding="utf-8")
        parts.append("\n".join(line for line in text.splitlines() if not line.startswith(OWN)))
    return "\n\n".join(parts) + "\n"


class _Items:
    """records.jsonl: one record a line, and the digest of each."""

    def __init__(self, path: Path, view: View, page: "_Page") -> None:
        self.file = path.open("w", encoding="utf-8")
        self.view, self.page = view, page
        self.digests: list[str] = []
        self.persons: set[Any] = set()
        self.withheld: dict[str, int] = {}

    def write(self, model: type[Model], rows: Iterator[Any], rule: Rule) -> None:
        self.page.heading(rule.kind)
        users = [one.attname for one in model._meta.concrete_fields if _is_user(one)]
        for row in rows:
            why = rule.whole(self.view, row)
            if why == OMIT:
                continue
            if not why:
                self.persons |= {getattr(row, name) for name in users} - {None}
            self._item(rule.kind, str(row.pk), _fields(row, rule, self.view), why)

    def people(self) -> None:
        self.page.heading("person")
        rule = Rule("person", sources.shown, {"email": sources.address})
        for person in User.objects.filter(pk__in=self.persons).order_by("pk"):
            value = {"id": str(person.pk), "name": person.name, "title": person.title, "email": person.email}
            self._item("person", str(person.pk), _wrapped(value, person, rule, self.view), "")

    def frameworks(self, pk: Any) -> None:
        self.page.heading("framework")
        for version in FrameworkVersion.objects.filter(pk=pk):
            value = {"name": version.name, "effective_from": version.effective_from, "content": version.content}
            self._item("framework", str(version.pk), _plain(value), "")

    def close(self) -> list[str]:
        self.file.close()
        return self.digests

    def _item(self, kind: str, key: str, value: dict[str, Any], why: str) -> None:
        opened = {"salt": _salt(kind, key), "value": value}
        content: Any = redaction.withheld(opened, why) if why else opened
        item = {"kind": kind, "id": key, "content": content}
        self.digests.append(redaction.digest_of(item))
        self.file.write(json.dumps(item, ensure_ascii=False, sort_keys=True) + "\n")
        for _where, reason in redaction.redactions(item):
            self.withheld[reason] = self.withheld.get(reason, 0) + 1
        self.page.item(key, value, why)


class _Page:
    """index.html: everything that is shown, to be read without this software."""

    def __init__(self, path: Path, view: View, language: str) -> None:
        self.file = path.open("w", encoding="utf-8")
        self.kinds = sources.kinds()
        case = view.access.proposal
        self.file.write(
            render_to_string(
                "records/package_head.html",
                {
                    "case": case,
                    "title": case.title_in(language),
                    "institution": case.lead.name_in(language),
                    "language": language,
                    "release": view.release,
                    "sections": display(readable_content(view.access), language),
                    "kinds": self.kinds,
                },
            )
        )
        self.heading_waits = ""
        self.open_section = False

    def heading(self, kind: str) -> None:
        self.heading_waits = kind

    def item(self, key: str, value: dict[str, Any], why: str) -> None:
        if self.heading_waits:
            self._end()
            name = self.kinds.get(self.heading_waits, self.heading_waits)
            anchor = self.heading_waits.replace(" ", "-").replace("'", "")
            self.file.write(render_to_string("records/package_section.html", {"anchor": anchor, "name": name}))
            self.heading_waits, self.open_section = "", True
        context: dict[str, Any] = {"key": key, "rows": [] if why else list(_lines(value)), "why": sources.in_words(why)}
        self.file.write(render_to_string("records/package_item.html", context))

    def moves(self, moves: list[dict[str, Any]]) -> None:
        self._end()
        self.file.write(render_to_string("records/package_moves.html", {"moves": moves}))

    def close(self, withheld: dict[str, int]) -> None:
        said = [(sources.in_words(why), count) for why, count in sorted(withheld.items())]
        self.file.write(render_to_string("records/package_foot.html", {"withheld": said}))
        self.file.close()

    def _end(self) -> None:
        if self.open_section:
            self.file.write("</section>\n")
        self.open_section = False


def _fields(row: Any, rule: Rule, view: View) -> dict[str, Any]:
    names = [one.attname for one in row._meta.concrete_fields if one.attname not in rule.never]
    value = _wrapped({name: getattr(row, name) for name in names}, row, rule, view)
    answers = value.get("answers")
    if isinstance(answers, dict) and answers.get("confidential"):
        for name in set(answers["confidential"]) & set(answers):
            why = sources.confidence(view, row)
            answers[name] = _maybe(answers[name], _salt(rule.kind, f"{row.pk}:{name}"), why)
    return value


def _wrapped(value: dict[str, Any], row: Any, rule: Rule, view: View) -> dict[str, Any]:
    plain: dict[str, Any] = _plain(value)
    for name, why in rule.fields.items():
        if name in plain:
            plain[name] = _maybe(plain[name], _salt(rule.kind, f"{row.pk}:{name}"), why(view, row))
    return plain


def _maybe(value: Any, salt: str, why: str) -> dict[str, Any]:
    opened = {"salt": salt, "value": value}
    return redaction.withheld(opened, why) if why else opened


def _plain(value: Any) -> Any:
    return json.loads(canonical(value).decode("utf-8", "surrogatepass"))


def _salt(kind: str, key: str) -> str:
    """The same for every package of this installation, so that two packages of one case can be compared."""
    return salted_hmac("proposals.records", f"{kind}:{key}", algorithm="sha256").hexdigest()[:32]


def _is_user(one: Any) -> bool:
    return isinstance(one, ForeignKey) and one.related_model is User


def _lines(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """(name, text) of every value, for a list of definitions."""
    if isinstance(value, dict):
        if set(value) == redaction.CLOSED:
            yield path, _("[withheld: %(why)s]") % {"why": sources.in_words(value["redacted"])}
        elif set(value) == redaction.OPEN:
            yield from _lines(value["value"], path)
        else:
            for key, inner in value.items():
                yield from _lines(inner, f"{path} · {key}" if path else str(key))
    elif isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        for number, inner in enumerate(value, 1):
            yield from _lines(inner, f"{path} · {number}")
    elif value not in (None, "", [], {}):
        yield path, ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _files(view: View, folder: Path) -> list[str]:
    """Attached files, under names that say which they are; those withheld stay out."""
    names = []
    for row in Attachment.objects.filter(proposal=view.access.proposal).order_by("pk"):
        if sources.attached(view, row) or not storage.path_of(row.stored).is_file():
            continue
        name = f"files/{row.pk}.{row.kind}"
        target = folder / name
        target.parent.mkdir(exist_ok=True)
        with storage.path_of(row.stored).open("rb") as source, target.open("wb") as copy:
            while block := source.read(1 << 20):
                copy.write(block)
        names.append(name)
    return names


def _chain(view: View, folder: Path, page: _Page) -> list[dict[str, Any]]:
    records = TransitionRecord.objects.filter(case_id=view.access.proposal.pk).select_related("actor").order_by("link")
    if view.held is not None:
        records = records.filter(link__lt=view.held.link)
    links, moves = [], []
    for record in records.iterator(chunk_size=200):
        hidden = view.institution and record.machine == "review"
        content: Any = chain.content(record)
        if hidden:
            content = {"digest": chain.digest(record), "redacted": "of the Province"}
        link = {"link": record.link, "previous": record.previous, "sha256": record.sha256}
        links.append({**link, "content": _plain(content)})
        row = find(record.machine, record.transition, record.source)
        moves.append({"record": record, "label": "" if hidden else (row.label if row else record.transition)})
    page.moves(moves)
    heads = SealedHead.objects.filter(case_id=view.access.proposal.pk, link__lte=len(links)).order_by("link")
    seals = []
    for one in heads.select_related("seal"):
        seal = {"number": one.seal_id, "at": moment(one.seal.at), "sha256": one.seal.sha256}
        seals.append({**seal, "link": one.link, "head": one.sha256})
    whole = {"case": str(view.access.proposal.pk), "links": links, "seals": seals}
    (folder / "chain.json").write_bytes(canonical(whole))
    return links


def _close(folder: Path, manifest: dict[str, Any], names: list[str]) -> None:
    (folder / "verify.py").write_text(verifier(), encoding="utf-8")
    (folder / "README.txt").write_text(render_to_string("records/package_readme.txt", manifest), encoding="utf-8")
    listed = [ITEMS, "chain.json", "index.html", "verify.py", "README.txt", *names]
    manifest["files"] = {name: _hash(folder / name) for name in listed}
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")
    with zipfile.ZipFile(folder / "package.zip", "w", zipfile.ZIP_DEFLATED) as package:
        for name in [*listed, "manifest.json"]:
            package.write(folder / name, name)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
