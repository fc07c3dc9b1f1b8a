// Quick exit: the link replaces this page in the history of the tab; three presses of Shift do the same.
(function () {
  "use strict";
  var link = document.querySelector("[data-leave]");
  document.documentElement.className += " js";
  if (!link) return;
  function leave() {
    document.documentElement.hidden = true;
    location.replace(link.href);
  }
  link.addEventListener("click", function (event) {
    event.preventDefault();
    leave();
  });
  var presses = 0, last = 0;
  document.addEventListener("keyup", function (event) {
    if (event.key !== "Shift") { presses = 0; return; }
    var now = Date.now();
    presses = now - last < 1500 ? presses + 1 : 1;
    last = now;
    if (presses >= 3) leave();
  });
})();
