"""A real IMAP server (Dovecot) of one's own: a folder of settings and mail, a port, one account."""

import grp
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Self
from urllib.parse import quote

from imapclient import IMAPClient

from tests.running import free_port, until

USER, PASSWORD = "reply@tidemark.example", "word:with/odd@characters"
SETTINGS = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
mail_location = maildir:{folder}/mail
ssl = no
disable_plaintext_auth = no
default_internal_user = {system}
default_login_user = {login}
default_internal_group = {group}
first_valid_uid = 1
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={{PLAIN}}{password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={group} home={folder}
}}
namespace inbox {{
  inbox = yes
  prefix = {prefix}
  separator = {separator}
}}
{more}
"""


class Dovecot:
    """`more` are settings of its own; `prefix` stands before every folder's name, as on older servers."""

    def __init__(self, prefix: str = "", more: str = "") -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="tidemark-imap-"))
        self.port = free_port()
        self.prefix, self.more = prefix, more

    @property
    def url(self) -> str:
        return f"imap://{quote(USER, safe='')}:{quote(PASSWORD, safe='')}@127.0.0.1:{self.port}/INBOX"

    def __enter__(self) -> Self:
        """Dovecot parts with root's rights where it has them; otherwise it stays whoever runs the tests."""
        me = pwd.getpwuid(os.getuid()).pw_name
        root = os.getuid() == 0
        words = {
            "folder": self.folder,
            "port": self.port,
            "password": PASSWORD,
            "system": "dovecot" if root else me,
            "login": "dovenull" if root else me,
            "owner": "dovecot" if root else me,
            "group": "dovecot" if root else grp.getgrgid(os.getgid()).gr_name,
            "prefix": self.prefix,
            "separator": "." if self.prefix else "/",
            "more": self.more,
        }
        if root:
            self.folder.chmod(0o755)
            (self.folder / "mail").mkdir()
            shutil.chown(self.folder / "mail", "dovecot", "dovecot")
        (self.folder / "settings").write_text(SETTINGS.format(**words))
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        command = ["/usr/sbin/dovecot", "-F", "-c", str(self.folder / "settings")]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            until(self.answers, "Dovecot answers", seconds=30)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)

    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text() if path.exists() else ""

    def answers(self) -> bool:
        assert self.process.poll() is None, self.log()
        try:
            with self.client():
                return True
        except OSError:
            return False

    def client(self) -> IMAPClient:
        box = IMAPClient("127.0.0.1", port=self.port, ssl=False, timeout=10)
        box.login(USER, PASSWORD)
        return box

    def put(self, *mails: bytes) -> None:
        with self.client() as box:
            for one in mails:
                box.append("INBOX", one)

    def count(self, folder: str = "INBOX") -> int:
        with self.client() as box:
            if not box.folder_exists(folder):
                return 0
            return int(box.select_folder(folder, readonly=True)[b"EXISTS"])
