// The pages work without this file. It adds some comforts: a copy button, the name of the chosen file,
// a filter that answers while one types, the time zone as the reader's machine knows it, and laws proposed anew when an answer changes.
"use strict";

const say = (element, key) => element.dataset[key] || "";

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  if (!source || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const status = document.getElementById(button.getAttribute("aria-describedby"));
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      if (status) status.textContent = say(button, "done");
    } catch {
      if (status) status.textContent = say(button, "failed");
    }
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A list that filters while one types: the form is asked again, and the part named by data-live replaced.
for (const form of document.querySelectorAll("form[data-live]")) {
  let timer, running;
  const refresh = async () => {
    running?.abort();
    running = new AbortController();
    const address = new URL(form.action);
    for (const [name, value] of new FormData(form)) if (value) address.searchParams.set(name, value);
    try {
      const answer = await fetch(address, { signal: running.signal, headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(form.dataset.live);
      const old = document.getElementById(form.dataset.live);
      if (!fresh || !old) return;
      old.replaceWith(fresh);
      history.replaceState(null, "", address);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(refresh, 180); });
}

for (const input of document.querySelectorAll("input[type=file][aria-describedby]")) {
  const note = document.getElementById(input.dataset.name || "");
  if (note) input.addEventListener("change", () => { note.textContent = input.files[0]?.name ?? ""; });
}

// The zone of the reader's machine is proposed where none is chosen. Browsers name some zones by older
// names than the list; the server knows those too.
for (const select of document.querySelectorAll("select[data-zone]")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (select.value || !zone) continue;
  select.value = zone;
  if (select.value !== zone) select.add(new Option(zone, zone, true, true));
}

// Which laws are proposed depends on where the person lives and lived, on what the company does there and on
// what is asked. The page is asked again, and only that part of it replaced; the focus stays where it was.
for (const form of document.querySelectorAll("form[data-law]")) {
  let running;
  form.addEventListener("change", async (event) => {
    if (!["rights", "subject.country", "residence_then", "work", "targeting"].includes(event.target.name)) return;
    running?.abort();
    running = new AbortController();
    const address = new URL(form.dataset.law, location.href);
    const typed = new FormData(form);
    address.searchParams.set("ask", typed.get("rights") ?? "");
    address.searchParams.set("country", typed.get("subject.country") ?? "");
    for (const name of ["residence_then", "work", "targeting", "targeting_at", "also"]) {
      for (const value of typed.getAll(name)) if (value) address.searchParams.append(name, value);
    }
    try {
      const answer = await fetch(address, { signal: running.signal, headers: { "X-Requested-With": "fetch" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("law-choice");
      const focused = document.activeElement?.id;
      if (fresh) document.getElementById("law-choice")?.replaceWith(fresh);
      if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  });
}

// A law chosen from the long list is the one relied on; going back to a proposed one takes it back.
document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.dataset?.choose) {
    const radio = document.getElementById(target.dataset.choose);
    if (radio && target.value) radio.checked = true;
  } else if (target.name === "regime" && target.value !== "other") {
    const list = document.querySelector("select[data-choose]");
    if (list) list.value = "";
  }
});

// An error summary is read first.
document.querySelector(".error-summary")?.focus();

// A passage that is selected in a message is handed to the page that marks it. Letters of findings and what
// stands beside the text are not part of it.
const handed = "recourse.passage";
const selectedIn = (sheet) => {
  const selection = getSelection();
  if (!sheet || !selection.rangeCount || selection.isCollapsed) return "";
  const range = selection.getRangeAt(0);
  if (!sheet.contains(range.commonAncestorContainer)) return "";
  const part = range.cloneContents();
  for (const extra of part.querySelectorAll(".ref, .gloss, .head, summary")) extra.remove();
  for (const end of part.querySelectorAll("br, p, .para")) end.append("\n");
  return part.textContent.trim();
};
for (const link of document.querySelectorAll("a[data-passage]")) {
  const keep = () => { // a press on the link may end the selection before the click
    const passage = selectedIn(link.closest(".message")?.querySelector(".sheet"));
    if (passage) sessionStorage.setItem(handed, passage);
  };
  link.addEventListener("pointerdown", keep);
  link.addEventListener("click", keep);
}
const passageField = document.getElementById("f-passage");
if (passageField) {
  if (!passageField.value) passageField.value = sessionStorage.getItem(handed) ?? "";
  sessionStorage.removeItem(handed);
}

// Findings are reviewed with single keys, but only while one of them has the focus, so that nothing else that is
// typed or read aloud is taken for a command.
const findings = [...document.querySelectorAll("[data-finding]")];
const attend = (finding) => {
  for (let fold = finding.parentElement?.closest("details"); fold; fold = fold.parentElement?.closest("details")) fold.open = true;
  finding.focus();
};
const goOn = (finding) => {
  for (const form of finding.querySelectorAll("form")) {
    const then = document.createElement("input");
    Object.assign(then, { type: "hidden", name: "then", value: "next" });
    form.append(then);
  }
};
const commands = {
  n: (f) => attend(findings[(findings.indexOf(f) + 1) % findings.length]),
  p: (f) => attend(findings[(findings.indexOf(f) + findings.length - 1) % findings.length]),
  c: (f) => { goOn(f); f.querySelector("[name=status][value=confirmed]")?.click(); },
  d: (f) => {
    const reasons = f.querySelector("select[name=reason]");
    if (reasons) { reasons.focus(); return; }
    goOn(f);
    f.querySelector("[name=status][value=dismissed]")?.click();
  },
  w: (f) => {
    const other = f.querySelector("[data-other]");
    if (other) location.assign(`${other.href}?then=next#f-kind`);
  },
  u: (f) => f.querySelector("[data-undo]")?.click(),
  y: (f) => f.querySelector("[name=answer][value=yes]")?.click(),
  x: (f) => f.querySelector("[name=answer][value=no]")?.click(),
};
document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const finding = target.closest?.("[data-finding]");
  if (!finding) return;
  if (target.matches("select[name=reason]")) {
    const chosen = [...target.options].find((o) => o.value && o.text.startsWith(`${key} `));
    if (!chosen && key !== "Enter") return;
    event.preventDefault();
    if (chosen) target.value = chosen.value;
    goOn(finding);
    finding.querySelector("[name=status][value=dismissed]").click();
  } else if (!target.matches("input, textarea, select") && Object.hasOwn(commands, key)) {
    event.preventDefault();
    commands[key](finding);
  }
});
// The kind is chosen by typing its first letters; Enter takes it.
const kind = document.getElementById("f-kind");
if (kind && location.hash === "#f-kind") {
  kind.focus();
  kind.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !kind.value) return;
    event.preventDefault();
    kind.form.requestSubmit();
  });
}
for (const keys of document.querySelectorAll("[data-keys]")) {
  keys.hidden = false;
  keys.querySelector("[data-review]").addEventListener("click", () => {
    const first = findings.find((f) => f.dataset.finding === "open") ?? findings[0];
    if (first) attend(first);
  });
}
const returned = document.getElementById(location.hash.slice(1))?.closest("[data-finding]");
if (returned) attend(returned);

// What can be done only with a script is shown only by one.
for (const part of document.querySelectorAll("[data-with-script]")) part.hidden = false;
// A number files an incoming mail with the request that has it, while the mail has the focus.
document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || !/^[1-9]$/.test(key)) return;
  if (target.matches?.("input, textarea, select")) return;
  const button = target.closest?.("[data-choose]")?.querySelector(`[data-choice="${key}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

// Large files are sent with their progress; the answer takes the place of the page. It was followed to the page
// it leads to, whose notice is shown once only, so that this page must not be asked for again.
const sendWithProgress = (form) => {
  const note = document.getElementById(form.dataset.upload);
  const bar = note?.querySelector("progress");
  if (!bar) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    const sending = new XMLHttpRequest();
    sending.open("POST", form.action);
    sending.upload.addEventListener("progress", (p) => { if (p.lengthComputable) bar.value = (100 * p.loaded) / p.total; });
    sending.addEventListener("load", () => {
      const reached = sending.responseURL || form.action;
      const main = new DOMParser().parseFromString(sending.responseText, "text/html").querySelector("main");
      const here = main?.querySelector("form[data-upload]");
      if (!here) return reached === form.action ? location.reload() : location.assign(reached);
      document.querySelector("main").replaceWith(main);
      for (const fresh of main.querySelectorAll("form[data-upload]")) sendWithProgress(fresh);
      for (const part of main.querySelectorAll("[data-poll]")) follow(part);
      const told = main.querySelector("[role=alert], .notice, h1");
      told.tabIndex = -1;
      told.focus();
    });
    sending.addEventListener("error", () => { note.hidden = true; button.disabled = false; form.submit(); });
    const content = new FormData(form);
    note.hidden = false;
    button.disabled = true;
    sending.send(content);
  });
};

// How far a long job is: the part is asked for again until it is done, then the whole page.
const follow = (part) => setTimeout(async () => {
  try {
    const answer = await fetch(location.href, { headers: { "X-Requested-With": "fetch" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
    if (!fresh || !("poll" in fresh.dataset)) return location.reload();
    if (!part.contains(document.activeElement)) { part.replaceWith(fresh); part = fresh; }
  } catch { /* the next turn may reach the server again */ }
  follow(part);
}, 2000);
for (const part of document.querySelectorAll("[data-poll]")) follow(part);
for (const form of document.querySelectorAll("form[data-upload]")) sendWithProgress(form);

// How long a letter can still be taken back. After that the button would only be refused.
const untilGone = (form) => {
  const words = form.querySelector("[role=timer]");
  const tick = () => {
    const left = Math.ceil((new Date(form.dataset.countdown) - Date.now()) / 1000);
    if (left <= 0) { form.hidden = true; return; }
    words.hidden = false;
    words.textContent = say(words, "words").replace("{time}", `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`);
    setTimeout(tick, 1000);
  };
  tick();
};
for (const form of document.querySelectorAll("form[data-countdown]")) untilGone(form);
