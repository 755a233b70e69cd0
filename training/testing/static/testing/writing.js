// The form of a question: the line-high boxes of its rows save by Enter as any line does; Ctrl+Enter saves from the tall ones.
(function () {
  "use strict";
  for (const hint of document.querySelectorAll("[data-with-script]")) hint.hidden = false;
  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (event.key !== "Enter" || event.isComposing || !box.matches(".question-form textarea")) return;
    const line = box.rows === 1 && !event.shiftKey;
    if (!line && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    box.form.requestSubmit();
  });
})();
