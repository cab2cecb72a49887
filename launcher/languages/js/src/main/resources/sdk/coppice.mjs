const coppice = globalThis.require('coppice');
export const { config, path, ReplyError, consumer, unregister, send, publish, request, exit, log, supervisor, registry, events, monitor } =
  coppice;
export default coppice;
