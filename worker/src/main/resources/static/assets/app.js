// Keeps an open page true: times, the chart, parts that could not be refreshed, what a button did.
(() => {
  'use strict';

  const root = document.documentElement;
  const byId = id => document.getElementById(id);
  const poller = byId('live');

  // --- times: relative, as Words.java says them; exact in the title, in the zone of whoever looks

  const exact = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'long'});
  const hour = new Intl.DateTimeFormat(undefined, {weekday: 'short', hour: 'numeric'});
  const clock = new Intl.DateTimeFormat(undefined, {timeStyle: 'medium'});

  function distance(seconds) {
    if (seconds < 5) return '';
    if (seconds < 60) return `${seconds} s`;
    if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
    return seconds < 2 * 86400 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} days`;
  }

  function ago(then) {
    const seconds = Math.trunc((Date.now() - then) / 1000);
    const far = distance(Math.abs(seconds));
    return far === '' ? 'just now' : seconds < 0 ? `in ${far}` : `${far} ago`;
  }

  function say(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }

  function tellTimes() {
    for (const time of document.querySelectorAll('time[data-ago]')) {
      const then = new Date(time.dateTime);
      say(time, ago(then));
      time.title = exact.format(then);
    }
    for (const time of document.querySelectorAll('time[data-clock]')) {
      say(time, exact.format(new Date(time.dateTime)));
      time.title = time.dateTime;
    }
  }

  // --- where somebody is: the focus and the place on the page stay, though a part is replaced under them

  const MARKS = ['id', 'name', 'value', 'href', 'form', 'aria-label'];
  const BAR = 80; // the bar on top covers so much
  let place = null;

  const among = part => [...part.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary')];

  function focusPlace() {
    const focused = document.activeElement;
    const part = focused && focused.closest('.panel [id], #overview, #actions');
    if (!part) return null;
    const marks = MARKS.filter(mark => focused.hasAttribute(mark))
      .map(mark => `[${mark}="${CSS.escape(focused.getAttribute(mark))}"]`);
    return {focused, part: part.id, twin: focused.localName + marks.join(''), n: among(part).indexOf(focused)};
  }

  function scrollPlace() {
    if (window.scrollY === 0) return null; // what is new is to be seen
    const seen = [...document.querySelectorAll('main .head, [data-run]')]
      .find(element => element.getBoundingClientRect().bottom > BAR);
    return seen && {seen, run: seen.dataset.run, top: seen.getBoundingClientRect().top};
  }

  function restoreFocus({focused, part, twin, n}) {
    const now = byId(part);
    if (focused.isConnected || !now || now.contains(document.activeElement)) return;
    const all = among(now);
    const next = now.querySelector(twin) || all[Math.min(n, all.length - 1)];
    if (next) next.focus({preventScroll: true});
  }

  function restoreScroll({seen, run, top}) {
    const now = run ? document.querySelector(`[data-run="${CSS.escape(run)}"]`) : seen;
    if (now && now.isConnected) window.scrollBy(0, now.getBoundingClientRect().top - top);
  }

  // --- live: a part is put in only when the server says something new, so that selections stay

  const said = new Map();

  const words = element => element.outerHTML.replace(/(<time\b[^>]*>)[^<]*/g, '$1');

  function remember(element) {
    said.set(element.id, words(element));
  }

  function isNews(element) {
    if (said.get(element.id) === words(element)) return false;
    remember(element);
    return true;
  }

  function markNewRuns(old, arriving) {
    const known = new Set([...old.querySelectorAll('[data-run]')].map(row => row.dataset.run));
    for (const row of arriving.querySelectorAll('[data-run]')) {
      row.classList.toggle('is-new', !known.has(row.dataset.run));
    }
  }

  function updated() {
    const time = byId('updated');
    if (!time) return;
    time.dateTime = new Date().toISOString();
    time.title = exact.format(new Date());
    time.textContent = clock.format(new Date());
    root.classList.add('is-live');
    root.classList.remove('is-stale');
    byId('stale').hidden = true;
  }

  function stale() {
    root.classList.remove('is-live');
    root.classList.add('is-stale');
    const notice = byId('stale');
    if (notice.hidden) {
      notice.hidden = false;
      notice.textContent = `This page is not live any more: it could not be refreshed since ${byId('updated').textContent}. Trying again every 5 seconds.`;
    }
  }

  function refresh() {
    if (poller) htmx.trigger(poller, 'refresh');
  }

  document.addEventListener('htmx:beforeRequest', event => {
    if (event.detail.elt === poller && document.hidden) event.preventDefault();
  });

  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) refresh();
  });

  document.addEventListener('htmx:beforeSwap', event => {
    if (event.detail.requestConfig.elt === poller) place = {focus: focusPlace(), scroll: scrollPlace()};
  });

  document.addEventListener('htmx:oobBeforeSwap', event => {
    const arriving = event.detail.fragment.firstElementChild;
    event.detail.shouldSwap = isNews(arriving);
    if (event.detail.shouldSwap && arriving.id === 'runs') {
      markNewRuns(event.detail.target, arriving);
      drawSoon();
    }
  });

  document.addEventListener('htmx:afterRequest', event => {
    if (event.detail.elt !== poller || !event.detail.successful) return;
    updated();
    if (place && place.focus) restoreFocus(place.focus);
    if (place && place.scroll) restoreScroll(place.scroll);
    place = null;
  });

  for (const failure of ['htmx:responseError', 'htmx:sendError', 'htmx:timeout', 'htmx:swapError']) {
    document.addEventListener(failure, event => {
      if (event.detail.elt === poller) stale();
      else if (event.detail.elt.closest('[data-action], #filter, .pages')) told(problemOf(event.detail.xhr), true);
    });
  }

  document.addEventListener('htmx:afterSettle', event => {
    tellTimes();
    const target = event.detail.target;
    if (target.id === 'explained') byId('dialog').showModal();
    else if (target.id === 'status') told();
    else if (said.has(target.id)) remember(byId(target.id));
  });

  // --- what a button did

  function told(text, isProblem) {
    const status = byId('status');
    if (text) {
      const message = document.createElement('p');
      message.className = isProblem ? 'message problem' : 'message';
      message.textContent = text;
      status.replaceChildren(message);
    }
    const message = status.querySelector('.message');
    if (!message) return;
    const dismiss = document.createElement('button');
    dismiss.type = 'button';
    dismiss.textContent = 'Dismiss';
    dismiss.addEventListener('click', () => status.replaceChildren());
    message.append(dismiss);
    if (!isProblem) for (const wait of [400, 1500, 3000]) setTimeout(refresh, wait);
  }

  /** The words of the error page that came back. */
  function problemOf(xhr) {
    if (!xhr || !xhr.status) return 'The server does not answer. Nothing was started.';
    const page = new DOMParser().parseFromString(xhr.responseText, 'text/html');
    const problem = page.getElementById('problem');
    return problem ? problem.textContent.trim().replace(/\s+/g, ' ') : `That did not work (${xhr.status}).`;
  }

  // --- a form is sent once, however often its button is clicked; the page that comes back shows what it did

  let sending = false;

  document.addEventListener('submit', event => {
    if (event.defaultPrevented || event.target.method !== 'post') return;
    if (sending) event.preventDefault();
    sending = true;
    setTimeout(() => { sending = false; }, 3_000); // in case no page comes back
  });

  // --- the chart

  const canvas = byId('chart');
  let chart;
  let drawing;

  function colour(name) {
    return getComputedStyle(root).getPropertyValue(name).trim();
  }

  function options(title) {
    const tick = {color: colour('--quiet'), font: {size: 12}};
    return {
      maintainAspectRatio: false,
      animation: false,
      interaction: {mode: 'index', intersect: false},
      plugins: {legend: {display: false}, tooltip: {callbacks: {title: items => title(items[0].dataIndex)}}},
      scales: {
        x: {grid: {display: false}, border: {color: colour('--line')}, ticks: {...tick, maxRotation: 0, autoSkipPadding: 28}},
        y: {beginAtZero: true, border: {display: false}, grid: {color: colour('--line')}, ticks: {...tick, precision: 0, maxTicksLimit: 5}},
      },
    };
  }

  function bars(label, name, hours, key) {
    return {
      label,
      data: hours.map(one => one[key]),
      backgroundColor: colour(name),
      borderRadius: 2,
      grouped: false, // the flagged are among the stale, and so are drawn upon them
      categoryPercentage: .85,
      barPercentage: 1,
    };
  }

  const charts = {
    hours: hours => ({
      labels: hours.map(one => hour.format(new Date(one.hour))),
      // what is drawn first lies on top
      datasets: [bars('Flagged', '--chart-flagged', hours, 'flagged'), bars('Stale', '--chart-stale', hours, 'stale')],
      title: n => exact.format(new Date(hours[n].hour)),
    }),
    durations: syncs => ({
      labels: syncs.map(one => hour.format(new Date(one.at))),
      datasets: [{
        ...bars('Seconds', '--chart-flagged', syncs, 'seconds'),
        backgroundColor: syncs.map(one => colour(one.failed ? '--bad' : '--chart-flagged')),
        maxBarThickness: 24,
      }],
      title: n => `Sync ${syncs[n].id}, ${exact.format(new Date(syncs[n].at))}`,
    }),
  };

  function draw(answer) {
    const {labels, datasets, title} = charts[canvas.dataset.chart || 'hours'](answer);
    if (chart) chart.destroy();
    chart = new Chart(canvas, {type: 'bar', data: {labels, datasets}, options: options(title)});
  }

  async function load() {
    try {
      const answer = await fetch(canvas.dataset.from, {headers: {Accept: 'application/json', 'HX-Request': 'true'}});
      if (!answer.ok) throw new Error(answer.status);
      const found = await answer.json();
      const seen = JSON.stringify(found);
      if (canvas.dataset.seen !== seen) draw(found);
      canvas.dataset.seen = seen;
      byId('chart-stale').hidden = true;
    } catch {
      byId('chart-stale').hidden = false;
    }
  }

  function drawSoon() {
    if (!canvas) return;
    clearTimeout(drawing);
    drawing = setTimeout(load, 200);
  }

  // --- begin

  if (canvas) {
    load();
    setInterval(() => document.hidden || load(), 60_000);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      delete canvas.dataset.seen;
      load();
    });
  }
  if (poller) {
    for (const id of poller.getAttribute('hx-select-oob').split(',')) {
      const element = document.querySelector(id);
      if (element) remember(element);
    }
    updated();
  }
  if (byId('status')) told();
  tellTimes();
  setInterval(tellTimes, 5_000);
})();
