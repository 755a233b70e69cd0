// Runs axe on what can differ from the pages seen before it; answers a sentence for each finding.
//
// Colours: our policy forbids inline styles, so an element's colours follow from its tag, classes and states and those of
// what holds it. One element of each such chain is judged, per theme and width. Sizes of targets: axe is asked where a target
// is smaller than 24 pixels and another stands within its 24; elsewhere the rule cannot fail.
async ({options, whole, colours}) => {
  const FRAME = [[".topbar"], [".side"], [".bottom-bar"]];
  const STATES = ["aria-current", "aria-sort", "aria-selected", "aria-invalid", "disabled", "open", "type", "role", "lang", "data-state"];
  const context = whole ? document : {exclude: FRAME};
  const told = (found) => found.violations.flatMap(
    (rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 200)} ${node.failureSummary}`));
  const only = (rule) => ({...options, runOnly: {type: "rule", values: [rule]}});
  const inFrame = (each) => each.closest(".topbar, .side, .bottom-bar");

  const own = (each) => {
    const states = STATES.filter((name) => each.hasAttribute(name)).map((name) => `${name}=${each.getAttribute(name)}`);
    if (!each.className && !states.length && /^(DIV|SPAN|SECTION|UL|OL|LI|P|TBODY|TR)$/.test(each.tagName)) return "";
    return `${each.tagName}.${typeof each.className === "string" ? each.className : ""}[${states}]`;
  };
  const chains = new Map();
  const chain = (each) => {
    if (!each || each === document.body) return "";
    if (!chains.has(each)) chains.set(each, `${chain(each.parentElement)}/${own(each)}`.replace(/\/+$/, ""));
    return chains.get(each);
  };
  const unseen = (key) => {
    const seen = new Set(JSON.parse(sessionStorage.getItem(key) || "[]"));
    const fresh = [];
    document.querySelectorAll("body *").forEach((each) => {
      if (!whole && inFrame(each)) return;
      const says = each.matches("input, select, textarea") || [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      if (!says || !each.getClientRects().length || each.closest("svg")) return;
      const name = `${each.tagName}${chain(each)}`;
      if (!seen.has(name)) { seen.add(name); fresh.push(each); }
    });
    sessionStorage.setItem(key, JSON.stringify([...seen]));
    return fresh;
  };

  // A change of theme fades; what it ends in is judged.
  await new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); });
  for (const each of document.getAnimations()) { try { each.finish(); } catch { each.cancel(); } }

  const wrong = [];
  if (options) {
    const rules = {"color-contrast": {enabled: false}, "target-size": {enabled: false}};
    wrong.push(...told(await axe.run(context, {...options, rules})));
    if (CROWDED(whole)) wrong.push(...told(await axe.run(context, only("target-size"))));
  }
  const fresh = colours ? unseen(colours) : [];
  if (fresh.length) wrong.push(...told(await axe.run({include: fresh}, {runOnly: {type: "rule", values: ["color-contrast"]}, preload: false})));
  return wrong;
}
