// Runs the canary's script against an API on this machine, with a stand-in for Synthetics' library that
// asks as that does: what it asks, and that it fails when the API is not as it should be.
//
//     node tests/canary/run.js

const assert = require('assert');
const http = require('http');
const Module = require('module');
const path = require('path');

const script = path.join(__dirname, '../../modules/observability/canary/ingest.js');

async function run(statuses) {
  const asked = [];
  const server = http.createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers['x-api-key'] || 'no key'}`);
    response.writeHead(statuses[request.url] || 404).end('{}');
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const synthetics = {
    executeHttpStep: (name, options, callback) =>
      new Promise((done, fail) => {
        assert.strictEqual(options.protocol, 'https:', 'by TLS');
        const local = { ...options, protocol: 'http:', port: server.address().port };
        const request = http.request(local, (response) => callback(response).then(done, (error) => fail(new Error(`${name}: ${error.message}`))));
        request.on('error', fail);
        request.end(options.body);
      }),
  };
  process.env.API_HOST = '127.0.0.1';
  process.env.API_PREFIX = '/live/v1';
  const load = Module._load;
  Module._load = (name, ...rest) => (name === 'Synthetics' ? synthetics : load(name, ...rest));
  delete require.cache[script];
  try {
    await require(script).handler();
    return { asked };
  } catch (error) {
    return { asked, failure: error.message };
  } finally {
    Module._load = load;
    server.close();
  }
}

(async () => {
  const well = { '/live/v1/health': 200, '/live/v1/events': 403, '/live/v1/batches': 403 };
  const good = await run(well);
  assert.strictEqual(good.failure, undefined);
  assert.deepStrictEqual(good.asked, ['GET /live/v1/health no key', 'POST /live/v1/events no key', 'POST /live/v1/batches no key']);
  assert.match((await run({ ...well, '/live/v1/health': 503 })).failure, /^is up: expected status 200, got 503$/);
  assert.match((await run({ ...well, '/live/v1/events': 202 })).failure, /an event without a key: expected status 403, got 202$/);
  assert.match((await run({ ...well, '/live/v1/batches': 207 })).failure, /a batch without a key: expected status 403, got 207$/);
  console.log('canary: 3 steps, each found when it fails');
})().catch((error) => {
  console.error(`canary: ${error.stack}`);
  process.exit(1);
});
