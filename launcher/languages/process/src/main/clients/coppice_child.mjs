// A Coppice child in Node.js, in one file: copy it beside your program and start that with "process:".
//
//   #!/usr/bin/env node
//   import { config, consumer, ready } from './coppice_child.mjs';
//   consumer('greeter', message => message.reply({ text: `${config.greeting}, ${message.body.name}` }));
//   ready();
import { createInterface } from 'node:readline';

const handlers = new Map();
const requests = new Map();
let count = 0;
let current;

// What is said while one chunk of lines is heard is one write: each is a call of the operating system.
let said = '';
const say = () => {
  const text = said;
  said = '';
  if (text) process.stdout.write(text);
};
const tell = frame => {
  if (!said) queueMicrotask(say);
  said += JSON.stringify(frame) + '\n';
  // What is logged may be the last thing that is heard of it.
  if (frame.type === 'log') say();
};
process.on('exit', say);
console.log = console.info = console.debug = console.error; // what is printed goes to the node's log

process.on('uncaughtException', error => {
  tell({ type: 'crash', message: String(error), stack: error?.stack ?? '', replyAddress: current });
  process.exit(1);
});

export const send = (address, body) => tell({ type: 'send', address, body });
export const publish = (address, body) => tell({ type: 'publish', address, body });
export const log = (level, message) => tell({ type: 'log', level, message });
export const ready = () => tell({ type: 'ready' });

/** Calls handler(message) for each; message has body, headers, reply(body) and fail(code, text). */
export function consumer(address, handler) {
  handlers.set(address, handler);
  tell({ type: 'register', address });
}

/** A promise of the answer's body. */
export function request(address, body, timeout = 30000) {
  const replyAddress = String(++count);
  tell({ type: 'send', address, body, replyAddress, timeout });
  return new Promise((resolve, reject) => requests.set(replyAddress, { resolve, reject }));
}

const escape = name =>
  encodeURIComponent(name).replace(/[.!~*'()]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
const serves = address => (action, more) => request(address, { action, ...more });

/** Asks a supervisor, a registry or an event manager: `await supervisor('/kv')('which_children')`. */
export const supervisor = path => serves(['supervisor', ...path.split('/').filter(Boolean).map(escape)].join('.'));
export const registry = name => serves(`registry.${escape(name)}`);
export const events = name => serves(`events.${escape(name)}`);

async function heard(frame) {
  const waiting = requests.get(frame.address);
  if (frame.type === 'ping') {
    tell({ type: 'pong' });
  } else if (frame.type === 'stop') {
    process.exit(0);
  } else if (frame.type === 'err' && waiting) {
    requests.delete(frame.address);
    waiting.reject(Object.assign(new Error(frame.message), { code: frame.failureCode, kind: frame.failureType }));
  } else if (frame.type === 'message' && waiting) {
    requests.delete(frame.address);
    waiting.resolve(frame.body);
  } else if (frame.type === 'message') {
    current = frame.replyAddress;
    await handlers.get(frame.address)?.({
      body: frame.body,
      headers: frame.headers ?? {},
      reply: body => frame.replyAddress && tell({ type: 'send', address: frame.replyAddress, body }),
      fail: (failureCode, message) =>
        frame.replyAddress && tell({ type: 'err', address: frame.replyAddress, failureCode, message }),
    });
  }
}

let start;
const started = new Promise(resolve => (start = resolve));
createInterface({ input: process.stdin })
  .on('line', line => {
    const frame = JSON.parse(line);
    if (frame.type === 'start') start(frame);
    else heard(frame);
  })
  .on('close', () => process.exit(1)); // the node is gone
const begin = await started;
export const config = begin.config;
export const path = begin.path;
