// What stands between the node and a child's own code: makes the module 'coppice' and the few globals, from the functions of
// `node`, which take and give nothing but strings and numbers.
(function (node, config, path) {
  'use strict';
  delete globalThis.Graal;
  const consumers = new Set();
  const requests = new Map();
  const timers = new Map();
  const modules = new Map();
  let count = 0;
  let main = {};

  // What the node refuses is an Error, not an exception of Java's. No function of its has more than four arguments, and gathering
  // them takes the interpreter as long as the rest.
  const own = error => {
    // Made here and not at each start, as the first regular expression of all takes the engine a tenth of a second.
    const foreign = /^(?:[a-z]\w*\.)+[A-Z]\w*(?:: |$)/;
    const text = String(error);
    return foreign.test(text) ? new Error(text.replace(foreign, '')) : error;
  };
  const refusable = code => (a, b, c, d) => {
    try {
      return code(a, b, c, d);
    } catch (error) {
      throw own(error);
    }
  };
  const host = {};
  for (const name of Object.keys(node)) {
    host[name] = typeof node[name] === 'function' ? refusable(node[name]) : node[name];
  }

  const { parse, stringify } = JSON;
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
    host.crashed(String(error), error instanceof Error ? String(error.stack) : '', number);

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
  // Its number is a field like any other, and not one under a symbol, as that takes the interpreter longer.

  const { reply } = node;
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
        if (this.wantsReply) host.fail(this.number, code, String(text));
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
          if (number === NOBODY) return;
          try {
            reply(number, stringify(answer === undefined ? null : answer));
          } catch (error) {
            throw own(error);
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
      return JSON.stringify(value) ?? String(value);
    } catch {
      return String(value);
    }
  };
  const logAt = level => (...values) => host.log(level, values.map(show).join(' '));

  const coppice = {
    config: JSON.parse(config),
    path: JSON.parse(path),
    ReplyError,
    consumer(address, handler, options) {
      if (typeof handler !== 'function') throw new TypeError('a consumer needs a function');
      if (consumers.has(address)) throw new Error(`there is a consumer of ${address} already`);
      host.register(String(address), options?.local === true, deliverTo(String(address), handler));
      consumers.add(address);
    },
    unregister(address) {
      if (consumers.delete(address)) host.unregister(address);
    },
    send: (address, body) => host.send(String(address), json(body)),
    publish: (address, body) => host.publish(String(address), json(body)),
    request: (address, body, options) =>
      new Promise((resolve, reject) => {
        const id = ++count;
        const text = json(body);
        requests.set(id, { resolve, reject });
        host.request(id, String(address), text, options?.timeout ?? 30000);
      }),
    exit: () => host.exit(),
    log: { debug: logAt('debug'), info: logAt('info'), warn: logAt('warn'), error: logAt('error') },
  };

  // The library's services: thin calls of the addresses that docs/supervision.md has.

  const escape = name =>
    encodeURIComponent(name).replace(/[.!~*'()]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const ask = async (address, request) => (await coppice.request(address, request)).body;

  /** A consumer of the child's own, on an address that it may use without a grant. */
  const inbox = handler => {
    const address = `${host.inbox}${++count}`;
    coppice.consumer(address, async message => {
      await handler(message.body);
      message.reply();
    }, { local: true });
    return address;
  };
  const asked = (service, request) =>
    ask(service, request).catch(error => {
      coppice.unregister(request.address);
      throw error;
    });
  const subscription = service => async handler => {
    const address = inbox(handler);
    await asked(service, { action: 'subscribe', address, owner: coppice.path });
    return async () => {
      await ask(service, { action: 'unsubscribe', address });
      coppice.unregister(address);
    };
  };

  Object.assign(coppice, {
    supervisor(path = '/') {
      const address = ['supervisor', ...path.split('/').filter(Boolean).map(escape)].join('.');
      const does = action => id => ask(address, { action, id });
      return {
        whichChildren: most => ask(address, most === undefined ? { action: 'which_children' } : { action: 'which_children', most }),
        countChildren: () => ask(address, { action: 'count_children' }),
        startChild: spec => ask(address, { action: 'start_child', spec }),
        getChildspec: does('get_childspec'),
        restartChild: does('restart_child'),
        terminateChild: does('terminate_child'),
        deleteChild: does('delete_child'),
      };
    },
    registry(name) {
      const address = `registry.${escape(name)}`;
      return {
        register: (key, value) => ask(address, { action: 'register', key, value, owner: coppice.path }),
        unregister: key => ask(address, { action: 'unregister', key, owner: coppice.path }),
        lookup: async key => (await ask(address, { action: 'lookup', key })).entries,
        keys: async () => (await ask(address, { action: 'keys', owner: coppice.path })).keys,
        count: async () => (await ask(address, { action: 'count' })).count,
        subscribe: subscription(address),
      };
    },
    events(name) {
      const address = `events.${escape(name)}`;
      return {
        notify: event => ask(address, { action: 'notify', event }),
        syncNotify: event => ask(address, { action: 'sync_notify', event }),
        whichHandlers: async () => (await ask(address, { action: 'which_handlers' })).handlers,
        subscribe: subscription(address),
      };
    },
    async monitor(path, handler) {
      const address = inbox(down => {
        coppice.unregister(address);
        return handler(down);
      });
      const { monitor } = await asked('monitors', { action: 'monitor', path, address });
      return async () => {
        await ask('monitors', { action: 'demonitor', monitor });
        coppice.unregister(address);
      };
    },
  });

  const timer = repeats => (code, millis, ...values) => {
    const id = ++count;
    timers.set(id, () => {
      if (!repeats) timers.delete(id);
      call(() => code(...values));
    });
    host.timer(id, Math.max(1, Math.trunc(Number(millis) || 0)), repeats);
    return id;
  };
  const clear = id => {
    if (timers.delete(id)) host.cancel(id);
  };

  /** CommonJS: a function of the module's text, in the folder of the module that requires it. */
  const requireFrom = folder => name => {
    if (name === 'coppice') return coppice;
    const file = host.resolve(folder, String(name));
    const known = modules.get(file);
    if (known) return known.exports;
    const module = { exports: {}, filename: file };
    modules.set(file, module);
    try {
      if (file.endsWith('.json')) {
        module.exports = JSON.parse(host.read(file));
      } else {
        const own = file.slice(0, file.lastIndexOf('/'));
        host.commonJs(file)(module.exports, requireFrom(own), module, file, own);
      }
    } catch (error) {
      modules.delete(file);
      throw error;
    }
    return module.exports;
  };

  Object.assign(globalThis, {
    console: { ...coppice.log, log: coppice.log.info },
    setTimeout: timer(false),
    setInterval: timer(true),
    clearTimeout: clear,
    clearInterval: clear,
    queueMicrotask: task => void Promise.resolve().then(() => call(task)),
    require: requireFrom(host.folder),
  });

  const hook = async name => {
    if (typeof main[name] === 'function') await main[name]();
  };

  return {
    coppice,
    start(file) {
      const begin = async () => {
        main = file.endsWith('.cjs') || file.endsWith('.cts') ? requireFrom(host.folder)(file) : await import(file);
        await hook('start');
        host.started();
      };
      call(begin);
    },
    stop() {
      call(() => hook('stop').then(() => host.stopped()));
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
