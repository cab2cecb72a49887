import coppice
import coppice_services as services

heard = []
names = services.Registry("names")
news = services.EventManager("daily news")
ends = []


@coppice.consumer("companions.begin")
async def begin(message):
    await names.subscribe(lambda change: heard.append(change["event"] + " " + change["key"]))
    ends.append(await news.subscribe(lambda told: heard.append(told["event"])))
    await services.monitor(message.body, lambda down: heard.append(down["path"] + " " + down["reason"]["kind"]))
    await names.register("printer", {"floor": 2})
    await news.sync_notify("first")
    await news.notify("second")
    message.reply(
        [
            [[entry["owner"], entry["value"]["floor"]] for entry in await names.lookup("printer")],
            await names.keys(),
            await names.count(),
            len(await news.which_handlers()),
        ]
    )


@coppice.consumer("companions.end")
async def end(message):
    await ends[0]()
    message.reply(await names.unregister("printer"))


@coppice.consumer("companions.supervisor")
async def supervisor(message):
    root = services.Supervisor()
    before = await root.count_children()
    await root.terminate_child(message.body)
    listed = await root.which_children()
    try:
        await root.get_childspec(message.body)
        failure = 0
    except coppice.ReplyError as error:
        failure = error.code
    message.reply([before["workers"], message.body in [child["id"] for child in listed["children"]], failure])


@coppice.consumer("companions.heard")
def answer_heard(message):
    message.reply(heard)
