// Comfort only: every page works without this file.
(function () {
  "use strict";

  // A slow answer invites a second click; a form is sent once.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    window.setTimeout(function () { delete form.dataset.sent; }, 8000);
  });
  // The browser's back button may bring a sent form back to life.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
  });

  // Ctrl+Enter sends the form that is being filled in.
  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) { event.target.form.requestSubmit(); }
  });

  // Half-written text is not lost by a slip of the hand.
  var touched = false;
  document.addEventListener("input", function (event) { if (event.target.tagName === "TEXTAREA") { touched = true; } });
  document.addEventListener("submit", function () { touched = false; });
  window.addEventListener("beforeunload", function (event) { if (touched) { event.preventDefault(); } });

  // After a refused form the list of errors is read out and in view.
  function showErrors() { var list = document.getElementById("form-errors"); if (list) { list.focus(); } }
  document.addEventListener("DOMContentLoaded", showErrors);
}());
