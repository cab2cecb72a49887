"use strict";

// Questions, what each backend does with them, and one room at a time.
// Everything that comes from the server goes into the page as text, never as markup.

const byId = (id) => document.getElementById(id);

const MOST_SHOWN = 500;
const LONGEST_PAUSE = 10_000;

let backends = [];
let socket = null;
let room = null;

function element(name, ...content) {
  const made = document.createElement(name);
  made.append(...content);
  return made;
}

async function fetched(path, options) {
  const response = await fetch(path, options);
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(answer.error);
  }
  return answer;
}

function showBackends(parts) {
  const rows = backends.map((backend) => {
    const part = parts.find((each) => each.backend === backend.name);
    const did = part ? `${part.outcome}, ${part.ms} ms${part.detail ? `: ${part.detail}` : ""}` : "";
    const state = backend.detail ? `${backend.state}: ${backend.detail}` : backend.state;
    return element("tr", element("td", backend.name), element("td", state), element("td", did));
  });
  byId("backends").replaceChildren(...rows);
}

async function refresh(parts) {
  ({ backends } = await fetched("/backends"));
  showBackends(parts);
}

async function ask(question) {
  byId("message").textContent = "Asking …";
  const found = await fetched("/questions", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ question }),
  });
  byId("answers").replaceChildren(
    ...found.answers.map((answer) =>
      element("li", answer.text, " ", element("small", `${answer.backend}, score ${answer.score}`))));
  const count = found.answers.length === 0 ? "No answer" : `Answers: ${found.answers.length}`;
  byId("message").textContent = `${count}, in ${found.ms} ms${found.cached ? ", remembered" : ""}`;
  await refresh(found.backends);
}

function attempt(action) {
  action().catch((error) => {
    byId("message").textContent = error.message;
  });
}

function showSaid(said) {
  const line = element("li", element("small", `${new Date(said.at).toLocaleTimeString()} ${said.from} `), said.text);
  line.className = said.answer ? "answer" : "";
  const list = byId("said");
  list.append(line);
  while (list.children.length > MOST_SHOWN) {
    list.firstChild.remove();
  }
  list.scrollTop = list.scrollHeight;
}

// Whoever comes back says what it saw last, and is told what it missed.
function enter(entered) {
  const query = new URLSearchParams({ name: entered.name, since: entered.cursor });
  const opened = new WebSocket(`ws://${location.host}/rooms/${encodeURIComponent(entered.topic)}?${query}`);
  socket = opened;
  opened.addEventListener("message", (event) => {
    if (entered !== room) {
      return;
    }
    const news = JSON.parse(event.data);
    if (news.joined) {
      entered.pause = 500;
      const lost = news.lost > 0 ? `; ${news.lost} messages are gone` : "";
      byId("where").textContent = `In the room ${news.joined} on node ${news.node}${lost}`;
    } else if (news.error) {
      byId("where").textContent = news.error;
    } else {
      entered.cursor = news.cursor;
      showSaid(news);
    }
  });
  opened.addEventListener("close", () => {
    if (entered === room) {
      byId("where").textContent = "The connection is lost, trying again …";
      setTimeout(() => entered === room && enter(entered), entered.pause);
      entered.pause = Math.min(2 * entered.pause, LONGEST_PAUSE);
    }
  });
}

function on(form, action) {
  byId(form).addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(() => action(Object.fromEntries(new FormData(event.target)), event.target));
  });
}

on("ask", async ({ question }) => ask(question));
on("enter", async ({ topic, name }) => {
  room = { topic, name, cursor: "", pause: 500 };
  socket?.close();
  byId("said").replaceChildren();
  byId("room").hidden = false;
  enter(room);
});
on("say", async ({ text }, form) => {
  if (socket?.readyState !== WebSocket.OPEN) {
    throw new Error("There is no connection at the moment.");
  }
  socket.send(JSON.stringify({ text }));
  form.reset();
});

attempt(() => refresh([]));
