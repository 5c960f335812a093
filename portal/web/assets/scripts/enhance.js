// Everything here only shortens the way: each page works without it. What is said to people stands in the HTML.
(() => {
  const find = (selector, root = document) => root.querySelector(selector);

  if (window.htmx) {
    Object.assign(htmx.config, {
      includeIndicatorStyles: false, // the CSP allows no inline style
      allowEval: false,
      allowScriptTags: false,
      historyCacheSize: 0, // no page with personal data in the browser's store
      refreshOnHistoryMiss: true,
      responseHandling: [
        { code: "204", swap: false },
        { code: "[23]..", swap: true },
        { code: "422", swap: true }, // the same form, with what to mend
        { code: "...", swap: false, error: true },
      ],
    });
  }

  // An answer may bring up other questions: they are asked anew, and what was typed in the meantime stays typed.
  const written = (root) => [...root.querySelectorAll(":is(input, textarea, select)[id]:not([type=hidden], [readonly])")];
  let kept = [];
  let marked = null; // what is selected in the input one is in: htmx loses a selection that begins at the first character
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.id !== "questions") return;
    kept = written(detail.target).map(({ id, value, checked }) => ({ id, value, checked }));
    const { id, selectionStart, selectionEnd } = document.activeElement;
    marked = Number.isInteger(selectionStart) ? { id, selectionStart, selectionEnd } : null;
  });
  document.addEventListener("htmx:afterSwap", () => {
    kept.splice(0).forEach(({ id, value, checked }) => {
      const input = document.getElementById(id);
      if (!input || input.readOnly) return; // what the page fills in and fixes is not typed
      input.checked = checked;
      if (input.value !== value) input.value = value;
    });
    if (marked?.id && marked.id === document.activeElement.id) {
      document.activeElement.setSelectionRange(marked.selectionStart, marked.selectionEnd);
    }
    marked = null;
  });

  const focusErrors = (root) => find(".c-error-summary", root)?.focus();
  focusErrors(document);
  document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.target.parentNode ?? document));

  // What could not be saved or sent is said beside the form, in the sentence that the page brought along.
  const sendingFailed = () => {
    const line = find("[data-failed]");
    if (line) (find("span", line) ?? line).textContent = line.dataset.failed;
  };
  ["htmx:sendError", "htmx:responseError", "htmx:timeout"].forEach((name) => document.addEventListener(name, sendingFailed));

  // A long workflow begins at its case.
  document.querySelectorAll(".c-workflow .is-now").forEach((step) => {
    const view = step.closest(".c-scroll"), { x, width } = step.getBBox();
    view.scrollLeft = x + (width - view.clientWidth) / 2;
  });

  // The bulk bar names the number that is chosen.
  const ticks = (form) => [...form.querySelectorAll(".c-tick input")];
  const count = (form) => {
    const chosen = ticks(form).filter((tick) => tick.checked).length;
    form.querySelectorAll("[data-chosen]").forEach((place) => { place.textContent = chosen; });
  };
  document.addEventListener("change", (event) => {
    const form = event.target.closest(".c-tick") && event.target.form;
    if (form) count(form);
  });

  // J, K and X work only while the focus is in the list, so they never get in the way of a voice or a screen reader.
  document.addEventListener("keydown", (event) => {
    const row = event.target.closest(".c-tasks tbody tr");
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const rows = [...row.closest("table").querySelectorAll("tbody tr")].filter((other) => find("th a", other));
    const step = { j: 1, k: -1 }[event.key.toLowerCase()];
    if (step) find("th a", rows[rows.indexOf(row) + step] ?? row).focus();
    if (event.key.toLowerCase() === "x") find(".c-tick input", row)?.click();
  });
})();
