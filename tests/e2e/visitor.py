"""A person at a real browser; every page that they meet is looked at: axe, Content-Security-Policy, hosts."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, Request, Response

from proposals.document.declaration import section
from proposals.document.shapes import Field, Kind
from tests.running import PATIENCE, Running

AXE = (Path(__file__).parent.parent / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return found.violations.map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ")).join(", "));
}"""
STRICT = re.compile(r"default-src 'none'")
LAX = re.compile(r"unsafe-inline|unsafe-eval|\*")


@dataclass
class Findings:
    """What was wrong with any page of the walk; all empty when all is well."""

    pages: set[str] = field(default_factory=set)
    axe: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    policy: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


class Visitor:
    """`go`, `press`, `fill` and `choose` by address and by the names of fields, so that both languages work."""

    def __init__(self, browser: Browser, site: Running, findings: Findings, **context: Any) -> None:
        self.site, self.findings, self.browser, self.context = site, findings, browser, context
        self._glass: Page | None = None
        self.page: Page = browser.new_context(base_url=site.url, **context).new_page()
        self.page.set_default_timeout(PATIENCE * 1000)
        self.page.on("request", self._on_request)
        self.page.on("response", self._on_response)

    def sign_in(self, name: str) -> "Visitor":
        """By one click on the demo page."""
        self.go("/demo/")
        self.click(self.page.locator("li").filter(has_text=name).get_by_role("button").first)
        return self

    def click(self, target: Locator) -> None:
        """What leads to another page; wait for that page, and look at it."""
        with self.page.expect_navigation():
            target.click()
        self.look()

    def go(self, path: str) -> int:
        response = self.page.goto(path)
        self.look()
        return response.status if response else 0

    def follow(self, href_end: str) -> None:
        """The first link whose address ends like this."""
        self.click(self.page.locator(f'main a[href$="{href_end}"]').first)

    def press(self, selector: str = "main form button.govuk-button") -> None:
        """A button of the page's own form."""
        self.click(self.page.locator(selector).last)

    def fill(self, **values: str) -> None:
        for name, value in values.items():
            self.page.locator(f'main [name="{name}"]').last.fill(value)

    def choose(self, name: str, value: str) -> None:
        """A radio button, a checkbox or an option of a list."""
        field = self.page.locator(f'main [name="{name}"]').first
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        else:
            self.page.locator(f'main [name="{name}"][value="{value}"]').check()

    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def look(self) -> None:
        """Is this page accessible?"""
        self.findings.pages.add(re.sub(r"[0-9a-f-]{36}|[\w-]{40,}", "…", self.page.url.replace(self.site.url, "")))
        seen = self.page if self.context.get("java_script_enabled", True) else self._copy()
        seen.evaluate(AXE)
        for violation in seen.evaluate(RUN_AXE):
            self.findings.axe.append(f"{self.page.url}: {violation}")

    def _copy(self) -> Page:
        """Where JavaScript is off, axe cannot run either: it looks at the page, without scripts, in another."""
        if self._glass is None:
            context = {**self.context, "java_script_enabled": True}
            self._glass = self.browser.new_context(base_url=self.site.url, **context).new_page()
        html = re.sub(r"<script\b.*?</script>", "", self.page.content(), flags=re.DOTALL)
        self._glass.unroute_all()
        self._glass.route(self.page.url, lambda route: route.fulfill(body=html, content_type="text/html"))
        self._glass.goto(self.page.url)
        return self._glass

    def write_section(self, key: str, content: dict[str, Any]) -> None:
        """Fill in one section's form, adding as many items as there are, and save."""
        for declared in section(key).fields:
            if declared.key in content and declared.kind != Kind.DECLARATION:
                self._write(declared, declared.key, content[declared.key])
        self.press('main form button[name="save"]:visible')

    def _write(self, declared: Field, name: str, value: Any) -> None:
        if declared.kind == Kind.ITEMS:
            for number, item in enumerate(value):
                self._have_item(name, number, declared.item[0].key)
                for part in declared.item:
                    if part.key in item:
                        self._write(part, f"{name}-{number}-{part.key}", item[part.key])
        elif declared.bilingual:
            self.fill(**{f"{name}_{language}": text for language, text in value.items()})
        elif declared.kind in {Kind.CHOICES, Kind.REFERENCES}:
            for one in value:
                self.choose(name, one)
        elif declared.kind in {Kind.NOC, Kind.NAICS}:
            for one in value:
                self.pick_code(name, one)
        elif declared.kind == Kind.CHOICE:
            self.choose(name, str(value))
        elif declared.kind == Kind.BOOLEAN:
            self.page.locator(f'[name="{name}"]').set_checked(bool(value))
        elif isinstance(value, list):
            self.fill(**{name: "\n".join(map(str, value))})
        else:
            self.fill(**{name: str(value)})

    def _have_item(self, name: str, number: int, part: str) -> None:
        """With and without JavaScript: the button is pressed, and the item's first field is waited for."""
        field = self.page.locator(f'[name="{name}-{number}-{part}"]')
        if field.count() == 0:
            self.page.locator(f'button[name="add-{name}"]').click()
            field.wait_for()

    def pick_code(self, name: str, code: str) -> None:
        """Search a list of codes, and tick what was found."""
        self.page.locator(f'[name="{name}-find"]').fill(code)
        self.page.locator(f'button[name="find-{name}"]').click()
        box = self.page.locator(f'[name="{name}"][value="{code}"]')
        box.wait_for(state="attached")
        box.check()

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((self.site.url, "data:", "about:", "blob:")):
            self.findings.hosts.append(request.url)

    def _on_response(self, response: Response) -> None:
        if response.status >= 500:
            self.findings.errors.append(f"{response.status} {response.url}")
        if response.request.resource_type != "document" or response.status in range(300, 400):
            return
        policy = response.headers.get("content-security-policy", "")
        if not STRICT.search(policy) or LAX.search(policy):
            self.findings.policy.append(f"{response.url}: {policy or 'none'}")


def report(findings: Findings) -> str:
    return json.dumps({"pages": len(findings.pages), "axe": findings.axe[:5]}, ensure_ascii=False)
