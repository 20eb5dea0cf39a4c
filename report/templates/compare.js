(function () {
  "use strict";
  var form = document.getElementById("filters");
  var count = document.getElementById("count");
  var none = document.getElementById("none");
  var rows = Array.prototype.slice.call(document.querySelectorAll("tr[data-kind]"));
  var groups = Array.prototype.slice.call(document.querySelectorAll("tbody[data-group]"));
  var sections = Array.prototype.slice.call(document.querySelectorAll("section[data-part]"));
  var words = rows.map(function (row) {
    return (row.parentNode.rows[0].textContent + " " + row.textContent).toLowerCase();
  });
  var lists = ["kind", "severity", "class"];
  var switches = ["only", "apart"].filter(function (name) { return form.elements[name]; });

  function boxes(name) { return Array.prototype.slice.call(form.querySelectorAll("input[name=" + name + "]")); }

  function state() {
    var s = { q: form.elements.q.value.toLowerCase().split(/\s+/).filter(Boolean) };
    ["kind", "severity"].forEach(function (name) {
      s[name] = boxes(name).filter(function (b) { return b.checked; }).map(function (b) { return b.value; });
    });
    s["class"] = form.elements["class"].value;
    switches.forEach(function (name) { s[name] = form.elements[name].checked; });
    return s;
  }

  function wanted(row, text, s) {
    var d = row.dataset;
    return (!s.kind.length || s.kind.indexOf(d.kind) >= 0) &&
      (!s.severity.length || s.severity.indexOf(d.severity) >= 0) &&
      (!s["class"] || s["class"] === d["class"]) &&
      !(s.only && d.part === "defaults") && !(s.apart && d.part === "apart") &&
      s.q.every(function (w) { return text.indexOf(w) >= 0; });
  }

  function show(list) {
    list.forEach(function (e) { e.hidden = !e.querySelector("tr[data-kind]:not([hidden])"); });
  }

  function apply() {
    var s = state(), shown = 0;
    rows.forEach(function (row, i) {
      row.hidden = !wanted(row, words[i], s);
      if (!row.hidden) { shown++; }
    });
    show(groups);
    show(sections);
    none.hidden = shown > 0 || rows.length === 0;
    count.textContent = shown + " of " + rows.length + (rows.length === 1 ? " row" : " rows") + " shown";
  }

  // The address holds the filters, so that a view can be kept as a bookmark.
  function toHash() {
    var s = new URLSearchParams();
    if (form.elements.q.value) { s.set("q", form.elements.q.value); }
    ["kind", "severity"].forEach(function (name) {
      var on = boxes(name).filter(function (b) { return b.checked; });
      if (on.length) { s.set(name, on.map(function (b) { return b.value; }).join(",")); }
    });
    if (form.elements["class"].value) { s.set("class", form.elements["class"].value); }
    switches.forEach(function (name) { if (form.elements[name].checked) { s.set(name, "1"); } });
    var hash = s.toString();
    try { history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search); } catch (e) { /* some browsers refuse it for files */ }
  }

  function fromHash() {
    if (document.getElementById(location.hash.slice(1))) { return; }
    var s = new URLSearchParams(location.hash.slice(1));
    form.elements.q.value = s.get("q") || "";
    lists.slice(0, 2).forEach(function (name) {
      var on = (s.get(name) || "").split(",");
      boxes(name).forEach(function (b) { b.checked = on.indexOf(b.value) >= 0; });
    });
    form.elements["class"].value = s.get("class") || "";
    if (form.elements["class"].selectedIndex < 0) { form.elements["class"].selectedIndex = 0; }
    switches.forEach(function (name) { form.elements[name].checked = s.get(name) === "1"; });
    apply();
  }

  function changed() { apply(); toHash(); }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", function (e) { e.preventDefault(); });
  form.addEventListener("reset", function () { setTimeout(changed, 0); });
  window.addEventListener("hashchange", fromHash);
  form.hidden = false;
  fromHash();
}());
