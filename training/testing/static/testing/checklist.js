// Each row of a checklist is sent as it is given. Without a connection it is kept on the device and tried again until the server has it.
// Pictures are kept while the page is open only; a row whose picture did not arrive says so when the page is opened again.
(function () {
  "use strict";
  const rows = [...document.querySelectorAll("form[data-row]")];
  if (!rows.length) return;
  document.documentElement.classList.add("scripted");
  // What one assessor ticked on this phone is never sent under the name of another who signs in on it.
  const key = "gatehouse-checklist:" + location.pathname + ":" + rows[0].elements.namedItem("assessor").value;
  const pictures = new Map();
  let sending = false;
  let pause = 0;
  let timer;

  const read = () => { try { return JSON.parse(localStorage.getItem(key)) || {}; } catch (error) { return memory; } };
  let memory = {};
  memory = read();
  const write = (held) => {
    memory = held;
    try {
      if (Object.keys(held).length) localStorage.setItem(key, JSON.stringify(held));
      else localStorage.removeItem(key);
    } catch (error) { /* full or forbidden: memory holds it while the page is open */ }
  };
  // Not elements.item: that is a method of the list, not the field of this name.
  const field = (form, called) => form.elements.namedItem(called);
  const name = (form) => field(form, "item").value + "-" + field(form, "place").value;
  const say = (form, words) => { form.querySelector(".state").textContent = words; };
  // This phone's name for the checklist, and a count of its ticks that never goes back: of two of them the second counts, whichever comes first.
  let device = { name: "", seq: 0 };
  const stamp = () => {
    try { device = JSON.parse(localStorage.getItem(key + ":device")) || device; } catch (error) { /* forbidden: this page is a device of its own */ }
    device = { name: device.name || number(), seq: device.seq + 1 };
    try { localStorage.setItem(key + ":device", JSON.stringify(device)); } catch (error) { /* as above */ }
    return { device: device.name, seq: device.seq, given: Date.now() };
  };
  const number = () => [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  function changed(form) {
    const seen = form.elements.seen.value;
    if (!seen) return;
    // Another tab may hold rows of its own: they stay.
    write({ ...read(), [name(form)]: { id: number(), seen, note: form.elements.note.value, ...stamp() } });
    const file = form.elements.evidence.files[0];
    if (file) pictures.set(name(form), file);
    say(form, "…");
    clearTimeout(timer);
    pause = 0;
    send();
  }

  async function send() {
    if (sending) return;
    sending = true;
    let failed = false;
    for (const form of rows) {
      const held = memory[name(form)];
      if (!held) continue;
      const told = await one(form, held);
      if (told === "again") { failed = true; say(form, form.dataset.waits); break; }
    }
    sending = false;
    document.getElementById("unsent").hidden = !failed;
    if (failed) {
      pause = Math.min(pause ? pause * 2 : 1000, 20000);
      timer = setTimeout(send, pause);
    } else if (Object.keys(memory).some((each) => rows.some((form) => name(form) === each))) {
      send();
    }
  }

  async function one(form, held) {
    const body = new FormData();
    for (const called of ["csrfmiddlewaretoken", "assessor", "item", "place"]) body.append(called, field(form, called).value);
    body.append("client_id", held.id);
    body.append("seen", held.seen);
    body.append("note", held.note);
    if (held.device) for (const [called, value] of [["device", held.device], ["seq", held.seq], ["given", held.given], ["sent", Date.now()]]) body.append(called, value);
    const picture = pictures.get(name(form));
    if (picture) body.append("evidence", picture, picture.name);
    let answer, told;
    try {
      answer = await fetch(form.action, { method: "POST", body, redirect: "manual", headers: { Accept: "application/json" }, signal: AbortSignal.timeout(30000) });
      told = await answer.json();
    } catch (error) {
      return "again";
    }
    if (answer.status >= 500 || [401, 403, 429].includes(answer.status)) return "again";
    // Ticked again while this was under way: the newer one goes next.
    const rest = { ...read() };
    if (rest[name(form)] && rest[name(form)].id === held.id) {
      delete rest[name(form)];
      write(rest);
    }
    if (!answer.ok) { say(form, form.dataset.fails + ": " + (told.error || answer.status)); pictures.delete(name(form)); return "refused"; }
    if (picture) { pictures.delete(name(form)); form.elements.evidence.value = ""; }
    say(form, form.dataset.sent);
    count(told.missing);
    return "done";
  }

  function count(missing) {
    const done = rows.filter((form) => form.elements.seen.value).length;
    const shown = document.querySelector("#progress strong");
    if (shown) shown.textContent = done;
    document.getElementById("missing").replaceChildren(...missing.map((reason) => {
      const line = document.createElement("li");
      line.textContent = reason;
      return line;
    }));
  }

  for (const form of rows) {
    const held = memory[name(form)];
    if (held) {
      form.elements.seen.value = held.seen;
      form.elements.note.value = held.note;
      say(form, form.dataset.waits);
    }
    form.addEventListener("change", () => changed(form));
    form.addEventListener("submit", (event) => { event.preventDefault(); changed(form); });
  }
  // What the page sends at once when signing off must all be there.
  document.getElementById("sign-off").addEventListener("submit", (event) => {
    if (Object.keys(memory).length || pictures.size) { event.preventDefault(); send(); document.getElementById("unsent").hidden = false; document.getElementById("unsent").scrollIntoView(); }
  });
  addEventListener("online", () => { clearTimeout(timer); pause = 0; send(); });
  send();
})();
