// The trainer's screen says when its code is old: without a connection nobody can sign in by it.
(function () {
  "use strict";
  var STALE = 45000;
  var heard = Date.now();
  var warning = document.getElementById("code-stale");
  if (!warning) return;
  document.body.addEventListener("htmx:afterRequest", function (event) {
    if (event.detail.successful) heard = Date.now();
  });
  setInterval(function () { warning.hidden = Date.now() - heard < STALE; }, 2000);
})();
