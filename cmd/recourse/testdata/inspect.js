// Returns a list of what is wrong with the page, for a person who hears it, who
// uses the keyboard, or who sees little contrast.
(() => {
  const problems = [];
  const say = (text, element) => problems.push(element ? `${text}: ${where(element)}` : text);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const where = (e) => {
    const id = e.id ? `#${e.id}` : "";
    const cls = e.getAttribute("class") ? `.${e.getAttribute("class").trim().replace(/\s+/g, ".")}` : "";
    return `<${e.tagName.toLowerCase()}${id}${cls}> "${(e.textContent || "").trim().replace(/\s+/g, " ").slice(0, 50)}"`;
  };
  const shown = (e) => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });

  // The document
  const html = document.documentElement;
  if (!/^(en|fr|de)$/.test(html.lang)) say(`lang is ${JSON.stringify(html.lang)}`);
  if (!/\S.* · Recourse$/.test(document.title)) say(`title is ${JSON.stringify(document.title)}`);
  if (all("h1").length !== 1 && !document.querySelector("article.sheet--ours:first-child")) say(`${all("h1").length} h1`);
  if (all("main").length !== 1) say(`${all("main").length} main`);
  if (!document.querySelector("meta[name=viewport]")) say("no viewport");
  if (document.scrollingElement && document.compatMode !== "CSS1Compat") say("quirks mode");

  // Ids and what refers to them
  const ids = new Map();
  for (const e of all("[id]")) {
    if (!e.id || /\s/.test(e.id)) say("bad id", e);
    if (ids.has(e.id)) say(`id ${e.id} twice`, e);
    ids.set(e.id, e);
  }
  for (const name of ["for", "aria-describedby", "aria-labelledby", "aria-controls"]) {
    for (const e of all(`[${name}]`)) {
      for (const id of e.getAttribute(name).split(/\s+/)) if (!ids.has(id)) say(`${name} refers to ${id}, which does not exist`, e);
    }
  }
  for (const e of all('a[href^="#"]')) if (!ids.has(e.getAttribute("href").slice(1))) say(`link to ${e.getAttribute("href")}, which does not exist`, e);

  // Headings go down by one
  let level = 0;
  for (const e of all("h1,h2,h3,h4,h5,h6")) {
    const n = Number(e.tagName[1]);
    if (n > level + 1 && level > 0) say(`heading of level ${n} after level ${level}`, e);
    if (!e.textContent.trim()) say("empty heading", e);
    level = n;
  }

  // Names
  const nameOf = (e) => {
    const by = (e.getAttribute("aria-labelledby") || "").split(/\s+/).filter(Boolean).map((id) => ids.get(id)?.textContent ?? "").join(" ");
    const labels = e.labels ? [...e.labels].map((l) => l.textContent).join(" ") : "";
    const own = /^(INPUT|SELECT|TEXTAREA)$/.test(e.tagName) ? "" : e.textContent;
    return (by || e.getAttribute("aria-label") || labels || own || "").trim();
  };
  for (const e of all("input:not([type=hidden]), select, textarea, button, a[href], summary, fieldset, [role=region], [role=group]")) {
    if (e.tagName === "FIELDSET" ? !e.querySelector(":scope > legend")?.textContent.trim() : !nameOf(e)) say("no name", e);
  }
  for (const e of all("a:not([href])")) say("link to nowhere", e);
  for (const e of all("svg")) {
    if (e.closest("[aria-hidden=true], [role=img]") === null) say("picture that is neither named nor hidden", e);
    if (e.getAttribute("role") === "img" && !(e.getAttribute("aria-label") || "").trim()) say("picture without a name", e);
  }
  for (const e of all("img:not([alt])")) say("image without a text", e);
  for (const e of all("table")) {
    if (!e.querySelector("th")) say("table without headings", e);
    if (!e.caption && !nameOf(e)) say("table without a caption", e);
  }
  const landmarks = new Map();
  for (const e of all("nav, aside, [role=search], [role=region]")) {
    const key = `${e.tagName === "ASIDE" ? "complementary" : e.getAttribute("role") || "navigation"} ${e.getAttribute("aria-label") || ids.get(e.getAttribute("aria-labelledby"))?.textContent || ""}`;
    if (landmarks.has(key)) say(`two landmarks called ${JSON.stringify(key)}`, e);
    landmarks.set(key, e);
  }
  for (const e of all("a a, a button, button a, label label, form form")) say("one control inside another", e);
  for (const e of all("ul, ol")) for (const c of e.children) if (c.tagName !== "LI") say("list with something that is no item", c);
  for (const e of all("dl")) for (const c of e.children) if (!/^(DT|DD|DIV)$/.test(c.tagName)) say("description list with something else", c);
  for (const e of all("p")) if (!e.textContent.trim() && !e.children.length && shown(e) && !e.matches("[role=status]")) say("empty paragraph", e);

  // What the content security policy would refuse
  for (const e of all("[style]")) say("style attribute", e);
  for (const e of all("style, script:not([src])")) say("inline style or script", e);

  // Sentences that were not found or not filled in
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  for (let n = walker.nextNode(); n; n = walker.nextNode()) texts.push(n);
  const attributes = all("[aria-label], [title], [placeholder]").flatMap((e) => ["aria-label", "title", "placeholder"].map((a) => e.getAttribute(a) || ""));
  for (const text of [...texts.filter((n) => !n.parentElement.closest("code, .mono, textarea, script")).map((n) => n.data), ...attributes]) {
    if (/(^|\s)[a-z][a-z_]+(\.[a-z_]+){1,4}(\s|$)/.test(text) && !/\.(example|eml|txt|html|json)\b/.test(text)) say(`the name of a sentence: ${JSON.stringify(text.trim().slice(0, 80))}`);
    if (/<no value>|%!|\{\{|\}\}|\[object|undefined|\bNaN\b|0001-01-01/.test(text)) say(`not filled in: ${JSON.stringify(text.trim().slice(0, 80))}`);
  }

  // Colours and focus do not depend on the language: the English pages stand for all.
  if (html.lang !== "en") return problems;

  // Contrast of text against the first background that is not transparent
  const channel = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const parse = (css) => {
    const n = css.match(/[\d.]+/g).map(Number);
    const scale = css.startsWith("color(") ? 1 : 255;
    return { rgb: n.slice(0, 3).map((v) => v / scale), a: n[3] ?? 1 };
  };
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (e) => {
    for (let p = e; p; p = p.parentElement) {
      const c = parse(getComputedStyle(p).backgroundColor);
      if (c.a > 0.99) return c.rgb;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? [0, 0, 0] : [1, 1, 1];
  };
  const seen = new Set();
  for (const n of texts) {
    const e = n.parentElement;
    if (!n.data.trim() || seen.has(e) || !shown(e) || e.closest(".hidden-visually, option, svg, [aria-disabled=true]")) continue;
    seen.add(e);
    const style = getComputedStyle(e);
    const a = luminance(parse(style.color).rgb);
    const b = luminance(behind(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) say(`contrast ${ratio.toFixed(2)}`, e);
    if (parseFloat(style.fontSize) < 13) say(`text of ${style.fontSize}`, e);
  }

  // The keyboard sees where it is
  const before = document.activeElement;
  for (const e of all("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")) {
    if (!shown(e) || e.disabled) continue;
    e.focus({ focusVisible: true, preventScroll: true });
    if (document.activeElement !== e) {
      say("cannot be focused", e);
      continue;
    }
    let ringed = false;
    for (let p = e, up = 0; p && up < 3; p = p.parentElement, up++) {
      const s = getComputedStyle(p);
      if (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2) ringed = true;
    }
    if (!ringed) say("focus is not visible", e);
    const box = e.getBoundingClientRect();
    const inText = e.tagName === "A" && getComputedStyle(e).display === "inline";
    if (!inText && !e.matches(".skip") && (box.height < 23.5 || box.width < 23.5) && !e.matches("input[type=radio], input[type=checkbox]")) {
      say(`a target of ${Math.round(box.width)} by ${Math.round(box.height)} pixels`, e);
    }
  }
  (before && before !== document.body ? before : document.activeElement)?.[before && before !== document.body ? "focus" : "blur"]({ preventScroll: true });
  return problems;
})();
