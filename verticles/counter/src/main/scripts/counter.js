import { config, consumer, exit } from 'coppice';

let value = config.initial ?? 0;

const actions = new Map([
  ['inc', () => ++value],
  ['dec', () => --value],
  ['val', () => value],
  ['reset', () => (value = 0)],
  ['stop', () => (exit(), value)],
  ['crash', () => { throw new Error('boom'); }],
]);

consumer(`counter.${config.name}`, message => {
  const asked = message.body?.action;
  if (actions.has(asked)) {
    message.reply({ value: actions.get(asked)() });
  } else {
    message.fail(400, `a request is {"action": "inc"}, dec, val, reset, stop or crash, not ${asked ?? message.body}`);
  }
}, { local: true });
