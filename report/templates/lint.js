// Findings by object, explanations where they are asked for, all open at once.
(function () {
  "use strict";
  var form = document.getElementById("filters");
  var open = document.getElementById("open");
  var findings = Array.prototype.slice.call(document.querySelectorAll(".finding"));
  var homes = findings.map(function (f) { return f.parentNode; });
  var by = "";

  function objectGroup(finding, section) {
    var group = document.createElement("div"), head = document.createElement("h3");
    group.dataset.group = group.dataset.made = "";
    head.dataset.head = "";
    head.appendChild(finding.querySelector(".object").cloneNode(true));
    group.appendChild(head);
    section.appendChild(group);
    return group;
  }

  // Each finding goes to the group of its object in its file, or back to that of
  // its check.
  document.addEventListener("view", function () {
    if (form.elements.group.value === by) { return; }
    by = form.elements.group.value;
    var groups = {};
    findings.forEach(function (f, i) {
      var to = homes[i];
      if (by) { to = groups[f.dataset.object] = groups[f.dataset.object] || objectGroup(f, to.parentNode); }
      to.appendChild(f);
    });
    if (!by) {
      document.querySelectorAll("[data-made]").forEach(function (e) { e.remove(); });
    }
  });

  // Away from its check a finding has a link to the explanation; a click brings
  // that here instead of leading there.
  document.addEventListener("click", function (e) {
    var link = e.target.closest(".why");
    if (!link) { return; }
    e.preventDefault();
    var about = document.getElementById(link.hash.slice(1)).cloneNode(true);
    about.removeAttribute("id");
    about.tabIndex = -1;
    link.parentNode.replaceWith(about);
    about.focus();
  });

  function shown() { return findings.filter(function (f) { return !f.hidden; }); }
  function closed(f) { return !f.open; }
  function label() { open.textContent = shown().some(closed) ? "Open all" : "Close all"; }

  open.addEventListener("click", function () {
    var list = shown(), all = list.some(closed);
    list.forEach(function (f) { f.open = all; });
    label();
  });
  label();
}());
