"""The verifier that lies in a package of records: is it whole, and is it what its hashes say?

It is handed out as one file, made of the text of the modules it imports and of this one: Python 3.11 and its standard
library suffice. In the project it is imported like any other module, and tested.
"""

import hashlib
import json
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from proposals.records.redaction import digest_of, redactions
from workflow.canonical import sha256
from workflow.links import Link, faults, follows

OWN = "manifest.json"
Opener = Callable[[str], Any]


def verify(path: Path) -> tuple[list[str], list[str]]:
    """(what was checked, what is wrong) of a package: the ZIP, or the folder it was unpacked to."""
    if path.is_dir():
        return _verify(lambda name: (path / name).open("rb"))
    with zipfile.ZipFile(path) as package:
        return _verify(package.open)


def _verify(opened: Opener) -> tuple[list[str], list[str]]:
    said: list[str] = []
    wrong: list[str] = []
    with opened(OWN) as file:
        manifest = json.load(file)
    said.append(f"Records of {manifest['number']}, {manifest['kind']}, made {manifest['made_at']}")
    wrong += _files(opened, manifest["files"])
    said.append(f"{len(manifest['files'])} files have the hashes of the manifest" if not wrong else "Files: see below")
    wrong += _chain(opened, manifest, said)
    wrong += _items(opened, manifest, said)
    return said, wrong


def _files(opened: Opener, expected: dict[str, str]) -> Iterator[str]:
    for name, wanted in expected.items():
        digest = hashlib.sha256()
        try:
            with opened(name) as file:
                while block := file.read(1 << 20):
                    digest.update(block)
        except (KeyError, OSError):
            yield f"{name}: is missing"
            continue
        if digest.hexdigest() != wanted:
            yield f"{name}: altered: its hash is not the one of the manifest"


def _chain(opened: Opener, manifest: dict[str, Any], said: list[str]) -> Iterator[str]:
    with opened("chain.json") as file:
        chain = json.load(file)
    links = [
        Link(one["link"], one["previous"], one["sha256"], _content(one["content"]), 0, str(one["link"]))
        for one in chain["links"]
    ]
    case, before = manifest["case"], None
    whole = True
    for link in links:
        whole = whole and follows(case, link, before)
        before = link
    if not whole:
        for fault in faults(case, links):
            yield f"chain: {fault}"
    if (len(links), links[-1].sha256 if links else "") != (manifest["links"], manifest["head"]):
        yield "chain: its end is not the one of the manifest: links were deleted or added"
    heads = {link.number: link.sha256 for link in links}
    for seal in chain["seals"]:
        if heads.get(seal["link"]) != seal["head"]:
            yield f"chain: seal {seal['number']} binds another link {seal['link']}"
    shut = sum("redacted" in one["content"] for one in chain["links"])
    said.append(f"The chain of {len(links)} records was walked; {shut} are withheld, and their links hold all the same")
    said.append(f"{len(chain['seals'])} seals bind it" if chain["seals"] else "No seal binds it yet")


def _content(content: dict[str, Any]) -> str:
    return str(content["digest"]) if set(content) == {"digest", "redacted"} else sha256(content)


def _items(opened: Opener, manifest: dict[str, Any], said: list[str]) -> Iterator[str]:
    digests: list[str] = []
    shut: Counter[str] = Counter()
    with opened("records.jsonl") as file:
        for number, line in enumerate(file, 1):
            item = json.loads(line)
            digests.append(digest_of(item))
            shut.update(why for _where, why in redactions(item))
            yield from (f"records.jsonl, line {number}: {fault}" for fault in _own_hash(item))
    if sha256(digests) != manifest["items"]:
        yield "records.jsonl: altered: its records do not give the digest of the manifest"
    said.append(f"{len(digests)} records give the digest {manifest['items']}")
    for why, count in sorted(shut.items()):
        said.append(f"Withheld: {count} × {why}")


def _own_hash(item: dict[str, Any]) -> Iterator[str]:
    """A decision package gives its own SHA-256."""
    package = item["content"].get("value") if item["kind"] == "decision package" else None
    if package and sha256(package["content"]) != package["sha256"]:
        yield "altered: the decision package does not give its hash"


def main(arguments: list[str]) -> int:
    path = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    said, wrong = verify(path)
    sys.stdout.write("".join(f"{line}\n" for line in said))
    sys.stdout.write("".join(f"WRONG: {line}\n" for line in wrong))
    sys.stdout.write("Nothing was altered. / Rien n'a été modifié.\n" if not wrong else f"{len(wrong)} faults\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
