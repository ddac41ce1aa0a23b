// Kinesis on this machine, by kinesalite: node kinesis.js PORT STREAM SHARDS
'use strict';
const http = require('http');
const kinesalite = require('kinesalite');

const [port, stream, shards] = process.argv.slice(2);
if (!(port > 0) || !stream || !(shards > 0)) {
  console.error('usage: node kinesis.js PORT STREAM SHARDS, e.g. node kinesis.js 4568 payments 2');
  process.exit(2);
}

const server = kinesalite({ createStreamMs: 50, shardLimit: Number(shards) });
// Clients keep connections open; closed after node's five seconds, they would fail in their hands.
server.keepAliveTimeout = 10 * 60 * 1000;
server.requestTimeout = 0;

server.listen(Number(port), '127.0.0.1', () => {
  const request = http.request({
    host: '127.0.0.1',
    port,
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': 'Kinesis_20131202.CreateStream',
      'X-Amz-Date': 'none',
      Authorization: 'AWS4-HMAC-SHA256 Credential=none, SignedHeaders=none, Signature=none',
    },
  });
  request.on('response', (response) => {
    response.resume();
    console.log(`stream ${stream} with ${shards} shards at http://127.0.0.1:${port}`);
  });
  request.end(JSON.stringify({ StreamName: stream, ShardCount: Number(shards) }));
});
