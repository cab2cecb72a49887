// The library's services: thin calls of the addresses that docs/supervision.md has. Made when a child first asks for one of them,
// as most ask for none.
(function (coppice, inboxes) {
  'use strict';
  let count = 0;

  const escape = name =>
    encodeURIComponent(name).replace(/[.!~*'()]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  const ask = async (address, request) => (await coppice.request(address, request)).body;

  /** A consumer of the child's own, on an address that it may use without a grant. */
  const inbox = handler => {
    const address = `${inboxes}${++count}`;
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

  return {
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
  };
});
