// What pages gain with JavaScript; every page works without it.
(function () {
  "use strict";

  document.documentElement.classList.add("scripted");

  // Buttons that open and close: menus by [data-opens=id], dialogs by [data-dialog=id].
  document.addEventListener("click", function (event) {
    var opener = event.target.closest("[data-opens]");
    if (opener) {
      event.preventDefault();
      var opened = document.getElementById(opener.dataset.opens);
      opened.classList.add("open");
      var first = opened.querySelector("a, button");
      if (first) first.focus();
      return;
    }
    var closer = event.target.closest("[data-closes]");
    if (closer) {
      event.preventDefault();
      document.getElementById(closer.dataset.closes).classList.remove("open");
      var back = document.querySelector('[data-opens="' + closer.dataset.closes + '"]');
      if (back) back.focus();
      return;
    }
    var dialogOpener = event.target.closest("[data-dialog]");
    if (dialogOpener) {
      var dialog = document.getElementById(dialogOpener.dataset.dialog);
      if (dialog && dialog.showModal) {
        event.preventDefault();
        dialog.showModal();
      }
      return;
    }
    if (event.target.closest("[data-dismiss]")) {
      event.preventDefault();
      event.target.closest("dialog").close();
      return;
    }
    if (event.target.closest("[data-print]")) {
      event.preventDefault();
      window.print();
    }
  });

  // One open <details class="drop"> at a time; Escape and a click outside close it.
  function closeDrops(except) {
    document.querySelectorAll("details.drop[open]").forEach(function (one) {
      if (one !== except) one.removeAttribute("open");
    });
  }
  document.addEventListener("click", function (event) {
    closeDrops(event.target.closest("details.drop"));
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      closeDrops(null);
      document.querySelectorAll(".side.open").forEach(function (side) { side.classList.remove("open"); });
    }
  });

  // The first field with an error takes the focus.
  function focusFirstError() {
    var wrong = document.querySelector("[aria-invalid=true]");
    if (wrong) wrong.focus();
  }

  // Ticked rows of a register: the head box ticks all, the bulk bar tells how many.
  function countTicked(register) {
    var boxes = register.querySelectorAll("[data-row-box]");
    var ticked = Array.prototype.filter.call(boxes, function (box) { return box.checked; }).length;
    var bar = register.querySelector("[data-bulk-bar]");
    if (bar) {
      bar.hidden = ticked === 0;
      bar.querySelector("[data-bulk-count]").textContent = String(ticked);
    }
    var all = register.querySelector("[data-all-box]");
    if (all) {
      all.checked = ticked > 0 && ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    }
  }
  document.addEventListener("change", function (event) {
    var register = event.target.closest("[data-register]");
    if (event.target.matches("[data-all-box]")) {
      register.querySelectorAll("[data-row-box]").forEach(function (box) { box.checked = event.target.checked; });
    }
    if (register && event.target.matches("[data-all-box], [data-row-box]")) countTicked(register);
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
  });

  // A form is sent once: its button waits, so that a second click does not send it again.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-again")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    window.setTimeout(function () { delete form.dataset.sent; }, 8000);
  });

  // Tabs: links to sections; without JavaScript all sections stand below one another.
  function showTab(list, chosen) {
    list.querySelectorAll("[role=tab]").forEach(function (tab) {
      var on = tab === chosen;
      tab.setAttribute("aria-selected", on ? "true" : "false");
      tab.tabIndex = on ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !on;
    });
  }
  function startTabs(root) {
    root.querySelectorAll("[data-tabs]").forEach(function (list) {
      var tabs = Array.prototype.slice.call(list.querySelectorAll("a"));
      list.setAttribute("role", "tablist");
      tabs.forEach(function (tab, at) {
        var panel = document.getElementById(tab.hash.slice(1));
        tab.setAttribute("role", "tab");
        tab.setAttribute("aria-controls", panel.id);
        panel.setAttribute("role", "tabpanel");
        panel.setAttribute("aria-labelledby", tab.id);
        tab.addEventListener("click", function (event) { event.preventDefault(); showTab(list, tab); });
        tab.addEventListener("keydown", function (event) {
          var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
          if (!step) return;
          var next = tabs[(at + step + tabs.length) % tabs.length];
          showTab(list, next);
          next.focus();
        });
      });
      if (tabs.length) showTab(list, tabs.filter(function (tab) { return tab.hash === location.hash; })[0] || tabs[0]);
    });
  }

  // A page that loads itself anew once long work has ended: whoever uses the keyboard goes on at its content.
  document.addEventListener("htmx:beforeOnLoad", function (event) {
    if (event.detail.xhr.getResponseHeader("HX-Refresh")) sessionStorage.setItem("loaded-anew", "yes");
  });
  function goOnAtContent() {
    if (!sessionStorage.getItem("loaded-anew")) return;
    sessionStorage.removeItem("loaded-anew");
    document.getElementById("content").focus({ preventScroll: true });
  }

  function start() {
    goOnAtContent();
    focusFirstError();
    startTabs(document);
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
