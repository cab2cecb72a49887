import coppice
from lib.greeting import greeting


@coppice.consumer("@NAME@")
def greet(message):
    message.reply({"text": greeting(coppice.config, message.body)})
