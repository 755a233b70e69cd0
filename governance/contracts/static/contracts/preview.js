// Sends a form as it is typed and shows the server's answer beside it: the clause in words, the penalty for a date.
for (const form of document.querySelectorAll("form[data-preview]")) {
  const into = document.getElementById(form.dataset.previewInto);
  let waiting, latest = 0;
  const ask = async () => {
    const mine = ++latest;
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } });
    const html = answer.ok ? await answer.text() : "";
    if (html && mine === latest) into.innerHTML = html;
  };
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, 350); });
}

// A slider that moves a date: dragging it shows the sum as typing does.
for (const slider of document.querySelectorAll("input[data-moves]")) {
  const field = document.getElementById(slider.dataset.moves);
  const start = Date.parse(slider.dataset.from + "T00:00:00Z");
  slider.addEventListener("input", () => { field.value = new Date(start + slider.value * 86400000).toISOString().slice(0, 10); });
  field.addEventListener("input", () => { if (field.value) slider.value = (Date.parse(field.value + "T00:00:00Z") - start) / 86400000; });
}
