/* Keeps what somebody types in a section: quietly on the server within two seconds, and in this browser until then.
   Without this file everything works by the form's own buttons. */
"use strict";
(() => {
  const QUIET = 1000, LONGEST = 1800, HEARTBEAT = 15000, RETRY = 2000;
  const form = document.querySelector("form[data-writing]");
  if (!form || !window.fetch) return;
  const store = "tidemark " + form.dataset.keep;
  let sent = encode(), quiet = null, longest = null, busy = false, again = false, stopped = false;

  function encode() {
    const data = new FormData(form);
    data.delete("csrfmiddlewaretoken");
    return new URLSearchParams(data).toString();
  }
  const status = () => form.querySelector("[data-status]");
  function say(text) {
    const line = document.createElement("p");
    line.className = "govuk-body tm-notice";
    line.textContent = text;
    status().querySelectorAll(".tm-notice").forEach((old) => old.remove());
    status().prepend(line);
  }
  const seen = (text) => Number(new URLSearchParams(text).get("seen_section"));
  /* `submitted`: on its way by the form's own button; whether it arrived shows on the next visit. */
  function keepHere(submitted) {
    try { localStorage.setItem(store, JSON.stringify({ text: encode(), submitted })); } catch { /* a full or closed store */ }
  }
  function dropHere() {
    try { localStorage.removeItem(store); } catch { /* closed store */ }
  }
  function fieldNamed(name) {
    return [...form.elements].filter((one) => one.name === name);
  }

  /* Draw fields anew and go on where the person was; `typed` is put back over what the server drew. */
  function redraw(html, typed) {
    const at = document.activeElement, name = at && at.name, value = at && at.value;
    const range = at && at.selectionStart !== undefined ? [at.selectionStart, at.selectionEnd] : null;
    form.querySelector("[data-fields]").innerHTML = html;
    for (const [key, text] of typed || []) for (const one of fieldNamed(key)) if ("value" in one && one.type !== "checkbox") one.value = text;
    const back = fieldNamed(name).find((one) => one.type !== "checkbox" || one.value === value);
    if (back) {
      back.focus();
      if (range && range[0] !== null) try { back.setSelectionRange(...range); } catch { /* not a text */ }
    }
    count();
  }

  async function save() {
    if (busy) { again = true; return; }
    const text = encode();
    if (text === sent || stopped) return;
    clearTimeout(quiet); clearTimeout(longest); quiet = longest = null;
    busy = true;
    say(form.dataset.saving);
    try {
      await answered(await post(text), text);
    } catch {
      say(form.dataset.offline);
      setTimeout(save, RETRY);
    }
    busy = false;
    if (again) { again = false; save(); }
  }
  function post(text) {
    const body = new URLSearchParams(text);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    return fetch(form.dataset.autosave, { method: "POST", body, headers: { Accept: "application/json" } });
  }
  async function answered(response, text) {
    if (response.status === 401 || response.status === 403) {
      say(form.dataset.signedOut);
      await newToken();
      setTimeout(save, RETRY);
      return;
    }
    if (response.status === 409) {
      stopped = true;
      const found = (response.headers.get("Content-Type") || "").includes("json") ? await response.json() : null;
      if (found) status().innerHTML = found.status; else form.submit();
      return;
    }
    if (!response.ok) { setTimeout(save, RETRY); return; }
    const found = await response.json();
    form.elements.seen_section.value = found.version;
    status().innerHTML = found.status;
    if (found.form) {
      const before = new URLSearchParams(text), now = new URLSearchParams(encode());
      const typed = [...now].filter(([name, value]) => name !== "seen_section" && (before.get(name) !== value || found.errors.includes(name)));
      redraw(found.form, typed);
      sent = encode();
      if (typed.length) { sent = ""; changed(); }
    } else {
      const now = new URLSearchParams(text);
      now.set("seen_section", found.version);
      sent = now.toString();
    }
    if (encode() === sent && !found.errors.length) dropHere();
    else if (encode() !== sent) changed();
  }
  /* Signing in again in another tab changes the token that a POST must carry. */
  async function newToken() {
    const page = await fetch(location.href, { headers: { Accept: "text/html" } });
    const token = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("form[data-writing] [name=csrfmiddlewaretoken]");
    if (token) form.elements.csrfmiddlewaretoken.value = token.value;
  }
  function changed() {
    keepHere(false);
    clearTimeout(quiet);
    quiet = setTimeout(save, QUIET);
    if (!longest) longest = setTimeout(save, LONGEST);
  }

  /* "Add another", "up", "down", "remove", "find": the same request as without this file, without leaving the page. */
  async function press(button) {
    const body = new FormData(form);
    body.set(button.name, button.value);
    const response = await fetch(location.href, { method: "POST", body: new URLSearchParams(body) });
    if (!response.ok || response.redirected) { form.requestSubmit(button); return; }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    redraw(page.querySelector("[data-fields]").innerHTML, []);
    focusAfter(button.name);
    changed();
  }
  function focusAfter(name) {
    const [action, field, number] = name.split("-");
    const target = { add: `[name^="${field}-"]:not([type=hidden])`, find: `[name="${field}"]` }[action];
    const found = target ? [...form.querySelectorAll(target)] : [];
    const index = action === "up" ? Number(number) - 1 : Number(number) + 1;
    const item = (action === "up" || action === "down") && form.querySelector(`[name="${action}-${field}-${index}"], [name^="remove-${field}-${index}"]`);
    if (action === "add" && found.length) {
      const last = found[found.length - 1].name.split("-")[1];
      form.querySelector(`[name^="${field}-${last}-"]:not([type=hidden])`).focus();
    } else if (action === "find" && found.length) found[0].focus();
    else if (item) item.focus();
    else { const group = form.querySelector(`#field-${CSS.escape(field)}`); if (group) group.focus(); }
  }

  function count() {
    form.querySelectorAll("[data-words]").forEach((one) => {
      let line = one.parentElement.querySelector(".tm-count");
      if (!line) {
        line = document.createElement("p");
        line.className = "govuk-hint tm-count";
        one.after(line);
      }
      const words = one.value.trim() ? one.value.trim().split(/\s+/).length : 0;
      line.textContent = form.dataset.wordsOf.replace("%s", words).replace("%s", one.dataset.words);
      line.classList.toggle("tm-overdue", words > Number(one.dataset.words));
    });
  }

  form.addEventListener("input", () => { count(); changed(); });
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && /^(add|up|down|remove|find)-/.test(button.name)) {
      event.preventDefault();
      press(button).catch(() => form.submit());
      return;
    }
    stopped = true;
    clearTimeout(quiet); clearTimeout(longest);
    if (encode() === sent) dropHere(); else keepHere(true);
  });
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  setInterval(() => { if (!stopped && document.visibilityState === "visible") beat().catch(() => {}); }, HEARTBEAT);
  async function beat() {
    if (encode() !== sent) return;
    const response = await post(sent);
    if (response.ok) await answered(response, sent);
  }

  /* What was typed here and never arrived: bring it back, by the same form, and send it. */
  async function restore() {
    let left = null;
    try { left = JSON.parse(localStorage.getItem(store)); } catch { /* nothing to restore */ }
    const arrived = left && left.submitted && seen(left.text) < seen(sent);
    if (!left || arrived || left.text === sent) { dropHere(); return; }
    const body = new URLSearchParams(left.text);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("again-form", "1");
    const response = await fetch(location.href, { method: "POST", body });
    if (!response.ok) return;
    const drawn = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-fields]");
    redraw(drawn.innerHTML, []);
    form.elements.seen_section.value = seen(left.text);
    say(form.dataset.restored);
    changed();
  }
  count();
  if ("unsaved" in form.dataset) { sent = ""; changed(); } else restore().catch(() => {});
})();
