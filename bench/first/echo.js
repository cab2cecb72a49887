import { consumer } from 'coppice';

consumer('js', message => message.reply(message.body));
