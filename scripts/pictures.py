"""Takes the pictures of the documents from a running demo: `python scripts/pictures.py`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.running import Running  # noqa: E402

IMAGES = ROOT / "docs" / "images"
CASE = "Cyber Incident Triage"


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Running(Path(folder)) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_context(base_url=site.url, viewport={"width": 1200, "height": 1000}).new_page()
        page.goto("/demo/")
        page.get_by_role("button", name="Ada Boudreau").click()
        page.get_by_role("link", name=CASE).first.click()
        page.screenshot(path=IMAGES / "proposal.png")
        browser.close()


if __name__ == "__main__":
    main()
