/**
 * Deliberate breaks of the emitted code. Each must make at least one emitted test fail; `find` must occur exactly once.
 *
 * @typedef {{ name: string, project: string, file: string, find: string, replace: string }} Mutation
 */

const service = 'pattern-4';
const token = 'pattern-3';
const session = 'pattern-2';
const parameter = 'pattern-1';

/** @type {readonly Mutation[]} */
export const mutations = [
  {
    name: 'header dropped',
    project: service,
    file: 'src/client.py',
    find: '            (b"x-user-id", caller.user_id.encode()),\n',
    replace: '',
  },
  {
    name: 'user swapped',
    project: service,
    file: 'src/server.py',
    find: 'context.lifespan_context.bind(caller)',
    replace: 'context.lifespan_context.bind(type(caller)("someone-else"))',
  },
  {
    name: "one user's identity kept for the next call",
    project: service,
    file: 'src/identity.py',
    find: '        return Caller(checked_user(named[0]))',
    replace: '        self._user = getattr(self, "_user", named[0])\n        return Caller(checked_user(self._user))',
  },
  {
    name: 'compare replaced by a prefix',
    project: service,
    file: 'src/identity.py',
    find: 'if not hmac.compare_digest(token.encode("utf-8", "surrogateescape"), self._secret):',
    replace: 'if not self._secret.startswith(token.encode("utf-8", "surrogateescape")):',
  },
  {
    name: 'compare replaced by one of text',
    project: service,
    file: 'src/identity.py',
    find: 'hmac.compare_digest(token.encode("utf-8", "surrogateescape"), self._secret)',
    replace: 'hmac.compare_digest(token, self._secret.decode())',
  },
  {
    name: 'compare replaced by one that is not constant-time',
    project: service,
    file: 'src/identity.py',
    find: 'if not hmac.compare_digest(token.encode("utf-8", "surrogateescape"), self._secret):',
    replace: 'if token.encode("utf-8", "surrogateescape") != self._secret:',
  },
  {
    name: 'retry count',
    project: service,
    file: 'src/client.py',
    find: 'stop_after_attempt(self._settings.backend_max_attempts)',
    replace: 'stop_after_attempt(self._settings.backend_max_attempts + 1)',
  },
  {
    name: 'retry on 500',
    project: service,
    file: 'src/client.py',
    find: '            status = response.status_code\n            return',
    replace:
      '            status = response.status_code\n            if status >= 500:\n                raise httpx2.ConnectError("retry")\n            return',
  },
  {
    name: 'retry of a create that may have taken effect',
    project: service,
    file: 'src/client.py',
    find: '(call.repeatable and isinstance(error, httpx2.TimeoutException))',
    replace: 'isinstance(error, httpx2.TimeoutException)',
  },
  {
    name: 'one error type wrong',
    project: service,
    file: 'src/failures.py',
    find: '                "authorization_error",\n                _with_reason(',
    replace: '                "authentication_error",\n                _with_reason(',
  },
  {
    name: 'token logged',
    project: service,
    file: 'src/logs.py',
    find: '"message": redactor.redact(record.getMessage())',
    replace: '"message": record.getMessage()',
  },
  {
    name: 'token logged in an exception',
    project: service,
    file: 'src/logs.py',
    find: 'redactor.redact(self.formatException(record.exc_info))',
    replace: 'self.formatException(record.exc_info)',
  },
  {
    name: 'token logged, since nobody told the redactor',
    project: service,
    file: 'src/server.py',
    find: 'configure_logging(settings.log_level, settings.secrets())',
    replace: 'configure_logging(settings.log_level)',
  },
  {
    name: 'dot segment allowed',
    project: service,
    file: 'src/encoding.py',
    find: 'if not texts or any(text in ("", ".", "..") for text in texts):',
    replace: 'if not texts:',
  },
  {
    name: 'slash allowed in a path value',
    project: service,
    file: 'src/encoding.py',
    find: 'if any("/" in text for text in texts):',
    replace: 'if False:',
  },
  {
    name: 'omitted sent as null',
    project: service,
    file: 'src/tool.py',
    find: 'given[names[name][0]] for name in fields if names[name][0] in given}',
    replace: 'given.get(names[name][0]) for name in fields}',
  },
  {
    name: 'unknown argument accepted',
    project: service,
    file: 'src/tool.py',
    find: 'extra="forbid", frozen=True, protected_namespaces=()',
    replace: 'frozen=True, protected_namespaces=()',
  },
  {
    name: 'redirect followed',
    project: service,
    file: 'src/transport.py',
    find: 'allow_redirects=False',
    replace: 'allow_redirects=True',
  },
  {
    name: 'identity default added',
    project: service,
    file: 'src/config.py',
    find: 'mcp_user_id: str | None = Field(None,',
    replace: 'mcp_user_id: str | None = Field("1",',
  },
  {
    name: 'identity default added for a gateway that names nobody',
    project: service,
    file: 'src/identity.py',
    find: 'named = request.headers.getlist("x-user-id") if request else []',
    replace: 'named = (request.headers.getlist("x-user-id") if request else []) or ["1"]',
  },
  {
    name: 'a short service token accepted',
    project: service,
    file: 'src/config.py',
    find: 'len(value.get_secret_value()) < 32',
    replace: 'len(value.get_secret_value()) < 3',
  },
  {
    name: 'hint wrong',
    project: service,
    file: 'src/tool.py',
    find: '"delete": Hints(read_only=False, destructive=True, idempotent=True)',
    replace: '"delete": Hints(read_only=False, destructive=False, idempotent=True)',
  },
  {
    name: 'hint of one tool wrong',
    project: service,
    file: 'src/tools/list_tasks.py',
    find: 'effect="read"',
    replace: 'effect="create"',
  },
  {
    name: 'the argument of the model wins over the verified user',
    project: parameter,
    file: 'src/client.py',
    find: '        user_id = self.caller.user_id\n',
    replace: '        user_id = "2"\n',
  },
  {
    name: 'session cookie dropped',
    project: session,
    file: 'src/client.py',
    find: '[*others, session + credential]',
    replace: '[*others]',
  },
  {
    name: 'session not renewed',
    project: session,
    file: 'src/client.py',
    find: 'if response.status_code == 401 and',
    replace: 'if response.status_code == 999 and',
  },
  {
    name: "the MCP client's own token passed through",
    project: token,
    file: 'src/client.py',
    find: 'f"Bearer {credential}"',
    replace: 'f"Bearer {caller.token.get_secret_value() if caller.token else credential}"',
  },
  {
    name: 'token of any audience accepted',
    project: token,
    file: 'src/oauth.py',
    find: 'options={"require"',
    replace: 'options={"verify_aud": False, "require"',
  },
  {
    name: "a second user at one user's server let in",
    project: token,
    file: 'src/identity.py',
    find: 'if caller.user_id != self._owner:',
    replace: 'if False:',
  },
];
