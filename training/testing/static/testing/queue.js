// The answers that have not reached the server yet: kept on the device, sent one by one, tried again until the server has answered.
// An answer leaves the queue only when the server says that it has it, or why it will never take it.
window.TestQueue = class {
  constructor({ attempt, cookie, address, changed, accepted, refused }) {
    Object.assign(this, { cookie, address, changed, accepted, refused });
    this.key = "gatehouse-test-" + attempt;
    this.deviceKey = "gatehouse-test-device-" + attempt;
    this.memory = { waiting: [], refused: {} };
    this.known = { device: this.number(), seq: 0 };
    this.delay = 0;
    this.trouble = "";
    this.sending = false;
    addEventListener("online", () => this.hurry());
    addEventListener("storage", (event) => { if (event.key === this.key) this.changed(); });
  }

  // localStorage is shared by all tabs; where the browser keeps nothing, this tab's memory must do.
  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key)) || this.memory;
    } catch (error) {
      return this.memory;
    }
  }

  write(held) {
    this.memory = held;
    try {
      if (!held.waiting.length && !Object.keys(held.refused).length) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, JSON.stringify(held));
    } catch (error) { /* full or forbidden: memory holds it while the tab is open */ }
  }

  get waiting() { return this.read().waiting; }

  get refusals() { return this.read().refused; }

  // The latest fields of one question. One that still waits is replaced, one under way is not.
  put(item, fields) {
    const held = this.read();
    delete held.refused[item];
    held.waiting = held.waiting.filter((one) => one.item !== item || one.id === this.underWay);
    held.waiting.push({ id: this.number(), item, fields, ...this.stamp(), given: Date.now() });
    this.write(held);
    this.changed();
  }

  // This browser's name for this test, and a count of its answers that never goes back, whatever its clock does: kept for all tabs.
  stamp() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.deviceKey));
      if (kept && Number.isSafeInteger(kept.seq)) this.known = { device: kept.device, seq: kept.device === this.known.device ? Math.max(kept.seq, this.known.seq) : kept.seq };
    } catch (error) { /* forbidden: this tab is a device of its own */ }
    this.known = { device: this.known.device, seq: this.known.seq + 1 };
    try { localStorage.setItem(this.deviceKey, JSON.stringify(this.known)); } catch (error) { /* as above */ }
    return this.known;
  }

  number() {
    const bytes = crypto.getRandomValues(new Uint8Array(15));
    return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_");
  }

  hurry() {
    clearTimeout(this.timer);
    this.delay = 0;
    return this.flush();
  }

  later() {
    this.delay = Math.min(this.delay ? this.delay * 2 : 1000, 30000);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), this.delay * (0.75 + Math.random() / 2));
  }

  // Sends what waits, oldest first. True when nothing is left.
  async flush(keepalive = false) {
    if (this.sending && !keepalive) return false;
    this.sending = true;
    clearTimeout(this.timer);
    try {
      let next;
      while ((next = this.waiting[0])) {
        this.underWay = next.id;
        this.changed();
        const told = await this.send(next, keepalive);
        if (told === "again") { this.later(); return false; }
      }
      this.delay = 0;
      return true;
    } finally {
      this.underWay = null;
      this.sending = false;
      this.changed();
    }
  }

  async send(entry, keepalive) {
    let answer, body;
    try {
      answer = await fetch(this.address(entry.item), {
        method: "POST",
        keepalive,
        redirect: "manual",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.token(), Accept: "application/json" },
        body: JSON.stringify({ id: entry.id, device: entry.device, seq: entry.seq, fields: entry.fields, given: entry.given, sent: Date.now() }),
        signal: keepalive ? undefined : AbortSignal.timeout(20000),
      });
      body = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
    } catch (error) {
      this.trouble = "network";
      return "again";
    }
    // Not found: somebody else has signed in on this device meanwhile. The answer waits for whose it is.
    if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) {
      this.trouble = "signedOut";
      return "again";
    }
    if (answer.ok) {
      this.trouble = "";
      this.drop(entry);
      this.accepted(entry, body);
      return "done";
    }
    if ([400, 409, 413, 422].includes(answer.status)) {
      this.trouble = "";
      this.drop(entry, body.message || String(answer.status));
      this.refused(entry, body.message || String(answer.status));
      return "done";
    }
    this.trouble = "network";
    return "again";
  }

  drop(entry, why) {
    const held = this.read();
    held.waiting = held.waiting.filter((one) => one.id !== entry.id);
    if (why && !held.waiting.some((one) => one.item === entry.item)) held.refused[entry.item] = { why, fields: entry.fields };
    this.write(held);
  }

  token() {
    const found = document.cookie.split("; ").find((pair) => pair.startsWith(this.cookie + "="));
    return found ? decodeURIComponent(found.slice(this.cookie.length + 1)) : document.querySelector("[name=csrfmiddlewaretoken]").value;
  }
};
