import { consumer, events, monitor, registry, supervisor } from 'coppice';

const heard = [];
const names = registry('names');
const news = events('daily news');

consumer('companions.begin', async ({ body: victim, reply }) => {
  await names.subscribe(change => heard.push(`${change.event} ${change.key}`));
  const end = await news.subscribe(({ event }) => heard.push(event));
  await monitor(victim, down => heard.push(`${down.path} ${down.reason.kind}`));
  await names.register('printer', { floor: 2 });
  await news.syncNotify('first');
  await news.notify('second');
  reply([
    (await names.lookup('printer')).map(({ owner, value }) => [owner, value.floor]),
    await names.keys(),
    await names.count(),
    (await news.whichHandlers()).length,
  ]);
  consumer('companions.end', async message => {
    await end();
    message.reply(await names.unregister('printer'));
  });
});
consumer('companions.supervisor', async ({ body: id, reply }) => {
  const root = supervisor();
  const before = await root.countChildren();
  await root.terminateChild(id);
  const { children } = await root.whichChildren();
  const failure = await root.getChildspec(id).catch(error => error.code);
  reply([before.workers, children.map(child => child.id).includes(id), failure]);
});
consumer('companions.heard', message => message.reply(heard));
