/* The plan board: an office is moved by drag, by its Move button, or by the keyboard. Each way ends in the same dialog, which asks
   for the reason and saves at once; the server answers with the new board. Without this script the office's own page does it. */
(function () {
  "use strict";
  var holder = document.getElementById("plan-board");
  var dialog = document.getElementById("plan-dialog");
  var words = document.getElementById("plan-words");
  if (!holder || !dialog || !words || !window.fetch || !dialog.showModal) return;
  var form = document.getElementById("plan-form");
  var live = document.getElementById("plan-said");
  var refused = document.getElementById("plan-refused");
  var field = function (name) { return form.elements[name]; };
  var dragged = null, held = null, opener = null;

  function say(text) { live.textContent = ""; window.setTimeout(function () { live.textContent = text; }, 50); }
  function fill(text, values) { return text.replace(/%\((\w+)\)s/g, function (whole, name) { return name in values ? values[name] : whole; }); }
  function rows() { return Array.from(holder.querySelectorAll("tbody tr")); }
  function cells(row) { return Array.from(row.querySelectorAll("td")); }
  function place(cell) { return { wave: cell.parentNode.dataset.name, month: cell.dataset.label }; }
  function mark(cell) {
    holder.querySelectorAll(".is-target").forEach(function (each) { each.classList.remove("is-target"); });
    if (cell) { cell.classList.add("is-target"); cell.scrollIntoView({ block: "nearest", inline: "nearest" }); }
  }

  // A card may go where its wave and its date may still change.
  function allowed(card, cell) {
    var from = card.closest("td");
    if (cell === from) return true;
    if ("waveFixed" in card.dataset && cell.parentNode !== from.parentNode) return false;
    if ("fixed" in card.dataset) return cell.dataset.key === from.dataset.key;
    var thisMonth = holder.querySelector(".plan-grid").dataset.today.slice(0, 8) + "01";
    return cell.dataset.key === from.dataset.key || (/^\d/.test(cell.dataset.key) && cell.dataset.key >= thisMonth);
  }

  // The same day in another month, its last day where it is shorter, and never a day gone by.
  function dayIn(card, key) {
    var today = holder.querySelector(".plan-grid").dataset.today;
    var parts = key.split("-").map(Number);
    var last = new Date(Date.UTC(parts[0], parts[1], 0)).getUTCDate();
    var wanted = card.dataset.on ? Number(card.dataset.on.slice(8)) : 1;
    var day = key.slice(0, 8) + String(Math.min(wanted, last)).padStart(2, "0");
    return day < today ? today : day;
  }

  function ask(card, cell) {
    opener = card.dataset.office;
    form.action = card.dataset.url;
    document.getElementById("plan-dialog-title").textContent = fill(words.dataset.title, { office: card.dataset.name });
    field("seen").value = card.dataset.seen;
    field("wave").value = cell.parentNode.dataset.wave;
    field("wave").closest(".field").hidden = "waveFixed" in card.dataset;
    field("on").closest(".field").hidden = "fixed" in card.dataset;
    var same = cell === card.closest("td");
    field("on").value = "fixed" in card.dataset ? "" : same ? card.dataset.on : /^\d/.test(cell.dataset.key) ? dayIn(card, cell.dataset.key) : card.dataset.on;
    refused.hidden = true;
    dialog.showModal();
    var first = same ? (field("wave").closest(".field").hidden ? field("on") : field("wave")) : field("reason");
    first.focus();
    if (first === field("reason")) first.select();
  }

  function button(office) { var card = holder.querySelector('.plan-card[data-office="' + office + '"]'); return card && card.querySelector("[data-move]"); }
  function focusBack() { var found = opener && button(opener); if (found) found.focus(); }

  holder.addEventListener("dragstart", function (event) {
    dragged = event.target.closest && event.target.closest(".plan-card[draggable]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.name);
  });
  holder.addEventListener("dragover", function (event) {
    var cell = event.target.closest("tbody td");
    if (!dragged || !cell || !allowed(dragged, cell)) { mark(null); return; }
    event.preventDefault();
    if (!cell.classList.contains("is-target")) mark(cell);
  });
  holder.addEventListener("drop", function (event) {
    var cell = event.target.closest("tbody td");
    if (!dragged || !cell || !allowed(dragged, cell)) return;
    event.preventDefault();
    mark(null);
    if (cell !== dragged.closest("td")) ask(dragged, cell);
  });
  holder.addEventListener("dragend", function () { dragged = null; mark(null); });

  holder.addEventListener("click", function (event) {
    var pressed = event.target.closest("[data-move]");
    if (!pressed || held) return;
    var card = pressed.closest(".plan-card");
    ask(card, card.closest("td"));
  });

  function leave(tell) {
    if (!held) return;
    held.card.classList.remove("is-held");
    if (tell) say(fill(words.dataset.left, { office: held.card.dataset.name }));
    held = null;
    mark(null);
  }
  function step(across, down) {
    var all = rows(), row = all.indexOf(held.cell.parentNode), column = cells(held.cell.parentNode).indexOf(held.cell);
    for (var tries = 0; tries < 60; tries += 1) {
      row += down; column += across;
      var next = all[row] && cells(all[row])[column];
      if (!next) return;
      if (allowed(held.card, next)) {
        held.cell = next;
        mark(next);
        say(fill(words.dataset.over, place(next)));
        return;
      }
    }
  }
  holder.addEventListener("keydown", function (event) {
    var pressed = event.target.closest("[data-move]");
    if (!pressed) return;
    var card = pressed.closest(".plan-card");
    if (event.key === " " && !held) {
      event.preventDefault();
      held = { card: card, cell: card.closest("td") };
      card.classList.add("is-held");
      mark(held.cell);
      say(fill(words.dataset.grabbed, Object.assign({ office: card.dataset.name }, place(held.cell))));
      return;
    }
    if (!held) return;
    var ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (ways[event.key]) { event.preventDefault(); step(ways[event.key][0], ways[event.key][1]); }
    if (event.key === "Escape") { event.preventDefault(); leave(true); }
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      var to = held.cell, moved = to !== card.closest("td");
      leave(!moved);
      if (moved) ask(card, to);
    }
  });
  // Space released on a button would click it.
  holder.addEventListener("keyup", function (event) { if (event.key === " " && event.target.closest("[data-move]")) event.preventDefault(); });
  holder.addEventListener("focusout", function (event) { if (held && !event.target.closest(".plan-card.is-held")) leave(true); });

  document.getElementById("plan-cancel").addEventListener("click", function () { dialog.close(); });
  dialog.addEventListener("close", focusBack);

  function refuse(answer) {
    var reasons = document.getElementById("plan-refused-reasons");
    document.getElementById("plan-refused-why").textContent = answer.message;
    reasons.textContent = "";
    (answer.reasons || []).forEach(function (reason) {
      var line = document.createElement("li");
      line.textContent = reason;
      reasons.appendChild(line);
    });
    document.getElementById("plan-refused-reload").hidden = !answer.conflict;
    refused.hidden = false;
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var submit = form.querySelector("button.primary");
    submit.disabled = true;
    var url = form.action + window.location.search;
    window.fetch(url, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, credentials: "same-origin" })
      .then(function (response) { return response.json(); })
      .then(function (answer) {
        if (!answer.board) { refuse(answer); return; }
        var box = holder.querySelector(".plan-scroll"), left = box ? box.scrollLeft : 0;
        holder.innerHTML = answer.board;
        holder.querySelector(".plan-scroll").scrollLeft = left;
        dialog.close();
        say(answer.said);
      })
      .catch(function () { refuse({ message: words.dataset.unsaved }); })
      .finally(function () { submit.disabled = false; });
  });
})();
