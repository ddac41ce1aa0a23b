// Loaded before kinesis-local, which listens on every interface and has no setting for it.
'use strict';
const { Server } = require('net');
const listen = Server.prototype.listen;
Server.prototype.listen = function (...args) {
  if (typeof args[0] === 'number') {
    const callback = args.find((arg) => typeof arg === 'function');
    args = [{ port: args[0], host: '127.0.0.1' }, ...(callback ? [callback] : [])];
  } else if (args[0] && typeof args[0] === 'object' && args[0].port !== undefined) {
    args[0] = { ...args[0], host: '127.0.0.1' };
  }
  return listen.apply(this, args);
};
