// The desk's keys, as the page of keys lists them. Nothing needs them; a field that is being typed in keeps its letters.
(() => {
  "use strict";
  const find = (selector) => document.querySelector(selector);
  const go = (link) => { if (link) window.location.assign(link.href); };
  const focus = (place) => { if (place) { place.scrollIntoView({ block: "center" }); place.focus(); } };

  // The first thing to do: its first field when it asks for something, else its button.
  const firstDeed = () => {
    const form = find(".p-case__deeds form[action*='/actions/']");
    const details = form?.closest("details");
    if (details) details.open = true;
    return form?.querySelector("textarea, select, input:not([type=hidden]):not(:disabled), button");
  };
  const rows = () => [...document.querySelectorAll(".c-tasks tbody th a")];
  const inCase = find(".p-case__deeds") !== null;

  const deeds = {
    "?": () => go(find("[data-keys]")),
    "/": () => (find("#q") ? focus(find("#q")) : go(find("[data-search]"))),
    a: () => inCase && focus(firstDeed()),
    n: () => inCase && focus(find("#note")),
    j: () => (inCase ? go(find(".p-walk [rel=next]")) : focus(rows()[0])),
    k: () => (inCase ? go(find(".p-walk [rel=prev]")) : focus(rows().at(-1))),
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    if (event.target.closest(".c-tasks tbody tr") && "jk".includes(event.key)) return; // enhance.js walks the list
    const deed = deeds[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });
})();
