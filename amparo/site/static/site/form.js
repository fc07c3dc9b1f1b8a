// Forms: focus goes to what is wrong; on a question page digits choose. Everything works without it.
(function () {
  "use strict";
  var wrong = document.querySelector("[data-focus]");
  if (wrong) wrong.focus();
  var asked = document.querySelector(".ask .choices");
  if (!asked) return;
  var choices = asked.querySelectorAll("input[type=radio], input[type=checkbox]");
  document.documentElement.classList.add("digits");
  var mouse = matchMedia("(hover: hover) and (pointer: fine)").matches;
  if (mouse && !document.querySelector(".wrong")) {
    (asked.querySelector("input:checked") || choices[0]).focus({ preventScroll: true });
  }

  // Only while focus is among the choices, so that a digit never surprises (WCAG 2.1.4).
  asked.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
    var chosen = choices[event.key - 1];
    if (!chosen) return;
    event.preventDefault();
    chosen.focus();
    chosen.click();
  });
})();
