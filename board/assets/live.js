/* Follows what changes while a page is open, and shows it in place.
 *
 * The server says by server-sent events that something has changed; the page is then fetched anew and
 * its parts (data-part) are compared with those that are shown. A part in which somebody types or has
 * a form open is left alone until they are done. Without this script, reloading does the same. */

const SETTLE_MILLISECONDS = 100;
const MARKED_MILLISECONDS = 2400;
const PAUSE_MILLISECONDS = 1000;
const LONGEST_PAUSE_MILLISECONDS = 60000;

const main = document.querySelector("main[data-live], main[data-again]");
const told = document.querySelector(".live");
let revision = Number(document.body.dataset.revision);
let waiting = 0;
let pause = PAUSE_MILLISECONDS;
let fetching = false;
let again = false;

if (main?.dataset.live && "EventSource" in window) {
  follow();
}
lookAgain();

/* What no subscription tells (how far an import is) is looked at again, as long as the page says so. */
function lookAgain() {
  if (main?.dataset.again) {
    window.setTimeout(() => refresh().catch(() => {}).finally(lookAgain), Number(main.dataset.again));
  }
}

function follow() {
  const { live, subject } = main.dataset;
  const variables = JSON.stringify({ id: subject, after: revision });
  const asked = new URLSearchParams({ documentId: document.body.dataset[live], variables });
  const source = new EventSource(`/graphql?${asked}`);
  source.addEventListener("open", () => (main.dataset.hears = "yes"));
  source.addEventListener("next", (event) => {
    const seen = JSON.parse(event.data).data?.[live]?.revision ?? 0;
    if (seen > revision) {
      revision = seen;
      window.clearTimeout(waiting);
      waiting = window.setTimeout(refresh, SETTLE_MILLISECONDS);
    }
  });
  source.addEventListener("complete", () => source.close());
  // A page that is left must not keep one of the few connections that a browser has.
  window.addEventListener("pagehide", () => source.close());
  window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
}

async function refresh() {
  if (fetching) {
    again = true;
    return;
  }
  fetching = true;
  try {
    const text = await fetchAnew();
    if (text) {
      show(new DOMParser().parseFromString(text, "text/html"));
    }
  } finally {
    fetching = false;
    if (again) {
      again = false;
      refresh();
    }
  }
}

/* Returns the page as it is now. Where the network or the server is away, it is asked for again, ever less
 * often: what has changed is told once, and must not be lost. */
async function fetchAnew() {
  const address = new URL(window.location.href);
  address.searchParams.delete("done");
  try {
    const response = await fetch(address, { headers: { accept: "text/html" } });
    const text = await response.text();
    if (response.ok) {
      pause = PAUSE_MILLISECONDS;
      return text;
    }
    if (response.status < 500 && response.status !== 429) {
      return "";
    }
  } catch {
    // There was no answer, or not all of it.
  }
  if (!main.dataset.again) {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(refresh, pause);
    pause = Math.min(2 * pause, LONGEST_PAUSE_MILLISECONDS);
  }
  return "";
}

/* What only gets further is not marked each time; that it is over is told. */
function waitOn(page) {
  main.dataset.again = page.querySelector("main").dataset.again ?? "";
  document.title = page.title;
  if (told && !main.dataset.again) {
    told.textContent = `${main.querySelector("h1").textContent}.`;
    told.hidden = false;
  }
}

function show(page) {
  const changed = [];
  let left = 0;
  for (const list of main.querySelectorAll("[data-list]")) {
    const fresh = page.querySelector(`[data-list="${list.dataset.list}"]`);
    if (fresh) {
      left += merge(list, fresh, changed);
    }
  }
  for (const part of main.querySelectorAll("[data-part]")) {
    const fresh = page.querySelector(`[data-part="${CSS.escape(part.dataset.part)}"]`);
    if (!fresh || part.closest("[data-list]") || same(part, fresh)) {
      continue;
    }
    // Where one only waits, nobody writes.
    if (busy(part) && !main.dataset.again) {
      left += 1;
    } else {
      const shown = document.importNode(fresh, true);
      part.replaceWith(shown);
      changed.push(shown);
    }
  }
  if (main.dataset.again) {
    waitOn(page);
    return;
  }
  changed.forEach(mark);
  if (told && changed.length + left > 0) {
    const waits = left ? " Where you are writing, it is shown once you are done." : "";
    told.textContent = `Something has changed just now.${waits}`;
    told.hidden = false;
  }
}

/* Brings the rows of a list into the order that they have now; returns how many were left alone. */
function merge(list, fresh, changed) {
  const before = new Map();
  for (const row of list.querySelectorAll(":scope > [data-part]")) {
    before.set(row.dataset.part, row);
  }
  let left = 0;
  const rows = [...fresh.children].map((row) => {
    const known = before.get(row.dataset.part);
    if (known && same(known, row)) {
      return known;
    }
    if (known && busy(known)) {
      left += 1;
      return known;
    }
    const shown = document.importNode(row, true);
    changed.push(shown);
    return shown;
  });
  // Moving a row would take the cursor out of it: what is being written in stays, and where it is.
  if ([...before.values()].some(busy)) {
    rows.forEach((row, place) => {
      const known = before.get(row.dataset.part);
      if (known && known !== row) {
        known.replaceWith(row);
      } else if (!known) {
        list.insertBefore(row, list.children[place] ?? null);
      }
    });
  } else if (rows.length !== list.children.length || rows.some((row, at) => row !== list.children[at])) {
    list.replaceChildren(...rows);
  }
  return left;
}

function same(shown, fresh) {
  return plain(shown) === plain(fresh);
}

/* The part as the server wrote it, but for what differs each time and what the reader has opened. */
function plain(part) {
  return part.outerHTML
    .replace(/name="proof" value="[^"]*"/g, "")
    .replace(/<sup class="on-paper">.*?<\/sup>/g, "")
    .replace(/ (?:open|data-changed)=""/g, "");
}

function busy(part) {
  if (part.querySelector("details[open]")) {
    return true;
  }
  const typed = [...part.querySelectorAll("input, textarea")].some(
    (field) => field.type !== "hidden" && field.type !== "radio" && field.value !== field.defaultValue,
  );
  return typed || part.contains(document.activeElement);
}

function mark(part) {
  part.dataset.changed = "";
  window.setTimeout(() => delete part.dataset.changed, MARKED_MILLISECONDS);
}
