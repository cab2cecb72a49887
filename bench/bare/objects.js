export const start = bus =>
  bus.consumer(message => {
    const body = message.body();
    message.reply({ n: body.n });
  });
