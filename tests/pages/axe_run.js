// Runs axe on what can differ from what it saw before; answers a sentence for each finding.
//
// Structure: judged at the first width; at the second again where anything is shown or hidden that was not at the first, or where
// a table or a link is laid out in another way. Sizes of targets and places that scroll follow from the width: axe is asked wherever the rule could fail at all.
// Colours: one element of each look is judged, a look being all that contrast is reckoned from: colour, size and weight of the
// text, and every ground and opacity beneath it. What is positioned may lie over something else: there its place belongs to the look.
async ({options, structure, whole, colours}) => {
  const FRAME = [[".topbar"], [".side"], [".bottom-bar"]];
  const context = whole ? document : {exclude: FRAME};
  const told = (found) => found.violations.flatMap(
    (rule) => rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 200)} ${node.failureSummary}`));
  const only = (rule) => ({...options, runOnly: {type: "rule", values: [rule]}});
  const parts = () => [...document.querySelectorAll("body *:not(svg *)")].filter((each) => whole || !each.closest(".topbar, .side, .bottom-bar"));

  const drawn = () => parts().map((each) => {
    if (!each.checkVisibility({visibilityProperty: true, opacityProperty: true})) return "";
    const style = getComputedStyle(each), box = each.getBoundingClientRect();
    const there = box.width > 1 && box.height > 1 && box.right > 0 && box.bottom + scrollY > 0;
    const reads = /^(TABLE|CAPTION|THEAD|TBODY|TFOOT|TR|TH|TD|A)$/.test(each.tagName) ? style.display : "";
    return `${there}${reads}${each.tagName === "A" ? style.color + style.textDecorationLine : ""}`;
  }).join();
  const scrolls = () => parts().some((each) => {
    if (each.scrollWidth <= each.clientWidth && each.scrollHeight <= each.clientHeight) return false;
    const style = getComputedStyle(each);
    return /auto|scroll/.test(style.overflowX + style.overflowY);
  });

  const grounds = new Map();
  const ground = (each) => {
    if (!each) return "";
    if (!grounds.has(each)) {
      const style = getComputedStyle(each);
      const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.mixBlendMode].join(" ");
      const plain = own === "rgba(0, 0, 0, 0) none 1 none normal";
      const place = /static|relative/.test(style.position) ? "" : `${each.tagName}.${each.getAttribute("class") || ""}`;
      grounds.set(each, `${ground(each.parentElement)}${plain ? "" : `/${own}`}${place}`);
    }
    return grounds.get(each);
  };
  const idle = (each) => Boolean(each.closest(":disabled, [aria-disabled=true]") || each.closest("label")?.control?.disabled);
  const look = (each) => {
    const style = getComputedStyle(each);
    const text = [style.color, style.webkitTextFillColor, style.fontSize, style.fontWeight, style.textShadow].join(" ");
    return `${text} ${idle(each)} ${each.matches("input, select, textarea")} ${ground(each)}`;
  };
  const unseen = () => {
    const seen = new Set(JSON.parse(sessionStorage.getItem("looks") || "[]"));
    const before = seen.size;
    const fresh = parts().filter((each) => {
      const says = each.matches("input, select, textarea") || [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      if (!says || !each.getClientRects().length || each.closest("svg")) return false;
      const name = look(each);
      return !seen.has(name) && seen.add(name);
    });
    if (seen.size > before) sessionStorage.setItem("looks", JSON.stringify([...seen]));
    return fresh;
  };

  // A change of theme fades; what it ends in is judged.
  await new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); });
  for (const each of document.getAnimations()) { try { each.finish(); } catch { each.cancel(); } }

  const wrong = [];
  if (options) {
    const now = drawn(), before = window.drawnBefore;
    window.drawnBefore = now;
    const rules = {"color-contrast": {enabled: false}, "target-size": {enabled: false}};
    if (structure && now !== before) wrong.push(...told(await axe.run(context, {...options, rules})));
    else if (scrolls()) wrong.push(...told(await axe.run(context, only("scrollable-region-focusable"))));
    if (CROWDED(whole)) wrong.push(...told(await axe.run(context, only("target-size"))));
  }
  const fresh = colours ? unseen() : [];
  if (fresh.length) wrong.push(...told(await axe.run({include: fresh}, {runOnly: {type: "rule", values: ["color-contrast"]}, preload: false})));
  return wrong;
}
