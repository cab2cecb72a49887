vertx.eventBus().consumer(address) { message -> message.reply(message.body()) }
