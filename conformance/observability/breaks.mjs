/** Deliberate breaks of what the plugins emit; each must turn an emitted test red. `find` must occur exactly once. */
const telemetry = 'src/plugins/telemetry.py';
const instruments = 'src/plugins/instruments.py';
const exporters = 'src/plugins/exporters.py';

export const breaks = [
  {
    name: 'traceparent not sent',
    quick: true,
    file: telemetry,
    find: 'send(replace(call, headers=_with_trace(call.headers)), caller)',
    replace: 'send(call, caller)',
  },
  {
    name: "the caller's baggage passed on",
    file: telemetry,
    find: '    TRACE_CONTEXT.inject(carrier)\n',
    replace:
      '    from opentelemetry import propagate\n\n    TRACE_CONTEXT.inject(carrier)\n    propagate.inject(carrier)\n',
  },
  {
    name: 'the full URL in a span',
    file: telemetry,
    find: '"url.template": call.endpoint',
    replace: '"url.template": call.url + "?user=alice"',
  },
  {
    name: 'the text of an exception in a span',
    file: telemetry,
    find: '                span.set_attribute("tool.error_type", error)',
    replace: '                span.set_attribute("tool.error_type", f"{error} {call.user_id} alice")',
  },
  {
    name: 'the user as a label',
    quick: true,
    file: telemetry,
    find: 'self._instruments.tool_started(call.tool.name)',
    replace: 'self._instruments.tool_started(f"{call.user_id} alice")',
  },
  {
    name: 'failures counted as successes',
    quick: true,
    file: instruments,
    find: '            measured["error.type"] = "tool_error"\n',
    replace: '',
  },
  {
    name: 'calls that never end',
    file: instruments,
    find: '        self._tools_active.add(-1, named)\n',
    replace: '',
  },
  {
    name: 'every exchange counted as a retry',
    file: instruments,
    find: '        if again:\n',
    replace: '        if True:\n',
  },
  {
    name: 'OTEL_SDK_DISABLED without effect on metrics',
    quick: true,
    file: exporters,
    find: '    if settings.otel_sdk_disabled:\n        return frozenset()\n',
    replace: '',
  },
  {
    name: '.env wins over the environment',
    file: exporters,
    find: 'os.environ.setdefault(name.upper(), text)',
    replace: 'os.environ[name.upper()] = text',
  },
  {
    name: 'a taken port ignored',
    file: exporters,
    find: '        raise RuntimeError(problem) from None\n',
    replace: '        print(problem)\n        yield\n        return\n',
  },
  {
    name: 'a secret in the config map',
    quick: true,
    file: 'deploy/kubernetes/configmap.yaml',
    find: '\ndata:\n',
    replace: '\ndata:\n  BACKEND_ACCESS_TOKEN: "abcdefghijklmnopqrstuvwxyz0123456789"\n',
  },
  {
    name: 'a variable that is no setting',
    file: 'compose.yaml',
    find: '      MCP_IDENTITY: ',
    replace: '      MCP_IDENTITTY: ',
  },
  {
    name: 'a deployment without an identity',
    file: 'deploy/kubernetes/deployment.yaml',
    find: '            - name: MCP_GATEWAY_SECRET\n',
    replace: '            - name: mcp-gateway-secret\n',
  },
  {
    name: '.env in the image',
    quick: true,
    file: '.dockerignore',
    find: '**/.env*\n',
    replace: '!.env\n',
  },
];
