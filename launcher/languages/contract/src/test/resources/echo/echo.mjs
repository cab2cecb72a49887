#!/usr/bin/env node
import { consumer, ready } from './coppice_child.mjs';

let count = 0;

consumer('node', message => message.reply(message.body));
consumer('node.next', message => message.reply({ n: ++count, echo: message.body }));
consumer('node.crash', () => {
  throw new RangeError('as you wish');
});
consumer('node.loop', () => {
  for (;;);
});
consumer('node.pid', message => message.reply(process.pid));
ready();
