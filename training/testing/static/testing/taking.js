// The page of a test: one question at a time, each answer into the queue as it is given, the server's clock, the overview.
(function () {
  "use strict";
  const page = JSON.parse(document.getElementById("test-page").textContent);
  const words = page.words;
  const say = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => (values && name in values ? values[name] : all));
  const sections = [...document.querySelectorAll("[data-question]")];
  const questions = sections.filter((section) => section.dataset.item);
  const byItem = new Map(questions.map((section) => [section.dataset.item, section]));
  const form = (section) => section.querySelector("form[data-answer]");
  const savedLine = document.querySelector("[data-saved]");
  const announceLine = document.querySelector("[data-announce]");
  const handIn = document.querySelector("[data-hand-in]");
  const changedAt = new Map();
  let ended = false, handingIn = false, typing, changes = 0;

  const queue = new window.TestQueue({
    attempt: page.attempt,
    cookie: page.cookie,
    address: (item) => form(byItem.get(String(item))).action,
    changed: () => show(),
    accepted: (entry, told) => {
      keepTime(told.left, told.open);
      tell(entry.item, told.late ? words.late : told.warning || words.itemSaved, told.late ? "late" : told.warning ? "warning" : "saved");
    },
    refused: (entry, why) => tell(entry.item, say(words.refused, { why }), "refused"),
  });

  // What a form holds: field name → values, without the token.
  function fieldsOf(section) {
    const found = {};
    for (const [name, value] of new FormData(form(section))) {
      if (name.startsWith("answer") && value !== "") (found[name] = found[name] || []).push(value);
    }
    return found;
  }

  function fill(section, fields) {
    for (const control of form(section).querySelectorAll("[name^=answer]")) {
      const values = fields[control.name] || [];
      if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
      else control.value = values[0] || "";
    }
    inOrder(section);
  }

  function tell(item, text, kind) {
    const line = byItem.get(String(item)).querySelector("[data-item-state]");
    if (line.textContent !== text) line.textContent = text;
    line.dataset.kind = kind;
  }

  const same = (one, other) => JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
  const answered = (section) => Object.keys(fieldsOf(section)).length > 0;
  const plainly = (section) => JSON.stringify(fieldsOf(section));
  const last = new Map(questions.map((section) => [section, plainly(section)]));

  function given(section) {
    if (plainly(section) === last.get(section)) return;
    last.set(section, plainly(section));
    changedAt.set(section, ++changes);
    queue.put(section.dataset.item, fieldsOf(section));
    tell(section.dataset.item, words.itemWaiting, "waiting");
  }

  // Kept on the device at once, sent when the typing pauses.
  function noticed(event) {
    const section = event.target.closest("[data-item]");
    if (!section || !event.target.matches("[name^=answer]")) return;
    if (event.target.closest("[data-ordering]") && event.type === "change") placed(event.target);
    given(section);
    clearTimeout(typing);
    typing = setTimeout(() => queue.hurry(), event.type === "change" ? 0 : 700);
  }
  document.addEventListener("input", noticed);
  document.addEventListener("change", noticed);

  document.addEventListener("submit", (event) => {
    const section = event.target.closest("[data-item]");
    if (section && event.target.matches("[data-answer]")) {
      event.preventDefault();
      if (event.submitter && event.submitter.name === "clear") fill(section, {});
      given(section);
      queue.hurry();
      if (!event.submitter || event.submitter.name !== "clear") go(Number(section.dataset.question) + 1);
    }
  });

  // ---- turning pages, without the network
  function go(wanted, quietly) {
    const target = sections.find((section) => section.dataset.question === String(wanted)) || sections[sections.length - 1];
    for (const section of sections) section.hidden = section !== target;
    if (!quietly) {
      history.replaceState(null, "", "?q=" + target.dataset.question);
      scrollTo(0, 0);
      target.focus({ preventScroll: true });
    }
    show();
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-go]");
    if (!link || event.metaKey || event.ctrlKey) return;
    event.preventDefault();
    queue.hurry();
    go(link.dataset.go);
  });

  // ---- marked for later: a note of the device's own
  const flagKey = "gatehouse-test-flags-" + page.attempt;
  const flags = new Set(readFlags());
  function readFlags() {
    try { return JSON.parse(localStorage.getItem(flagKey)) || []; } catch (error) { return []; }
  }
  for (const section of questions) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.dataset.flag = "";
    button.setAttribute("aria-pressed", String(flags.has(section.dataset.item)));
    button.textContent = words[flags.has(section.dataset.item) ? "unflag" : "flag"];
    button.addEventListener("click", () => {
      const on = !flags.delete(section.dataset.item);
      if (on) flags.add(section.dataset.item);
      button.setAttribute("aria-pressed", String(on));
      button.textContent = words[on ? "unflag" : "flag"];
      try { localStorage.setItem(flagKey, JSON.stringify([...flags])); } catch (error) { /* not kept */ }
      show();
    });
    section.querySelector(".form-actions").append(button);
  }

  // ---- ordering: a place for each line by its list, or moved up and down
  function lines(list) { return [...list.querySelectorAll("[data-line]")]; }

  function inOrder(section) {
    const list = section.querySelector("[data-ordering]");
    if (!list) return;
    const place = (line) => Number(line.querySelector("select").value) || 99;
    lines(list).sort((one, other) => place(one) - place(other)).forEach((line) => list.append(line));
    ends(list);
  }

  // A place taken by another line is swapped with it.
  function placed(select) {
    const list = select.closest("[data-ordering]");
    const other = lines(list).map((line) => line.querySelector("select")).find((one) => one !== select && one.value && one.value === select.value);
    if (other) other.value = select.dataset.before || "";
    for (const line of lines(list)) remember(line.querySelector("select"));
    if (lines(list).every((line) => line.querySelector("select").value)) {
      inOrder(select.closest("[data-item]"));
      select.focus();
    }
  }

  function remember(select) { select.dataset.before = select.value; }

  function move(line, step) {
    const list = line.parentElement;
    const other = step < 0 ? line.previousElementSibling : line.nextElementSibling;
    if (!other) return;
    if (step < 0) other.before(line); else other.after(line);
    lines(list).forEach((one, index) => { one.querySelector("select").value = String(index + 1); remember(one.querySelector("select")); });
    ends(list);
    given(list.closest("[data-item]"));
    queue.hurry();
  }

  function ends(list) {
    lines(list).forEach((line, index, all) => {
      line.querySelector("[data-up]").setAttribute("aria-disabled", String(index === 0));
      line.querySelector("[data-down]").setAttribute("aria-disabled", String(index === all.length - 1));
    });
  }

  for (const line of document.querySelectorAll("[data-line]")) {
    const label = line.querySelector("label").textContent.trim();
    for (const [mark, name, step, sign] of [["up", "moveUp", -1, "↑"], ["down", "moveDown", 1, "↓"]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "quiet";
      button.dataset[mark] = "";
      button.textContent = sign;
      button.setAttribute("aria-label", words[name] + ": " + label);
      button.addEventListener("click", () => { move(line, step); button.focus(); announceLine.textContent = label + ": " + line.querySelector("select").value; });
      line.append(button);
    }
    remember(line.querySelector("select"));
  }

  // ---- the clock: what the server said is left, counted on by a clock nobody can set
  const clock = document.querySelector("[data-clock]");
  let endsAt = null, announced = new Set();

  function keepTime(left, open) {
    if (left !== null && left !== undefined) endsAt = performance.now() + left;
    if (open === false && !handingIn) over(left ? words.handedIn : words.over);
  }

  function tick() {
    if (endsAt === null || ended) return;
    const seconds = Math.max(0, Math.ceil((endsAt - performance.now()) / 1000));
    const two = (value) => String(value).padStart(2, "0");
    const hours = Math.floor(seconds / 3600), minutes = Math.floor(seconds / 60) % 60;
    if (clock) clock.textContent = say(words.left, { time: (hours ? hours + ":" + two(minutes) : String(minutes)) + ":" + two(seconds % 60) });
    for (const n of [10, 5, 1]) {
      if (seconds <= n * 60 && !announced.has(n)) {
        if (seconds > n * 60 - 20) announceLine.textContent = n === 1 ? words.minuteLeft : say(words.minutesLeft, { n });
        announced.add(n);
      }
    }
    if (seconds <= 2) { clearTimeout(typing); queue.flush(); }
    if (seconds === 0) over();
  }

  function over(why = words.over) {
    if (ended) return;
    ended = true;
    for (const control of document.querySelectorAll("[data-test] :is(input, select, textarea, button)")) control.disabled = true;
    announceLine.textContent = why;
    if (clock) clock.textContent = why;
    show();
    leaveWhenSent();
  }

  // To the result once everything is sent and the server can be reached.
  async function leaveWhenSent() {
    if ((await queue.flush()) || !queue.waiting.length) {
      try {
        if ((await fetch(page.state, { credentials: "same-origin" })).ok) { location.assign(page.result); return; }
      } catch (error) { /* no network: try again */ }
    }
    show();
    setTimeout(leaveWhenSent, 3000);
  }

  // ---- what is said about saving
  function show() {
    const waiting = queue.waiting;
    const refusals = queue.refusals;
    let text = words.saved, kind = "saved";
    if (waiting.length) {
      kind = queue.trouble ? "waiting" : "saving";
      text = queue.trouble === "signedOut" ? words.signedOut : queue.trouble || !navigator.onLine ? say(words.waiting, { n: waiting.length }) : words.saving;
      if (ended) text = words.overOffline;
    }
    for (const [item, { why }] of Object.entries(refusals)) if (byItem.has(item)) tell(item, say(words.refused, { why }), "refused");
    if (savedLine.dataset.kind !== kind || kind !== "saving") {
      if (savedLine.textContent !== text) savedLine.textContent = text;
      savedLine.dataset.kind = kind;
    }
    let done = 0;
    for (const section of questions) {
      const link = document.querySelector('.test-map [data-go="' + section.dataset.question + '"]');
      const refused = section.dataset.item in refusals, has = answered(section) && !refused, flagged = flags.has(section.dataset.item);
      done += has;
      link.classList.toggle("answered", has);
      link.classList.toggle("flagged", flagged);
      link.querySelector("[data-map-state]").textContent = words[refused ? "notSaved" : has ? "answered" : "notAnswered"] + (flagged ? ", " + words.flagged : "");
    }
    const text2 = say(words.done, { n: done, total: questions.length });
    document.querySelector("[data-done]").textContent = text2;
    for (const place of document.querySelectorAll("[data-progress]")) {
      place.textContent = done + " / " + questions.length;
      place.closest("a").setAttribute("aria-label", words.overview + " " + place.textContent);
    }
  }

  // ---- handing in: first everything that waits
  handIn.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (handingIn) return;
    handingIn = true;
    const line = handIn.querySelector("[data-hand-in-state]");
    for (const section of questions) given(section);
    while (queue.waiting.length) {
      await queue.hurry();
      if (!queue.waiting.length) break;
      line.textContent = say(words.handInWaits, { n: queue.waiting.length });
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
    for (;;) {
      try {
        if ((await fetch(page.state, { credentials: "same-origin", redirect: "manual" })).ok) break;
      } catch (error) { /* no network */ }
      line.textContent = say(words.handInWaits, { n: 0 });
      await new Promise((resolve) => setTimeout(resolve, 2000));
    }
    try { localStorage.removeItem(flagKey); } catch (error) { /* kept nothing */ }
    handIn.submit();
  });

  // ---- another device or tab may have answered meanwhile: take over what this tab has not changed
  async function catchUp() {
    if (ended || handingIn) return;
    const asked = changes;
    let told;
    try {
      const answer = await fetch(page.state, { credentials: "same-origin", redirect: "manual" });
      if (!answer.ok) return;
      told = await answer.json();
    } catch (error) { return; }
    keepTime(told.left, told.open);
    const mine = new Set([...queue.waiting.map((one) => String(one.item)), ...Object.keys(queue.refusals)]);
    for (const section of questions) {
      const held = told.held[section.dataset.item];
// What was changed here while the server was asked is newer than its answer.
      if (!held || mine.has(section.dataset.item) || (changedAt.get(section) || 0) > asked || same(held, fieldsOf(section))) continue;
      fill(section, held);
      last.set(section, plainly(section));
    }
    show();
  }
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") queue.flush(true); else { queue.hurry(); catchUp(); }
  });
  addEventListener("focus", catchUp);
  addEventListener("pagehide", () => queue.flush(true));
  addEventListener("beforeunload", (event) => { if (queue.waiting.length && !handingIn) event.preventDefault(); });

  // ---- begin: what this device still holds comes before what the server sent
  for (const part of document.querySelectorAll("[data-without-script]")) part.hidden = true;
  for (const section of questions) inOrder(section);
  for (const entry of queue.waiting) if (byItem.has(String(entry.item))) fill(byItem.get(String(entry.item)), entry.fields);
  for (const [item, kept] of Object.entries(queue.refusals)) if (byItem.has(item)) fill(byItem.get(item), kept.fields);
  for (const section of questions) last.set(section, plainly(section));
  keepTime(page.left);
  for (const n of [10, 5, 1]) if (page.left !== null && page.left < (n * 60 - 20) * 1000) announced.add(n);
  tick();
  setInterval(tick, 500);
  show();
  queue.hurry();
})();
