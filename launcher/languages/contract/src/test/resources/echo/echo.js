import { config, consumer } from 'coppice';

let count = 0;
// What is wrong on purpose, so that the campaign would see it.
const wrong = { token: body => ({ token: body.token + 1 }), silent: () => undefined }[config.fault];
const next = body => ({ n: ++count, echo: wrong && count % 2 === 0 ? wrong(body) : body });

consumer('js', message => message.reply(message.body));
consumer('js.next', message => {
  const answer = next(message.body);
  if (answer.echo) message.reply(answer);
});
consumer('js.crash', () => {
  throw new RangeError('as you wish');
});
consumer('js.loop', () => {
  for (;;) try { for (;;); } catch {}
});
