// Returns what is wider than the window and not in a box that scrolls by itself.
(() => {
  const width = document.documentElement.clientWidth;
  const problems = [];
  if (document.documentElement.scrollWidth > width) problems.push(`at ${width} pixels the page is ${document.documentElement.scrollWidth} wide`);
  const clipped = (e) => {
    for (let p = e.parentElement; p; p = p.parentElement) {
      if (p === document.body) return false;
      const s = getComputedStyle(p);
      if (s.overflowX !== "visible" || s.clipPath !== "none" || s.clip !== "auto") return true;
    }
    return false;
  };
  for (const e of document.body.querySelectorAll("*")) {
    if (!e.checkVisibility({ visibilityProperty: true }) || e.closest(".hidden-visually, .skip")) continue;
    const box = e.getBoundingClientRect();
    if (box.width < 1 || box.height < 1) continue;
    if ((box.right > width + 1 || box.left < -1) && !clipped(e)) {
      const cls = (e.getAttribute("class") || "").trim().replace(/\s+/g, ".");
      problems.push(`at ${width} pixels <${e.tagName.toLowerCase()}${cls && "." + cls}> reaches from ${Math.round(box.left)} to ${Math.round(box.right)}: "${(e.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40)}"`);
    }
  }
  return problems.slice(0, 8);
})();
