const coppice = globalThis.require('coppice');
export const { config, path, ReplyError, consumer, unregister, send, publish, request, log } = coppice;
export default coppice;
