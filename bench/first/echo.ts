import { consumer, type Message } from 'coppice';

consumer('ts', (message: Message<unknown>): void => message.reply(message.body));
