count = 0

consumer('groovy') { it.reply(it.body) }
consumer('groovy.next') { it.reply(n: ++count, echo: it.body) }
consumer('groovy.crash') { throw new IllegalStateException('as you wish') }
consumer('groovy.loop') { while (true) { } }
