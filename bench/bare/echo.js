export const start = bus =>
  bus.consumer(message => {
    const body = JSON.parse(message.body());
    message.reply(JSON.stringify(body));
  });
