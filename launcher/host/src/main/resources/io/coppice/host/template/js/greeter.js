import { config, consumer } from 'coppice';
import { greeting } from './lib/greeting.js';

consumer('@NAME@', message => message.reply({ text: greeting(config, message.body) }));
