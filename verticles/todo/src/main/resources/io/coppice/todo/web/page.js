"use strict";

// The entries of a list, by day, to add to, change and delete.
// Everything that comes from the server goes into the page as text, never as markup.

const find = document.getElementById("find");
const add = document.getElementById("add");
const message = document.getElementById("message");
const table = document.getElementById("entries");

let list = "";

/** Of the addition that is not answered yet: sent again with the same key it counts once. */
let key = crypto.randomUUID();

function url(id) {
  return "/lists/" + encodeURIComponent(list) + "/entries" + (id === undefined ? "" : "/" + id);
}

async function send(method, address, fields) {
  const body = fields && new URLSearchParams(fields);
  const response = await fetch(address, { method, body });
  if (!response.ok) {
    throw new Error((await response.json()).error);
  }
  return response;
}

function button(text, label, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.setAttribute("aria-label", label);
  made.addEventListener("click", () => attempt(action));
  return made;
}

function input(type, value, label) {
  const made = document.createElement("input");
  made.type = type;
  made.value = value;
  made.required = true;
  made.setAttribute("aria-label", label);
  return made;
}

function cells(row, ...contents) {
  row.replaceChildren(
    ...contents.map((content) => {
      const cell = document.createElement("td");
      cell.append(...[content].flat());
      return cell;
    }),
  );
}

function showRow(row, entry) {
  cells(row, entry.date, entry.title, [
    button("Change", `Change ${entry.title}`, async () => editRow(row, entry)),
    button("Done", `Done: ${entry.title}`, async () => {
      await send("DELETE", url(entry.id));
      await load();
    }),
  ]);
}

function editRow(row, entry) {
  const date = input("date", entry.date, "Day");
  const title = input("text", entry.title, "To do");
  title.maxLength = 200;
  cells(row, date, title, [
    button("Save", "Save", async () => {
      await send("PUT", url(entry.id), { date: date.value, title: title.value });
      await load();
    }),
    button("Cancel", "Cancel", async () => showRow(row, entry)),
  ]);
  title.focus();
}

function show(entries) {
  const rows = entries.map((entry) => {
    const row = document.createElement("tr");
    showRow(row, entry);
    return row;
  });
  table.tBodies[0].replaceChildren(...rows);
  table.hidden = rows.length === 0;
  message.textContent = rows.length === 1 ? "1 entry" : `${rows.length} entries`;
}

async function load() {
  const day = find.elements.date.value;
  const response = await send("GET", url() + (day === "" ? "" : "?date=" + day));
  show((await response.json()).entries);
  add.hidden = false;
}

function attempt(action) {
  action().catch((error) => {
    message.textContent = error.message;
  });
}

// The list's name is the address's fragment, so that a list can be linked to and found again.
find.addEventListener("submit", (event) => {
  event.preventDefault();
  const hash = "#" + encodeURIComponent(find.elements.list.value);
  if (location.hash === hash) {
    open();
  } else {
    location.hash = hash;
  }
});

function open() {
  attempt(async () => {
    list = decodeURIComponent(location.hash.slice(1));
    if (list !== "") {
      find.elements.list.value = list;
      await load();
    }
  });
}

add.addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(async () => {
    await send("POST", url(), { key, date: add.elements.date.value, title: add.elements.title.value });
    key = crypto.randomUUID();
    add.elements.title.value = "";
    await load();
  });
});

/** Today where the user is, as inputs of days want it. */
function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
}

add.elements.date.value = today();
window.addEventListener("hashchange", open);
open();
