/* The button waits until the end of the text has been on the screen. Without this script the tick alone is asked for. */
(function () {
  "use strict";
  var form = document.querySelector("[data-signing]");
  var text = document.querySelector(".reading .policy-text");
  if (!form || !text || !window.IntersectionObserver) return;
  var button = form.querySelector("button");
  var hint = form.querySelector("[data-hint]");
  var end = text.lastElementChild || text;
  button.disabled = true;
  hint.hidden = false;
  var observer = new IntersectionObserver(function (entries) {
    if (!entries.some(function (entry) { return entry.isIntersecting; })) return;
    button.disabled = false;
    hint.hidden = true;
    observer.disconnect();
  });
  observer.observe(end);
})();
