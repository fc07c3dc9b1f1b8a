// The slider through time on a law page: it moves along the listed days, which stand there without it.
(function () {
  "use strict";
  var box = document.querySelector("[data-slide]");
  var days = document.querySelectorAll(".turns a");
  if (!box || !days.length) return;
  var slider = box.querySelector("input"), shown = box.querySelector("output");
  function show() {
    shown.textContent = days[slider.value].textContent;
    slider.setAttribute("aria-valuetext", shown.textContent);
  }
  box.hidden = false;
  show();
  slider.addEventListener("input", show);
  slider.addEventListener("change", function () { location.assign(days[slider.value].href); });
})();
