import coppice

notes = []
print("printed, not said")


@coppice.consumer("guest.echo")
def echo(message):
    message.reply(message.body, headers=message.headers)


@coppice.consumer("guest.config")
def answer_config(message):
    message.reply({"config": coppice.config, "path": coppice.path})


@coppice.consumer("guest.note")
def note(message):
    notes.append(message.body)


@coppice.consumer("guest.notes")
def answer_notes(message):
    message.reply(notes)


@coppice.consumer("guest.fail")
def fail(message):
    message.fail(404, "no such thing")


@coppice.consumer("guest.ask")
async def ask(message):
    try:
        reply = await coppice.request(message.body["address"], message.body["body"], timeout=5)
        message.reply({"reply": reply.body})
    except coppice.ReplyError as error:
        message.reply({"code": error.code, "kind": error.kind})


@coppice.consumer("guest.publish")
def publish(message):
    coppice.publish("news", message.body)


@coppice.consumer("guest.both")
def both(message):
    message.reply(message.body)
    coppice.publish("news", message.body)


@coppice.consumer("guest.later")
def later(message):
    coppice.after(0.01, lambda: message.reply("later"))


@coppice.consumer("guest.log")
def log(message):
    coppice.log.warning("mind the gap")
    message.reply()


@coppice.consumer("guest.crash")
def crash(message):
    boom()


@coppice.consumer("guest.crash.later")
async def crash_later(message):
    await coppice.request("guest.echo", 1)
    boom()


@coppice.consumer("guest.loop")
def loop(message):
    while True:
        try:
            while True:
                pass
        except Exception:
            pass


def boom():
    raise ValueError("as you wish")


def stop():
    coppice.publish("news", "stopped")
