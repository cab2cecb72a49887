import { consumer, type Message } from 'coppice';

type Numbered = { n: number; echo: unknown };

let count: number = 0;
const next = (body: unknown): Numbered => ({ n: ++count, echo: body });

consumer('ts', (message: Message<unknown>): void => message.reply(message.body));
consumer('ts.next', (message: Message<unknown>): void => message.reply(next(message.body)));
consumer('ts.crash', (): void => {
  throw new RangeError('as you wish');
});
consumer('ts.loop', (): void => {
  for (;;);
});
