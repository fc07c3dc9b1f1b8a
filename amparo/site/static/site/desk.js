// Keys of the staff pages, and notices that go by themselves. Without it everything is a link or a button.
(function () {
  "use strict";
  var page = document.documentElement, help = document.getElementById("keys");
  page.classList.add("js");

  function typing(target) {
    return target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName) && !/^(radio|checkbox|button|submit)$/.test(target.type);
  }

  // The rows of the list: next, previous, from the one in focus or the one that is open.
  function move(step) {
    var rows = Array.prototype.slice.call(document.querySelectorAll("[data-list] a.item"));
    var at = rows.indexOf(document.activeElement);
    if (at < 0) at = rows.indexOf(open);
    if (at < 0 && step < 0) at = rows.length;
    var row = rows[at + step];
    if (row) row.focus();
    return Boolean(row);
  }

  // On wide screens a row opens beside the list, by the address that lies over it; elsewhere it leads to its page.
  var wide = matchMedia("(min-width: 70rem)");
  var open = document.querySelector("[data-list] a.item[aria-current]");
  if (open) open.scrollIntoView({ block: "nearest" });
  document.addEventListener("click", function (event) {
    var row = event.target.closest("[data-list] li"), over = row && row.querySelector("a.over");
    if (!over || !wide.matches || event.button || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    // One row after another is one step for "back".
    if (open) location.replace(over.href);
    else location.assign(over.href);
  });

  function focusOn(selector) {
    var found = document.querySelector(selector);
    if (found) found.focus();
    return Boolean(found);
  }

  function showKeys() {
    if (!help) return false;
    help.open = !help.open;
    help.querySelector("summary").focus();
    return true;
  }

  var keys = {
    j: function () { return move(1); },
    k: function () { return move(-1); },
    "/": function () { return focusOn("[data-filter]"); },
    u: function () { return focusOn(".toast [data-undo]"); },
    "?": showKeys
  };

  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    var inList = event.target.closest("[data-list]");
    var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && inList) {
      if (move(step)) event.preventDefault();
    } else if (event.key === "Escape" && typing(event.target)) {
      event.target.blur();
    } else if (single() && keys[event.key] && !typing(event.target)) {
      if (keys[event.key]()) event.preventDefault();
    }
  });

  // Single keys can be turned off (WCAG 2.1.4); this browser remembers it.
  var box = document.querySelector("[data-single-keys]");
  function single() { return !box || box.checked; }
  if (box) {
    try { box.checked = localStorage.getItem("keys") !== "off"; } catch (refused) { /* no storage: on */ }
    box.addEventListener("change", function () {
      try { localStorage.setItem("keys", box.checked ? "on" : "off"); } catch (refused) { /* for this page only */ }
    });
  }

  // A notice without undo goes after ten seconds, but never while it is in focus or under the pointer.
  // One with undo, or of an error, stays until it is put away or the next page comes.
  document.querySelectorAll(".toast").forEach(function (toast) {
    var close = toast.querySelector("[data-close]");
    close.hidden = false;
    close.addEventListener("click", function () { toast.remove(); });
    if (toast.querySelector("[data-undo]") || toast.classList.contains("is-error")) return;
    (function later() {
      setTimeout(function () {
        if (toast.matches(":hover") || toast.contains(document.activeElement)) later();
        else toast.remove();
      }, Number(toast.dataset.stay || 10) * 1000);
    })();
  });

  // What stood in the page when it came is not read out; what comes into a status afterwards is.
  var notices = document.querySelector(".toasts");
  if (notices && notices.children.length) {
    var all = Array.prototype.slice.call(notices.children);
    all.forEach(function (toast) { toast.remove(); });
    setTimeout(function () { all.forEach(function (toast) { notices.appendChild(toast); }); }, 150);
  }
})();
