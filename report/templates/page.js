// Filters: the form "filters" shows the elements with data-item whose data
// attributes are what its controls of the same names say. A checkbox with
// data-hide hides the items of that data-part instead, and a control with
// data-view filters nothing. What has data-group is hidden when all its items
// are, and its data-head belongs to the words that a search finds. The address
// holds the state.
(function () {
  "use strict";
  var form = document.getElementById("filters");
  var count = document.getElementById("count");
  var none = document.getElementById("none");
  var items = all("[data-item]");
  var controls = Array.prototype.filter.call(form.elements, function (e) { return e.name && e.name !== "q"; });
  var words = [];

  function all(selector) { return Array.prototype.slice.call(document.querySelectorAll(selector)); }

  function text(item, i) {
    if (words[i] === undefined) {
      var group = item.closest("[data-group]"), head = group && group.querySelector("[data-head]");
      words[i] = ((head ? head.textContent + " " : "") + item.textContent).toLowerCase();
    }
    return words[i];
  }

  // The values that are asked for, by the name of the attribute.
  function state() {
    var s = { any: {}, hide: [] };
    controls.forEach(function (e) {
      var on = e.type === "checkbox" ? e.checked : e.value;
      if (!on || e.dataset.view !== undefined) { return; }
      if (e.dataset.hide) { s.hide.push(e.dataset.hide); return; }
      (s.any[e.name] = s.any[e.name] || []).push(e.value);
    });
    s.q = form.elements.q.value.toLowerCase().split(/\s+/).filter(Boolean);
    return s;
  }

  function wanted(item, i, s) {
    return Object.keys(s.any).every(function (name) { return s.any[name].indexOf(item.dataset[name]) >= 0; }) &&
      s.hide.indexOf(item.dataset.part) < 0 &&
      s.q.every(function (w) { return text(item, i).indexOf(w) >= 0; });
  }

  function apply() {
    var s = state(), shown = 0;
    items.forEach(function (item, i) {
      item.hidden = !wanted(item, i, s);
      if (!item.hidden) { shown++; }
    });
    all("[data-group]").forEach(function (e) { e.hidden = !e.querySelector("[data-item]:not([hidden])"); });
    none.hidden = shown > 0 || items.length === 0;
    count.textContent = shown + " of " + items.length + " " + count.dataset.noun + (items.length === 1 ? "" : "s") + " shown";
  }

  // The address holds the filters, so that a view can be kept as a bookmark.
  function toHash() {
    var s = new URLSearchParams(), on = {};
    if (form.elements.q.value) { s.set("q", form.elements.q.value); }
    controls.forEach(function (e) {
      if (e.type === "checkbox" ? !e.checked : !e.value) { return; }
      (on[e.name] = on[e.name] || []).push(e.value);
    });
    Object.keys(on).forEach(function (name) { s.set(name, on[name].join(",")); });
    var hash = s.toString();
    try { history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search); } catch (e) { /* some browsers refuse it for files */ }
  }

  function read(s) {
    form.elements.q.value = s.get("q") || "";
    controls.forEach(function (e) {
      var value = s.get(e.name) || "";
      if (e.type === "checkbox") {
        e.checked = value.split(",").indexOf(e.value) >= 0;
      } else {
        e.value = value;
        if (e.selectedIndex < 0) { e.selectedIndex = 0; }
      }
    });
  }

  function changed() {
    document.dispatchEvent(new Event("view"));
    apply();
    toHash();
  }

  // An address that names a place holds no filters; it shows the place, whatever
  // was hidden.
  function fromHash() {
    var hash = location.hash.slice(1), place = document.getElementById(hash);
    if (place && place.getClientRects().length && count.textContent) { return; }
    read(new URLSearchParams(place ? "" : hash));
    document.dispatchEvent(new Event("view"));
    apply();
    if (place) { place.scrollIntoView(); }
  }

  form.addEventListener("input", changed);
  form.addEventListener("submit", function (e) { e.preventDefault(); });
  form.addEventListener("reset", function () { setTimeout(changed, 0); });
  window.addEventListener("hashchange", fromHash);
  form.hidden = false;
  fromHash();
}());
