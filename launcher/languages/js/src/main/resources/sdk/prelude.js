// What stands between the node and a child's own code: makes the module 'coppice' and the few globals, from the functions of the
// node, which take and give nothing but strings, numbers and functions.
(function (node, reply, config, path, folder, inboxes) {
  'use strict';
  delete globalThis.Graal;
  const { parse, stringify } = JSON;
  const consumers = new Set();
  const requests = new Map();
  const timers = new Map();
  const modules = new Map();
  let count = 0;
  let main = {};
  let services;

  /** What the node refuses is an Error, not an exception of Java's. */
  const own = error => {
    // Made here and of text, as the first regular expression of all takes the engine a tenth of a second, and a literal a third of it.
    const foreign = new RegExp('^(?:[a-z]\\w*\\.)+[A-Z]\\w*(?:: |$)');
    const text = String(error);
    return foreign.test(text) ? new Error(text.replace(foreign, '')) : error;
  };
  /** Calls the node's function with this name: none has more than four arguments. */
  const host = (name, a, b, c, d) => {
    try {
      return node(name, a, b, c, d);
    } catch (error) {
      throw own(error);
    }
  };

  const json = value => stringify(value === undefined ? null : value);

  class ReplyError extends Error {
    constructor(code, kind, text) {
      super(text);
      this.name = 'ReplyError';
      this.code = code;
      this.kind = kind;
    }
  }

  const crashed = number => error =>
    host('crashed', String(error), error instanceof Error ? String(error.stack) : '', number);

  /** What code has answered: what it rejects later crashes the child. */
  const follow = (number, result) => {
    if (result !== null && typeof result.then === 'function') result.then(undefined, crashed(number));
  };

  /** The number of no message. */
  const NOBODY = 0;

  /** Calls code of the child's; what it throws, or rejects later, crashes the child. */
  const call = code => {
    try {
      const result = code();
      if (result !== undefined) follow(NOBODY, result);
    } catch (error) {
      crashed(NOBODY)(error);
    }
  };

  // What is done for each message is written so that the interpreter has little to do: few functions to make and to call. Each of
  // a message's can be taken out of it, `({ reply }) => reply()`; all but the one that nearly every handler calls are made when they are.
  // What an answer to nobody is, and one that has no JSON, the node knows.
  // Its number is a field like any other, and not one under a symbol, as that takes the interpreter longer.

  const HEADERS = Symbol('headers');
  const ofMessages = {
    get headers() {
      return this[HEADERS] === undefined ? {} : parse(this[HEADERS]);
    },
    get wantsReply() {
      return this.number !== NOBODY;
    },
    get fail() {
      return (code, text) => {
        if (this.wantsReply) host('fail', this.number, code, String(text));
      };
    },
    toJSON() {
      return { address: this.address, body: this.body, headers: this.headers, wantsReply: this.wantsReply };
    },
  };

  /** What gives the messages to an address to code. */
  const deliverTo = (address, code) => (number, body, headers) => {
    try {
      const message = {
        __proto__: ofMessages,
        address,
        number,
        body: parse(body),
        reply: answer => {
          try {
            reply(number, stringify(answer));
          } catch (error) {
            if (number !== NOBODY) throw own(error);
          }
        },
      };
      if (headers) message[HEADERS] = headers;
      const result = code(message);
      if (result !== undefined) follow(number, result);
    } catch (error) {
      crashed(number)(error);
    }
  };

  const show = value => {
    if (typeof value === 'string') return value;
    if (value instanceof Error) return value.stack;
    try {
      return stringify(value) ?? String(value);
    } catch {
      return String(value);
    }
  };
  const log = (level, values) => host('log', level, values.map(show).join(' '));
  const service = (name, a, b) => (services ??= host('services')(coppice, inboxes))[name](a, b);

  const coppice = {
    config: parse(config),
    path: parse(path),
    ReplyError,
    consumer(address, handler, options) {
      if (typeof handler !== 'function') throw new TypeError('a consumer needs a function');
      if (consumers.has(address)) throw new Error(`there is a consumer of ${address} already`);
      host('register', String(address), options?.local === true, deliverTo(String(address), handler));
      consumers.add(address);
    },
    unregister(address) {
      if (consumers.delete(address)) host('unregister', address);
    },
    send: (address, body) => host('send', String(address), json(body)),
    publish: (address, body) => host('publish', String(address), json(body)),
    request: (address, body, options) =>
      new Promise((resolve, reject) => {
        const id = ++count;
        const text = json(body);
        requests.set(id, { resolve, reject });
        host('request', id, String(address), text, options?.timeout ?? 30000);
      }),
    exit: () => host('exit'),
    log: {
      debug: (...values) => log('debug', values),
      info: (...values) => log('info', values),
      warn: (...values) => log('warn', values),
      error: (...values) => log('error', values),
    },
    supervisor: path => service('supervisor', path),
    registry: name => service('registry', name),
    events: name => service('events', name),
    monitor: (path, handler) => service('monitor', path, handler),
  };

  const timer = (code, millis, values, repeats) => {
    const id = ++count;
    timers.set(id, () => {
      if (!repeats) timers.delete(id);
      call(() => code(...values));
    });
    host('timer', id, Math.max(1, Math.trunc(Number(millis) || 0)), repeats);
    return id;
  };
  const clear = id => {
    if (timers.delete(id)) host('cancel', id);
  };

  /** CommonJS: a function of the module's text, in the folder of the module that requires it. */
  const requireFrom = folder => name => {
    if (name === 'coppice') return coppice;
    const file = host('resolve', folder, String(name));
    const known = modules.get(file);
    if (known) return known.exports;
    const module = { exports: {}, filename: file };
    modules.set(file, module);
    try {
      if (file.endsWith('.json')) {
        module.exports = parse(host('read', file));
      } else {
        const own = file.slice(0, file.lastIndexOf('/'));
        host('commonJs', file)(module.exports, requireFrom(own), module, file, own);
      }
    } catch (error) {
      modules.delete(file);
      throw error;
    }
    return module.exports;
  };

  // One by one, as this is done at each start: what copies the fields of objects takes the engine some time when it is first needed.
  const { debug, info, warn, error } = coppice.log;
  globalThis.console = { debug, info, warn, error, log: info };
  globalThis.setTimeout = (code, millis, ...values) => timer(code, millis, values, false);
  globalThis.setInterval = (code, millis, ...values) => timer(code, millis, values, true);
  globalThis.clearTimeout = clear;
  globalThis.clearInterval = clear;
  globalThis.queueMicrotask = task => void Promise.resolve().then(() => call(task));
  globalThis.require = requireFrom(folder);

  const hook = async name => {
    if (typeof main[name] === 'function') await main[name]();
  };

  return {
    start(file) {
      const begin = async () => {
        main = file.endsWith('.cjs') || file.endsWith('.cts') ? requireFrom(folder)(file) : await import(file);
        await hook('start');
        host('started');
      };
      call(begin);
    },
    stop() {
      call(() => hook('stop').then(() => host('stopped')));
    },
    replied(id, address, body, headers) {
      const asked = requests.get(id);
      requests.delete(id);
      if (asked) deliverTo(address, asked.resolve)(NOBODY, body, headers);
    },
    refused(id, code, kind, text) {
      const asked = requests.get(id);
      requests.delete(id);
      if (asked) asked.reject(new ReplyError(code, kind, text));
    },
    fire(id) {
      const due = timers.get(id);
      if (due) due();
    },
  };
});
