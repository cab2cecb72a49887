consumer('groovy') { it.reply(it.body) }
