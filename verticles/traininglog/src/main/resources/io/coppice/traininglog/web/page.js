"use strict";

// The newest logs of a book as a table that grows on demand, and the weight of each movement over time as a plot.
// A long book is never fetched whole: the table comes in pages, and the server draws the entries of a plot together.
// Everything that comes from the server goes into the page as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";
const PAGE = 100;
const WIDTH = 600;
const HEIGHT = 160;
const MARGIN = 44;

const element = (id) => document.getElementById(id);
const find = element("find");
const add = element("add");
const file = element("import");
const message = element("message");
const bar = element("bar");
const plots = element("plots");
const table = element("logs");
const older = element("older");

let username = "";
let next = null;

function bookUrl() {
  return "/training_log_books/" + encodeURIComponent(username);
}

function svg(name, attributes, text) {
  const drawn = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    drawn.setAttribute(key, String(value));
  }
  if (text !== undefined) {
    drawn.textContent = text;
  }
  return drawn;
}

// A line through what was lifted, and where a point stands for several entries, a band from their least to their most.
function plot(movement, spans) {
  let count = 0;
  const middle = spans.map((span) => (count += span.count) - (span.count + 1) / 2);
  const most = Math.max(...spans.map((span) => span.most), 1);
  // From the least to the most: progress is small beside what is lifted.
  const lowest = Math.min(...spans.map((span) => span.least));
  const least = lowest < most ? lowest : 0;
  const x = (i) => MARGIN + (middle[i] * (WIDTH - 2 * MARGIN)) / Math.max(count - 1, 1);
  const y = (weight) => HEIGHT - 12 - ((weight - least) * (HEIGHT - 12 - MARGIN)) / (most - least);
  const tops = spans.map((span, i) => `${x(i)},${y(span.most)}`);
  const bottoms = spans.map((span, i) => `${x(i)},${y(span.least)}`);
  const middles = spans.map((span, i) => `${x(i)},${y((span.least + span.most) / 2)}`);
  const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": movement });
  drawing.append(
    svg("text", { x: MARGIN, y: 20 }, `${movement}, kilograms, ${count} ${count === 1 ? "entry" : "entries"}`),
    svg("text", { x: 4, y: y(most) + 4 }, String(most)),
    svg("text", { x: 4, y: y(least) + 4 }, String(least)),
    svg("polygon", { points: tops.concat(bottoms.reverse()).join(" ") }),
    svg("polyline", { points: middles.join(" ") }),
  );
  if (spans.length <= 50) {
    spans.forEach((span, i) => drawing.append(svg("circle", { cx: x(i), cy: y((span.least + span.most) / 2), r: 3 })));
  }
  const figure = document.createElement("figure");
  figure.append(drawing);
  return figure;
}

function row(log) {
  const shown = document.createElement("tr");
  for (const value of [log.movement_name, log.rep, log.weight]) {
    const cell = document.createElement("td");
    cell.textContent = value;
    shown.append(cell);
  }
  return shown;
}

async function json(path) {
  const response = await fetch(path);
  const answer = await response.json();
  if (!response.ok && response.status !== 404) {
    throw new Error(answer.error);
  }
  return response.ok ? answer : null;
}

// The newest page, and the plots.
async function load() {
  const page = await json(`${bookUrl()}?limit=${PAGE}`);
  const weights = page === null ? {} : ((await json(`${bookUrl()}/weights`))?.weights ?? {});
  add.hidden = false;
  file.hidden = false;
  element("export").hidden = page === null;
  table.tBodies[0].replaceChildren();
  plots.replaceChildren(...Object.entries(weights).map(([movement, spans]) => plot(movement, spans)));
  append(page);
  const count = Object.values(weights)
    .flat()
    .reduce((sum, span) => sum + span.count, 0);
  message.textContent = page === null ? `no training log book with username: ${username}` : `${count} logs`;
}

function append(page) {
  table.tBodies[0].append(...(page?.logs ?? []).map(row));
  table.hidden = page === null;
  next = page?.next ?? null;
  older.hidden = next === null;
}

function attempt(action) {
  action().catch((error) => {
    message.textContent = error.message;
    bar.hidden = true;
  });
}

function progress(value, most) {
  bar.hidden = false;
  bar.max = most;
  bar.value = value;
}

// The user's name is the address's fragment, so that a book can be linked to and found again.
find.addEventListener("submit", (event) => {
  event.preventDefault();
  const hash = "#" + encodeURIComponent(new FormData(find).get("username"));
  if (location.hash === hash) {
    open();
  } else {
    location.hash = hash;
  }
});

function open() {
  attempt(async () => {
    username = decodeURIComponent(location.hash.slice(1));
    if (username !== "") {
      find.elements.username.value = username;
      await load();
    }
  });
}

window.addEventListener("hashchange", open);
open();

older.addEventListener("click", () => {
  attempt(async () => {
    append(await json(`${bookUrl()}?limit=${PAGE}&after=${next}`));
  });
});

add.addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(async () => {
    const body = new URLSearchParams(new FormData(add));
    const response = await fetch(bookUrl() + "/training_logs", { method: "POST", body });
    if (response.ok) {
      await load();
    } else {
      message.textContent = (await response.json()).error;
    }
  });
});

// The answer tells, while it comes, how much of the file is in the book. Nothing else in a browser shows an answer that
// begins before the request has ended.
function upload(chosen) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const last = () => request.responseText.trimEnd().split("\n\n").pop();
    request.open("POST", bookUrl() + "/import");
    request.setRequestHeader("Accept", "text/event-stream");
    request.setRequestHeader("Content-Type", "text/csv");
    request.onprogress = () => {
      const event = /^event: progress\ndata: (.*)$/.exec(last());
      if (event !== null) {
        const { imported, bytes } = JSON.parse(event[1]);
        progress(bytes, chosen.size);
        message.textContent = `${imported} logs imported`;
      }
    };
    request.onload = () => {
      const event = /^event: (done|refused)\ndata: (.*)$/.exec(last());
      resolve(JSON.parse(event === null ? request.responseText : event[2]));
    };
    request.onerror = () => reject(new Error("the import broke off: look how far it came"));
    request.send(chosen);
  });
}

file.addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(async () => {
    const chosen = file.elements.file.files[0];
    progress(0, chosen.size);
    const result = await upload(chosen);
    await load();
    bar.hidden = true;
    const imported = `${result.imported ?? 0} logs imported`;
    message.textContent = result.error === undefined ? imported : `${imported}, and no more: ${result.error}`;
    file.reset();
  });
});

element("export").addEventListener("click", () => {
  attempt(async () => {
    const response = await fetch(bookUrl(), { headers: { Accept: "text/csv" } });
    if (!response.ok) {
      throw new Error((await response.json()).error);
    }
    const rows = Number(response.headers.get("X-Total-Count"));
    const parts = [];
    let lines = -1;
    for (const reader = response.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) {
        break;
      }
      parts.push(value);
      lines += value.reduce((sum, byte) => sum + (byte === 10 ? 1 : 0), 0);
      progress(lines, rows);
      message.textContent = `${lines} logs exported`;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob(parts, { type: "text/csv" }));
    link.download = username + ".csv";
    link.click();
    URL.revokeObjectURL(link.href);
    bar.hidden = true;
  });
});
