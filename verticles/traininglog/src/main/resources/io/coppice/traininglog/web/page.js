"use strict";

// The newest logs of a book as a table, and the weight of each movement over time as a plot.
// Everything that comes from the server goes into the page as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";
const MOST_SHOWN = 500;
const WIDTH = 600;
const HEIGHT = 160;
const MARGIN = 36;

const find = document.getElementById("find");
const add = document.getElementById("add");
const message = document.getElementById("message");
const plots = document.getElementById("plots");
const table = document.getElementById("logs");

let username = "";

function bookUrl() {
  return "/training_log_books/" + encodeURIComponent(username);
}

function svg(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, String(value));
  }
  if (text !== undefined) {
    element.textContent = text;
  }
  return element;
}

function plot(movement, weights) {
  const most = Math.max(...weights, 1);
  // From the least to the most: progress is small beside what is lifted.
  const least = Math.min(...weights) < most ? Math.min(...weights) : 0;
  const x = (i) => MARGIN + (i * (WIDTH - 2 * MARGIN)) / Math.max(weights.length - 1, 1);
  const y = (weight) => HEIGHT - MARGIN - ((weight - least) * (HEIGHT - 2 * MARGIN)) / (most - least);
  const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": movement });
  drawing.append(
    svg("text", { x: MARGIN, y: 20 }, `${movement}, kilograms`),
    svg("text", { x: 4, y: y(most) + 4 }, String(most)),
    svg("text", { x: 4, y: y(least) + 4 }, String(least)),
    svg("polyline", { points: weights.map((weight, i) => `${x(i)},${y(weight)}`).join(" ") }),
  );
  weights.forEach((weight, i) => drawing.append(svg("circle", { cx: x(i), cy: y(weight), r: 3 })));
  const figure = document.createElement("figure");
  figure.append(drawing);
  return figure;
}

function show(logs) {
  const shown = logs.slice(0, MOST_SHOWN);
  const rows = shown.map((log) => {
    const row = document.createElement("tr");
    for (const value of [log.movement_name, log.rep, log.weight]) {
      const cell = document.createElement("td");
      cell.textContent = value;
      row.append(cell);
    }
    return row;
  });
  table.tBodies[0].replaceChildren(...rows);
  table.hidden = rows.length === 0;

  const weights = new Map();
  for (const log of [...shown].reverse()) {
    const list = weights.get(log.movement_name) ?? [];
    list.push(Number(log.weight));
    weights.set(log.movement_name, list);
  }
  plots.replaceChildren(...[...weights].map(([movement, list]) => plot(movement, list)));
  message.textContent =
    logs.length > MOST_SHOWN ? `The newest ${MOST_SHOWN} of ${logs.length} logs` : `${logs.length} logs`;
}

async function load() {
  const response = await fetch(bookUrl());
  const answer = await response.json();
  add.hidden = !response.ok && response.status !== 404;
  show(response.ok ? answer.logs : []);
  if (!response.ok) {
    message.textContent = answer.error;
  }
}

function attempt(action) {
  action().catch((error) => {
    message.textContent = String(error);
  });
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
