// Signing in over a bad line: the code is kept in this browser and sent again until an answer comes.
(function () {
  "use strict";
  var form = document.getElementById("sign-in");
  var signedIn = document.querySelector("[data-signed-in]");
  var key = "gatehouse.sign-in." + (form ? form.dataset.session : "");
  var keep = function (value) {
    try { if (value === null) localStorage.removeItem(key); else localStorage.setItem(key, value); } catch (error) { /* a browser that keeps nothing */ }
  };
  var kept = function () { try { return localStorage.getItem(key); } catch (error) { return null; } };
  if (!form || signedIn || !window.fetch) return;
  var state = document.getElementById("sign-in-state");
  var button = form.querySelector("button");
  var timer = null, tries = 0;

  function later() {
    state.textContent = form.dataset.waiting;
    tries += 1;
    clearTimeout(timer);
    timer = setTimeout(send, Math.min(2000 * tries, 15000));
  }

  function ended(text, done) {
    keep(null);
    tries = 0;
    state.textContent = text;
    button.disabled = false;
    if (done) location.replace(location.pathname);
  }

  function send() {
    clearTimeout(timer);
    var code = form.elements.code.value.trim();
    keep(JSON.stringify({ code: code, at: Date.now() }));
    button.disabled = true;
    state.textContent = form.dataset.sending;
    var cut = window.AbortController ? new AbortController() : null;
    var patience = setTimeout(function () { if (cut) cut.abort(); }, 20000);
    fetch(location.pathname, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, redirect: "manual", signal: cut ? cut.signal : undefined })
      .then(function (answer) {
        clearTimeout(patience);
        if (answer.type === "opaqueredirect") return ended(form.dataset.again, false);
        if (answer.status >= 500) return later();
        return answer.json().then(function (told) { ended(told.text, told.done); }, function () { ended(form.dataset.again, false); });
      })
      .catch(function () { clearTimeout(patience); later(); });
  }

  form.addEventListener("submit", function (event) { event.preventDefault(); tries = 0; send(); });
  window.addEventListener("online", function () { if (tries > 0) send(); });

  // What was typed and never answered, for as long as a late code is taken at all.
  var waiting = kept();
  if (waiting) {
    var old = JSON.parse(waiting);
    if (Date.now() - old.at < 15 * 60000) { if (old.code) form.elements.code.value = old.code; send(); return; }
    keep(null);
  }
  if (form.hasAttribute("data-at-once")) send();
})();
