"""A whole Tidemark as its users run it: `manage.py up` in a process of its own, with a folder and a port of its own."""

import fcntl
import http.cookiejar
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = float(os.environ.get("TEST_PATIENCE", "180"))  # seconds; more for a machine that is shared


class NotInTime(AssertionError):
    """A condition that was waited for did not come."""


def until(condition: Callable[[], object], what: str, seconds: float = PATIENCE) -> None:
    """Wait until the condition holds.

    Raises:
        NotInTime: after `seconds`.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise NotInTime(what)
        time.sleep(0.05)  # the pace of asking


def free_port() -> int:
    """A port whose neighbour for the mail sink (+25) is free too."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port: int = one.getsockname()[1]
            try:
                other.bind(("127.0.0.1", port + 25))
            except OSError:
                continue
            return port


def demo_folder() -> Path:
    """Where `loaded_demo` keeps it: one place for all workers of a run."""
    run = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    return Path(tempfile.gettempdir()) / f"tidemark-demo-of-{run}"


def loaded_demo() -> Path:
    """A site's folder with the demo, made by the same commands as `up` uses, by whoever asks first."""
    folder = demo_folder()
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        site, done = folder / "site", folder / "done"
        if not done.exists():
            shutil.rmtree(site, ignore_errors=True)
            site.mkdir()
            for command in (["migrate"], ["load_demo"], ["collectstatic", "--noinput"]):
                manage = [sys.executable, "manage.py", *command]
                subprocess.run(manage, cwd=ROOT, env=_environment(site), check=True, stdout=subprocess.DEVNULL)
            done.touch()
    return site


def _environment(folder: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    return kept | {"TIDEMARK_VAR": str(folder), "TIDEMARK_HOLDING_SECONDS": "2"}


@dataclass
class Running:
    """Use as a context. `settings` are environment variables beside the folder and the port.

    On the embedded database it begins with a copy of the demo that is loaded once a run; `from_nothing` with an empty
    folder, as on a new machine.
    """

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    from_nothing: bool = False
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        return _environment(self.folder) | {"PORT": str(self.port)} | self.settings

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.from_nothing and "DATABASE_URL" not in self.settings:
            shutil.copytree(loaded_demo(), self.folder, dirs_exist_ok=True)
        with (self.folder / "up.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            until(self.ready, "the site to be ready")
        except NotInTime:
            self.stop(signal.SIGKILL)
            raise NotInTime((self.folder / "up.log").read_text()[-4000:]) from None
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop(signal.SIGTERM)

    def stop(self, number: int) -> int:
        """Send the signal and wait; returns the exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(40)

    def ready(self) -> bool:
        return bool(self.readyz().get("ready"))

    def readyz(self) -> dict[str, object]:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                found: dict[str, object] = json.load(answer)
        except urllib.error.HTTPError as refused:
            found = json.load(refused)
        except OSError:
            return {}
        return found

    def children(self, containing: str = "") -> list[int]:
        """Process ids below the supervisor whose command line holds these letters."""
        assert self.process is not None
        return [pid for pid in _below(self.process.pid) if containing in _command(pid)]

    def manage(self, *arguments: str) -> str:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def mails(self) -> list[EmailMessage]:
        """Every mail in the sink, oldest first."""
        return [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in sorted((self.folder / "mailbox").glob("*.eml"))
        ]


def _below(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text()
        except OSError:
            continue
        parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found, queue = [], [pid]
    while queue:
        below = parents.get(queue.pop(), [])
        found += below
        queue += below
    return found


def _command(pid: int) -> str:
    try:
        return (Path("/proc") / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


class Session:
    """A person without a browser: pages and forms over HTTP, with cookies."""

    def __init__(self, site: Running) -> None:
        self.site = site
        self.cookies = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> str:
        with self._opener.open(self.site.url + path, timeout=30) as answer:
            return str(answer.read().decode())

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """Send a form; returns the status and the address one ends at."""
        token = next((cookie.value or "" for cookie in self.cookies if cookie.name == "csrftoken"), "")
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        request = urllib.request.Request(self.site.url + path, data, {"Referer": self.site.url + path})
        try:
            with self._opener.open(request, timeout=30) as answer:
                return answer.status, answer.url
        except urllib.error.HTTPError as refused:
            return refused.code, path

    def sign_in(self, name: str) -> Self:
        """By one click on the demo's page."""
        page = self.get("/demo/")
        found = re.search(rf'action="(/demo/[0-9a-f-]+/)"(?:(?!action=).)*Sign in as {re.escape(name)}', page, re.S)
        assert found, name
        self.post(found[1])
        return self

    def hidden(self, path: str) -> dict[str, str]:
        """What a form of the page carries: `seen_version`, `idempotency_key`, what was seen."""
        page = self.get(path)
        names = ("seen_version", "idempotency_key", *(("seen_package",) if 'name="seen_package"' in page else ()))
        return {name: _value_of(page, name) for name in names}

    def move(self, path: str, **fields: str) -> tuple[int, str]:
        """Open a page with a form that carries `seen_version`, and send it."""
        return self.post(path, **self.hidden(path), **fields)


def _value_of(page: str, name: str) -> str:
    found = re.findall(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return str(found[-1])
