// A screen in public: after a minute of silence it forgets everything. A countdown says so before, and covers the page.
(() => {
  "use strict";
  const bar = document.querySelector("[data-silence]");
  const warning = document.querySelector("[data-leaving]");
  if (!bar || !warning) return;
  const silence = bar.dataset.silence * 1000, notice = bar.dataset.notice * 1000, pulse = bar.dataset.pulse * 1000;
  const seconds = warning.querySelector("[data-seconds]");
  let last = Date.now(), told = last, gone = false;

  const awake = () => {
    last = Date.now();
    warning.hidden = true;
    if (last - told < pulse) return;
    told = last; // the server ends the session by its own clock: it hears that somebody is here
    fetch(bar.dataset.here, { cache: "no-store" }).catch(() => {});
  };
  ["pointerdown", "pointermove", "keydown", "input", "wheel"].forEach((name) => {
    document.addEventListener(name, awake, { capture: true, passive: true });
  });

  const look = () => {
    const left = silence - (Date.now() - last);
    if (gone || left > notice) return;
    seconds.textContent = Math.max(0, Math.ceil(left / 1000));
    warning.hidden = false;
    if (left > 0) return;
    gone = true;
    window.location.replace(bar.dataset.over); // in the history nothing stands in place of this page
  };
  setInterval(look, 250);
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
})();
