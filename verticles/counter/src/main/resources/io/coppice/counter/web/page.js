"use strict";

// The counters, each with what one may ask of it, looked at again each second while somebody sees the page.
// Everything that comes from the server goes into the page as text, never as markup.

const PAUSE = 1_000;
const LONGEST_WAIT = 10_000;
const AWAY = "The node does not answer.";
const ACTIONS = [["+1", "inc"], ["-1", "dec"], ["Reset", "reset"], ["Stop", "stop"], ["Crash", "crash"]];

const message = document.getElementById("message");
const table = document.getElementById("counters");

/** By name: kept from one look to the next, or a button would lose the focus. */
const rows = new Map();

/** How often something was asked of a counter: a look that was under way meanwhile may have seen what was before. */
let changes = 0;
let isLooking = false;

function say(text) {
  message.textContent = text;
}

async function send(address, fields) {
  const body = fields && new URLSearchParams(fields);
  let response;
  try {
    response = await fetch(address, { method: body ? "POST" : "GET", body, signal: AbortSignal.timeout(LONGEST_WAIT) });
  } catch {
    throw new Error(AWAY);
  }
  const answer = await response.json();
  if (!response.ok) {
    throw Object.assign(new Error(answer.error), { status: response.status });
  }
  return answer;
}

function makeRow(name) {
  const row = { name, value: document.createElement("td"), isDown: false, ended: "" };
  const title = document.createElement("td");
  title.textContent = name;
  const buttons = document.createElement("td");
  buttons.append(...ACTIONS.map(([text, action]) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = text;
    made.setAttribute("aria-label", `${text} ${name}`);
    made.addEventListener("click", () => change(row, action));
    return made;
  }));
  const tr = document.createElement("tr");
  tr.append(title, row.value, buttons);
  table.tBodies[0].append(tr);
  return row;
}

function show(row, counter) {
  const isDown = counter.error !== undefined;
  if (row.ended !== "") {
    say(`${row.name} ${row.ended}, and is ${isDown ? "down" : `back with ${counter.value}`}.`);
  } else if (isDown !== row.isDown) {
    say(isDown ? counter.error : `${row.name} is back with ${counter.value}.`);
  }
  row.value.textContent = isDown ? counter.error : counter.value;
  row.value.className = isDown ? "down" : "";
  row.isDown = isDown;
  row.ended = "";
}

async function change(row, action) {
  changes++;
  try {
    const counter = await send(`/counters/${encodeURIComponent(row.name)}`, { action });
    show(row, counter);
    if (action === "stop") {
      row.ended = "has stopped";
      say(`${row.name} ${row.ended}.`);
    } else {
      say(`${row.name} is ${counter.value}.`);
    }
  } catch (error) {
    // What it said last; what has become of it the next look tells.
    row.ended = error.status === 500 ? `has crashed with ${error.message}` : "";
    say(row.ended === "" ? error.message : `${row.name} ${row.ended}.`);
  }
  changes++;
}

async function look() {
  const before = changes;
  const { counters } = await send("/counters");
  if (message.textContent === AWAY) {
    say("The node is back.");
  }
  if (before !== changes) {
    return;
  }
  for (const counter of counters) {
    if (!rows.has(counter.name)) {
      rows.set(counter.name, makeRow(counter.name));
    }
    show(rows.get(counter.name), counter);
  }
  table.hidden = false;
}

/** One look after the other. */
async function watch() {
  if (isLooking) {
    return;
  }
  isLooking = true;
  while (!document.hidden) {
    await look().catch((error) => say(error.message));
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  isLooking = false;
}

document.addEventListener("visibilitychange", watch);
watch();
