import { config, path, consumer, log, publish, request } from 'coppice';

const notes = [];
const boom = () => {
  throw new RangeError('as you wish');
};
console.log('printed, not said');
consumer('guest.echo', message => message.reply(message.body));
consumer('guest.config', message => message.reply({ config, path }));
consumer('guest.note', message => notes.push(message.body));
consumer('guest.notes', message => message.reply(notes));
consumer('guest.fail', message => message.fail(404, 'no such thing'));
consumer('guest.ask', async message => {
  try {
    message.reply({ reply: (await request(message.body.address, message.body.body, { timeout: 5000 })).body });
  } catch (error) {
    message.reply({ code: error.code, kind: error.kind });
  }
});
consumer('guest.publish', message => publish('news', message.body));
consumer('guest.both', message => {
  message.reply(message.body);
  publish('news', message.body);
});
consumer('guest.later', message => setTimeout(() => message.reply('later'), 10));
consumer('guest.log', message => {
  log.warn('mind the gap');
  message.reply();
});
consumer('guest.crash', message => boom());
consumer('guest.crash.later', async message => {
  await request('guest.echo', 1);
  boom();
});
consumer('guest.loop', message => {
  for (;;) try { for (;;); } catch {}
});
