// Clicks the first element that fits the selector, if a person could: it is shown, and nothing lies over it.
(selector) => {
  const e = document.querySelector(selector);
  if (!e) throw new Error(`nothing fits ${selector}`);
  if (!e.checkVisibility({ visibilityProperty: true })) throw new Error(`${selector} is not shown`);
  e.scrollIntoView({ block: "center", behavior: "instant" });
  const box = e.getClientRects()[0];
  const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  const label = e.labels?.[0];
  if (!hit || !(e.contains(hit) || label?.contains(hit))) throw new Error(`${selector} lies under ${hit?.outerHTML.slice(0, 120)}`);
  e.click();
};
