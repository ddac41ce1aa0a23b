// Asks the ingestion API from outside, as a client does, without adding an event: it is there, it
// is reached by TLS, and it lets nobody in without a key.
const synthetics = require('Synthetics');

const ask = (method, path, expected) => ({
  options: {
    hostname: process.env.API_HOST,
    port: 443,
    protocol: 'https:',
    method,
    path: process.env.API_PREFIX + path,
    headers: { 'Content-Type': 'application/json' },
    body: method === 'POST' ? '{}' : '',
  },
  expected,
});

const STEPS = {
  'is up': ask('GET', '/health', 200),
  'refuses an event without a key': ask('POST', '/events', 403),
  'refuses a batch without a key': ask('POST', '/batches', 403),
};

const check = (expected) => async (response) => {
  response.resume();
  if (response.statusCode !== expected) {
    throw new Error(`expected status ${expected}, got ${response.statusCode}`);
  }
};

exports.handler = async () => {
  for (const [name, step] of Object.entries(STEPS)) {
    await synthetics.executeHttpStep(name, step.options, check(step.expected));
  }
};
