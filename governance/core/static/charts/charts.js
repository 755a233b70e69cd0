// Draws every [data-chart] of the page from its JSON, in the reader's theme, and draws again when the theme changes.
(function () {
  'use strict';

  // A fragment fetched later may bring this script again.
  if (window.drawCharts) return void window.drawCharts(document);

  var systemDark = window.matchMedia('(prefers-color-scheme: dark)');
  var printing = false;

  function dark() {
    if (printing) return false;
    var theme = document.documentElement.dataset.theme;
    return theme === 'dark' || (theme !== 'light' && systemDark.matches);
  }

  // The same figure with every colour that has a twin for the dark ground swapped.
  function recoloured(value, colours) {
    if (typeof value === 'string') return colours[value] || value;
    if (Array.isArray(value)) return value.map(function (item) { return recoloured(item, colours); });
    if (value && typeof value === 'object') {
      var copy = {};
      Object.keys(value).forEach(function (key) { copy[key] = recoloured(value[key], colours); });
      return copy;
    }
    return value;
  }

  // On a phone the plot needs the width: smaller type and no side margin beyond what labels take.
  function fitted(layout, width) {
    layout.font = layout.font || {};
    if (width < 480) {
      layout.font.size = 11;
      if (layout.margin && layout.margin.r > 60) layout.margin.r = Math.round(layout.margin.r * 0.75);
      if (layout.xaxis && layout.xaxis.nticks) layout.xaxis.nticks = 5;
      if (layout.xaxis && layout.xaxis.type === 'date') { layout.xaxis.nticks = layout.yaxis && layout.yaxis.ticktext ? 3 : 4; layout.xaxis.tickangle = 0; }
    }
    layout.autosize = true;
    delete layout.width;
    return layout;
  }

  function draw(holder) {
    var source = document.getElementById(holder.dataset.chart);
    if (!source || !window.Plotly) return;
    var spec = JSON.parse(source.textContent);
    var figure = recoloured({data: spec.data, layout: spec.layout}, dark() ? spec.dark : {});
    // Nothing may leave the reader's browser: the cloud button is off and there is no address to send to.
    var config = {
      locale: spec.locale, responsive: true, displayModeBar: false, displaylogo: false,
      showSendToCloud: false, plotlyServerURL: '', scrollZoom: false, doubleClick: false
    };
    window.Plotly.react(holder, figure.data, fitted(figure.layout, holder.clientWidth), config);
  }

  function drawAll(root) {
    (root.querySelectorAll ? root : document).querySelectorAll('[data-chart]').forEach(draw);
  }

  window.drawCharts = drawAll;
  function again() { drawAll(document); }

  systemDark.addEventListener('change', again);
  new MutationObserver(again).observe(document.documentElement, {attributes: true, attributeFilter: ['data-theme']});
  window.addEventListener('beforeprint', function () { printing = true; again(); });
  window.addEventListener('afterprint', function () { printing = false; again(); });
  document.addEventListener('htmx:afterSettle', function (event) { drawAll(event.target); });
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', again); else again();
}());
