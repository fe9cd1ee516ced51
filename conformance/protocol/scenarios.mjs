/** The scenarios of MCP's own conformance suite that need no fixture tools, per protocol era. */

export const eras = [
  {
    package: '@modelcontextprotocol/conformance@0.1.16',
    alias: 'conformance-handshake',
    era: '2025-11-25',
    options: [],
    scenarios: [
      'server-initialize',
      'ping',
      'tools-list',
      'resources-list',
      'prompts-list',
      'server-sse-multiple-streams',
      'dns-rebinding-protection',
    ],
  },
  {
    package: '@modelcontextprotocol/conformance@0.2.0-alpha.12',
    alias: 'conformance-stateless',
    era: '2026-07-28',
    options: ['--spec-version', '2026-07-28'],
    scenarios: [
      'server-stateless',
      'tools-list',
      'resources-list',
      'prompts-list',
      'server-sse-multiple-streams',
      'dns-rebinding-protection',
      'caching',
      'http-header-validation',
    ],
  },
];

export const inspector = '@modelcontextprotocol/inspector@2.12.0';

/** Checks that say of themselves that they look for a diagnostic tool, which no generated server has; check id → tool. */
export const needsFixture = {
  'sep-2575-server-rejects-undeclared-capability': 'test_missing_capability',
  'sep-2575-missing-capability-http-400': 'test_missing_capability',
  'sep-2575-http-server-no-independent-requests-on-stream': 'test_streaming_elicitation',
  'sep-2575-server-no-log-without-loglevel': 'test_logging_tool',
};
