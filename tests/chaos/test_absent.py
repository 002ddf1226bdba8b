"""What is away for a while: pages answer as ever, and the mail follows."""

import re

import pytest
from aiosmtpd.controller import Controller

from config.sink import Keep
from tests.running import Running, Session, free_port, until

pytestmark = pytest.mark.chaos

CASE = "Cyber Incident Triage"
PARTNERS = 3  # that are at its table


def close_co_design(site: Running) -> None:
    """As its author, over HTTP: the page answers as ever."""
    ada = Session(site).sign_in("Ada Boudreau")
    found = re.search(rf'href="(/work/proposals/[0-9a-f-]+/)">{CASE}', ada.get("/work/proposals/"))
    assert found
    status, address = ada.move(f"{found[1]}move/close_co_design/")
    assert (status, address) == (200, site.url + found[1])


def told(site: Running) -> int:
    return sum(mail["X-Tidemark-Event"] == "proposal.close_co_design" for mail in site.mails())


def test_without_the_broker(tmp_path, broker):
    with Running(tmp_path / "site", {"REDIS_URL": broker.url}) as site:
        broker.kill()
        close_co_design(site)
        assert "Error" in str(site.readyz()["broker"])
        assert told(site) == 0
        broker.start()
        until(lambda: told(site) == PARTNERS, "the mail to follow")
        until(site.ready, "everything to be well again")


@pytest.mark.long
def test_without_the_mail_server(tmp_path):
    port = free_port()
    folder = tmp_path / "site"
    (folder / "mailbox").mkdir(parents=True)
    sink = Controller(Keep(folder / "mailbox"), hostname="127.0.0.1", port=port)
    sink.start()
    with Running(folder, {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}) as site:
        until(lambda: not site.manage("delivered", "--waiting").strip(), "the demo’s own mail to be out")
        sink.stop()
        close_co_design(site)
        operator = Session(site).sign_in("Olga Operator")
        until(lambda: "bea@bluenose.example" in operator.get("/operations/mail/"), "the operator to see the retries")
        assert "Will be tried again" in operator.get("/operations/mail/")
        sink = Controller(Keep(folder / "mailbox"), hostname="127.0.0.1", port=port)
        sink.start()
        until(lambda: told(site) == PARTNERS, "the mail to follow", 300)
    sink.stop()
