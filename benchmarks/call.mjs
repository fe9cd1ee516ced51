/** Calls of a tool over streamable HTTP, one to see that they work, then many. */
import autocannon from 'autocannon';

const PROTOCOL = '2025-11-25';
const JSON_RPC = {
  accept: 'application/json, text/event-stream',
  'content-type': 'application/json',
  'mcp-protocol-version': PROTOCOL,
};

/** autocannon puts a fresh id in its place: a server with sessions mixes up answers to requests of one id. */
const EACH = '[<id>]';

/** One JSON-RPC request, as a body. */
function message(method, params, id = 1) {
  return JSON.stringify({ jsonrpc: '2.0', id, method, params });
}

/** The message in an answer that is JSON, or one server-sent event. */
function parse(text) {
  const event = /^data: (.*)$/m.exec(text);
  return JSON.parse(event && !text.startsWith('{') ? event[1] : text);
}

async function post(server, headers, body) {
  const answer = await fetch(server.url, { method: 'POST', headers: { ...server.headers, ...headers }, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${server.name} answered ${answer.status}: ${text.slice(0, 300)}`);
  return { text, session: answer.headers.get('mcp-session-id') };
}

/**
 * Says hello as a client does, and lists the tools.
 *
 * @returns {Promise<{ headers: Record<string, string>, tools: string[], listBytes: number }>} the headers of later calls,
 *   with the session where the server keeps one
 */
export async function connect(server) {
  const hello = { protocolVersion: PROTOCOL, capabilities: {}, clientInfo: { name: 'benchmark', version: '1' } };
  const { session } = await post(server, JSON_RPC, message('initialize', hello));
  const headers = { ...JSON_RPC, ...(session ? { 'mcp-session-id': session } : {}) };
  if (session) {
    await post(server, headers, JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }));
  }
  const { text } = await post(server, headers, message('tools/list', {}));
  return { headers, tools: parse(text).result.tools.map(({ name }) => name), listBytes: text.length };
}

/** A tool's answer, which must be a success that names the user. */
export async function callOnce(server, headers, { tool, args }) {
  const { text } = await post(server, headers, message('tools/call', { name: tool, arguments: args }));
  const { result } = parse(text);
  if (!result || result.isError || !text.includes('alice')) {
    throw new Error(`${server.name} did not answer ${tool}: ${text.slice(0, 300)}`);
  }
  return { bytes: Buffer.byteLength(text) };
}

/**
 * Many calls from `connections` callers, each waiting for its answer before it calls again.
 *
 * @returns {Promise<{ calls: number, seconds: number, times: number[], refused: number, failed: number }>} times in
 *   milliseconds; `refused`: an answer that says `isError`; `failed`: no answer, or not this user's
 */
export function callMany(target, { body, headers, method = 'POST' }, { calls, connections }) {
  return new Promise((resolve, reject) => {
    const times = [];
    let refused = 0;
    let failed = 0;
    const started = performance.now();
    let last = started;
    const load = autocannon(
      {
        url: target.url,
        method,
        headers: { ...target.headers, ...headers },
        ...(body ? { body, idReplacement: true } : {}),
        amount: calls,
        connections,
        timeout: 60,
        setupClient: (client) => {
          client.on('body', (answer) => {
            const text = answer.toString();
            if (text.includes('"isError":true')) refused += 1;
            else if (!text.includes('alice')) failed += 1;
          });
        },
      },
      (error, result) => {
        if (error) return reject(error);
        // autocannon itself ends on a full second.
        resolve({
          calls: times.length,
          seconds: (last - started) / 1000,
          times,
          refused,
          failed: failed + result.errors + result.timeouts,
        });
      },
    );
    load.on('response', (_client, _status, _bytes, milliseconds) => {
      times.push(milliseconds);
      last = performance.now();
    });
  });
}

/** What `callMany` sends for a tool call. */
export function toolCall(headers, { tool, args }) {
  return { headers, body: message('tools/call', { name: tool, arguments: args }, EACH) };
}
