/* Small comforts; every page works without them. */
(function () {
  "use strict";

  // Menus close by Escape and by a click elsewhere.
  document.addEventListener("click", function (event) {
    document.querySelectorAll("details[data-dropdown][open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details[data-dropdown][open]").forEach(function (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  // Light or dark at once, and kept in a cookie that the server reads, so that the next page does not flash.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.matches("[data-theme-form]") || !event.submitter) return;
    event.preventDefault();
    var theme = event.submitter.value;
    var root = document.documentElement;
    if (theme) root.dataset.theme = theme; else delete root.dataset.theme;
    document.getElementById("dark-tokens").media =
      theme === "dark" ? "screen" : theme === "light" ? "not all" : "screen and (prefers-color-scheme: dark)";
    document.cookie = "theme=" + theme + ";path=/;samesite=lax;max-age=" + (theme ? 31536000 : 0);
    form.querySelectorAll("button").forEach(function (button) {
      if (button === event.submitter) button.setAttribute("aria-current", "true"); else button.removeAttribute("aria-current");
    });
    form.closest("details").open = false;
    document.dispatchEvent(new CustomEvent("gatehouse:theme"));
  });

  // Sections of a long menu stay as the reader left them.
  document.querySelectorAll("details[data-remember]").forEach(function (section) {
    var key = section.dataset.remember;
    try {
      var kept = window.sessionStorage.getItem(key);
      if (kept === "open") section.open = true;
      section.addEventListener("toggle", function () { window.sessionStorage.setItem(key, section.open ? "open" : "closed"); });
    } catch (error) { /* a browser that keeps nothing */ }
  });

  // After a refused form the summary of errors is read out first.
  var summary = document.querySelector("form[method=post] [data-focus]");
  if (summary) summary.focus();

  // Tables filter, sort and turn pages in place; the address changes along.
  function smoothTable(block) {
    block.querySelectorAll("thead a, .pages a, .table-filter a, .table-filter").forEach(function (element) {
      var form = element.matches("form");
      element.setAttribute("hx-get", form ? location.pathname : element.getAttribute("href"));
      element.setAttribute("hx-target", "#" + block.id);
      element.setAttribute("hx-select", "#" + block.id);
      element.setAttribute("hx-swap", "outerHTML");
      element.setAttribute("hx-push-url", "true");
      element.setAttribute("hx-indicator", "#" + block.id);
      if (form) element.setAttribute("hx-trigger", "submit, change, input changed delay:400ms from:find input[type=search]");
    });
  }
  document.querySelectorAll("[data-table]").forEach(smoothTable);
  if (window.htmx) document.querySelectorAll("[data-table]").forEach(function (block) { window.htmx.process(block); });
  document.addEventListener("htmx:load", function (event) {
    var block = event.detail.elt;
    if (block.matches && block.matches("[data-table]") && !block.querySelector("[hx-get]")) {
      smoothTable(block);
      window.htmx.process(block);
    }
  });

  // A form sent twice by an impatient finger is sent once.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    window.setTimeout(function () { delete form.dataset.sent; }, 4000);
  });
  // Come back to by the browser's Back, a form may be sent again at once.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });
})();
