// What a page must be, apart from what axe finds: answers a list of faults, each a sentence.
async (expected) => {
  const wrong = [];
  // Charts are drawn after the page, and again when the window changes.
  const unfit = () => [...document.querySelectorAll("[data-chart]")].some((picture) => {
    const drawn = picture.querySelector("svg.main-svg");
    return !drawn || drawn.getBoundingClientRect().width > picture.clientWidth + 1;
  });
  for (let tries = 0; tries < 60 && unfit(); tries += 1) await new Promise((done) => { setTimeout(done, 50); });
  const shown = (element) => element.checkVisibility({visibilityProperty: true});
  const brief = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 120);
  const text = (element) => (element ? element.textContent.trim() : "");

  const headings = document.querySelectorAll("h1").length;
  if (headings !== 1) wrong.push(`${headings} headings of the first rank`);
  if (!document.title.split("·")[0].trim()) wrong.push("no title");
  if (document.documentElement.lang.toLowerCase() !== expected.lang.toLowerCase()) wrong.push(`says it is in ${document.documentElement.lang}`);
  const over = document.documentElement.scrollWidth - window.innerWidth;
  if (over > 0) {
    const wide = [...document.querySelectorAll("main *")].filter((each) => each.getBoundingClientRect().right > window.innerWidth + 1);
    wrong.push(`wider than the window by ${over}: ${wide.slice(0, 2).map(brief).join(" ")}`);
  }
  document.querySelectorAll("button, a.button, .badge, .tag, summary, th, label").forEach((each) => {
    const style = getComputedStyle(each);
    const hides = style.overflowX !== "visible" || style.textOverflow === "ellipsis";
    if (hides && shown(each) && !each.matches(".sr-only") && each.scrollWidth > each.clientWidth + 1) wrong.push(`cut off: ${brief(each)}`);
  });
  document.querySelectorAll("main button, main a.button").forEach((each) => {
    const box = each.getBoundingClientRect();
    if (shown(each) && !each.matches(".sr-only") && each.scrollWidth > Math.ceil(box.width) + 1) wrong.push(`text runs out of a button: ${brief(each)}`);
  });
  document.querySelectorAll("[data-chart]").forEach((picture) => {
    const figure = picture.closest("figure.chart");
    const told = figure && document.getElementById(figure.getAttribute("aria-describedby"));
    if (text(told).length < 8) wrong.push(`a chart without a message: ${brief(picture)}`);
    if (!figure || !figure.querySelector(".chart-table tbody td")) wrong.push(`a chart without its table: ${brief(picture)}`);
    if (!picture.querySelector("svg")) wrong.push(`a chart that is not drawn: ${brief(picture)}`);
  });
  document.querySelectorAll("script").forEach((script) => {
    if (!script.src && !/json/.test(script.type)) wrong.push(`an inline script: ${brief(script)}`);
  });
  document.querySelectorAll("body, body *").forEach((each) => {
    for (const attribute of each.attributes) if (/^on/.test(attribute.name)) wrong.push(`an inline handler: ${brief(each)}`);
  });
  document.querySelectorAll("main a[href='#'], main a:not([href])").forEach((each) => wrong.push(`a link to nowhere: ${brief(each)}`));
  return wrong;
}
