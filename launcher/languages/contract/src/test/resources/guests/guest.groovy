notes = []

def boom() {
    throw new IllegalStateException('as you wish')
}

consumer('guest.echo') { it.reply(it.body) }
consumer('guest.config') { it.reply([config: config, path: path]) }
consumer('guest.note') { notes << it.body }
consumer('guest.notes') { it.reply(notes) }
consumer('guest.fail') { it.fail(404, 'no such thing') }
consumer('guest.ask') { message ->
    request(message.body.address, message.body.body, timeout: 5000)
        .onSuccess { message.reply(reply: it.body) }
        .onFailure { message.reply(code: it.failureCode(), kind: "${it.failureType()}") }
}
consumer('guest.publish') { publish('news', it.body) }
consumer('guest.both') {
    it.reply(it.body)
    publish('news', it.body)
}
consumer('guest.later') { message -> after(10) { message.reply('later') } }
consumer('guest.log') {
    log.warn('mind the gap')
    it.reply(null)
}
consumer('guest.crash') { boom() }
consumer('guest.crash.later') { request('guest.echo', 1).onSuccess { boom() } }
consumer('guest.loop') {
    while (true) {
        try {
            while (true) { }
        } catch (IllegalStateException ignored) { }
    }
}
