// Answers from a richer host than the recorded one: names, other servers, routes, holders of sockets.
// Expected texts: reqwest, hickory-resolver and std::io, whose errors the SDK passes on.

import { expect, test } from 'vitest';
import { runTest } from '#test/sandbox.ts';

const HOST = {
  dns: { 'db.internal': ['10.0.0.5', 'fd00:0::5'] },
  interfaces: { eth0: ['10.0.0.2'] },
  files: { '/sys/class/net/eth0/mtu': { content: '1500\n' } },
  http: {
    '/': { body: 'own' },
    '/hop': { status: 302, headers: { location: 'http://api.test/v1?x=1' } },
    'http://api.test/v1?x=1': { body: 'api', delay_ms: 250 },
    'http://api.test/broken': { fails: true },
  },
  processes: [
    { command: ['/usr/bin/db', '-f'], sockets: [{ local: '0.0.0.0:5432' }] },
    { command: ['top'], user: 'root', sockets: [{ protocol: 'unix', path: '/run/top' }] },
  ],
};

const SHOW = 'let out = (); try { out = CALL } catch (e) { out = if type_of(e) == "map" { e.message } else { e } } out';

test.each([
  ['resolve("db.internal")', '["10.0.0.5", "fd00::5"]'],
  ['resolve("DB.Internal.")', '["10.0.0.5", "fd00::5"]'],
  [
    'resolve("none.internal")',
    'DNS resolution failed for hostname: none.internal, reason: no records found for Query { name: Name("none.internal."), query_type: A, query_class: IN }',
  ],
  ['Client().get("http://localhost:8080").send().text', 'own'],
  ['Client().get("http://127.0.0.1:8080/hop").send().text', 'api'],
  ['curl("http://api.test/other").text', 'not found'],
  [
    'curl("http://api.test/broken").text',
    'Failed to send a request: reason: error sending request for url (http://api.test/broken)',
  ],
  ['curl("ftp://api.test/").text', 'Failed to send a request: reason: builder error for url (ftp://api.test/)'],
  ['Client().max_text_bytes(2).get("http://127.0.0.1:8080/").send().text', 'ow'],
  ['type_of(connect("api.test", 80, TransportProtocol::TCP))', 'rust_safe_network::network::Connection'],
  ['type_of(connect("127.0.0.9", 5432, TransportProtocol::TCP))', 'rust_safe_network::network::Connection'],
  ['connect("10.0.0.7", 80, TransportProtocol::TCP)', 'connection timed out'],
  ['connect("nowhere.test", 80, TransportProtocol::TCP)', 'Invalid address format: nowhere.test:80'],
  ['connect("::1", 53, TransportProtocol::UDP)', 'Address family not supported by protocol (os error 97)'],
  ['ip_addr().map(|n| n.to_map())', '[#{"addresses": ["10.0.0.2"], "interface_name": "eth0"}]'],
  [
    'network_stats().internet_connections.map(|c| if c.process_info == () { "?" } else { c.process_info.process_name })',
    '["?", "db"]',
  ],
  ['netstat().unix', '[#{"path": "/run/top", "protocol": "Stream", "ref_count": 2, "state": "Unconnected"}]'],
  ['network_stats().unix_sockets[0].process_info', ''],
])('%s gives %s', (call, output) => {
  const { payload } = runTest(
    SHOW.replace('CALL', () => call),
    { host: HOST },
  );
  expect(payload.output).toBe(output);
});

test('without a route nothing else is reached', () => {
  const script = SHOW.replace('CALL', 'connect("10.0.0.7", 80, TransportProtocol::TCP)');
  expect(runTest(script, {}).payload.output).toBe('Network is unreachable (os error 101)');
});
