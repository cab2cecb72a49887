"use strict";

// One session: its cart, its discounts and what happened in it.
// Everything that comes from the server goes into the page as text, never as markup.

const byId = (id) => document.getElementById(id);
const message = byId("message");

let key = "";

async function ask(method, path, body) {
  const response = await fetch(path, { method, body: body && JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) {
    throw Object.assign(new Error(answer.error), { status: response.status });
  }
  return answer;
}

const path = (...parts) => "/sessions/" + [key, ...parts].map(encodeURIComponent).join("/");

function cell(content) {
  const td = document.createElement("td");
  td.append(content);
  return td;
}

function row(item) {
  const remove = document.createElement("button");
  remove.textContent = "Remove";
  remove.addEventListener("click", () => attempt(async () => show(await ask("DELETE", path("items", item.item)))));
  const tr = document.createElement("tr");
  tr.append(cell(item.item), cell(item.price), cell(String(item.quantity)), cell(remove));
  return tr;
}

function line(event) {
  const { at, event: what, ...rest } = event;
  const li = document.createElement("li");
  li.textContent = `${new Date(at).toLocaleTimeString()} ${what} ${Object.values(rest).join(", ")}`;
  return li;
}

function show(session) {
  byId("session").hidden = false;
  byId("items").replaceChildren(...session.items.map(row));
  byId("total").textContent = session.total;
  byId("discount").textContent = session.discounts.length > 0 ? `${session.discount} off` : "";
  byId("logs").replaceChildren(...session.logs.map(line));
  message.textContent = `Session ${session.key}`;
}

function attempt(action) {
  action().catch((error) => {
    message.textContent = error.message;
  });
}

function on(form, action) {
  byId(form).addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.target));
    attempt(async () => {
      await action(fields);
      event.target.reset();
    });
  });
}

// The session's name is the address's fragment, so that it can be found again.
async function open() {
  key = decodeURIComponent(location.hash.slice(1));
  if (key === "") {
    return;
  }
  try {
    show(await ask("GET", path()));
  } catch (error) {
    if (error.status !== 404) {
      throw error;
    }
    show(await ask("POST", "/sessions", { key, domain: location.host, landing_page: location.pathname }));
  }
}

window.addEventListener("hashchange", () => attempt(open));
attempt(open);

on("find", async (fields) => {
  location.hash = "#" + encodeURIComponent(fields.key);
});
on("add", async ({ item, price, quantity }) =>
  show(await ask("POST", path("items"), { item, price, quantity: Number(quantity) })));
on("apply", async ({ code, percent }) =>
  show(await ask("POST", path("discounts"), { code, percent: Number(percent) })));
on("checkout", async () => {
  const sale = await ask("POST", path("checkout"));
  show(sale);
  byId("session").hidden = true;
  message.textContent = `Sold for ${sale.total}; the session has ended.`;
});
