import type { PatternNumber } from '@fastapi-mcp/kit';
import type { Protections } from '../protections.js';

/** A line of the checklist in SECURITY.md. */
export interface SecurityPromise {
  readonly promise: string;
  /** The test's function, as it stands in the emitted tests. */
  readonly test: string;
  /** The module it stands in, structure B. */
  readonly module: string;
  /** The patterns that promise it; all when absent. */
  readonly patterns?: readonly PatternNumber[];
  /** It promises something only where it stands around the calls. */
  readonly protection?: keyof Protections;
}

/** Every promise that an emitted server makes; a unit test checks that each named test exists. */
export const promises: readonly SecurityPromise[] = [
  { promise: 'There is no default user', test: 'test_there_is_no_default_user', module: 'unit/test_settings.py' },
  {
    promise: 'Over the network nobody is served without a verified identity',
    test: 'test_the_network_needs_a_verified_identity',
    module: 'unit/test_settings.py',
  },
  {
    promise: 'A forged gateway secret is not let in',
    test: 'test_a_forged_secret_is_not_let_in',
    module: 'integration/test_isolation.py',
  },
  {
    promise: 'The gateway secret is compared in constant time',
    test: 'test_the_secret_is_compared_in_constant_time',
    module: 'integration/test_isolation.py',
  },
  {
    promise: 'An access token that is forged, expired, or meant for another server is refused',
    test: 'test_a_token_that_is_not_provably_right_is_refused',
    module: 'unit/test_oauth.py',
  },
  {
    promise: 'A call that names no user is refused',
    test: 'test_a_call_without_a_user_is_refused',
    module: 'integration/test_isolation.py',
  },
  {
    promise: 'Users at the same time each get their own data',
    test: 'test_users_at_the_same_time_each_get_their_own',
    module: 'integration/test_isolation.py',
    patterns: [1, 4],
  },
  {
    promise: 'A credential serves its owner and nobody else',
    test: 'test_the_credentials_owner_is_served_and_nobody_else',
    module: 'integration/test_isolation.py',
    patterns: [2, 3],
  },
  {
    promise: "The MCP client's own token never goes to the backend",
    test: 'test_the_clients_own_token_stays_here',
    module: 'unit/test_credentials.py',
    patterns: [3],
  },
  {
    promise: 'A refused login is not tried again and again',
    test: 'test_a_refused_login_is_not_tried_again_at_once',
    module: 'unit/test_credentials.py',
    patterns: [2, 3],
  },
  {
    promise: 'A request under a foreign host name is refused (DNS rebinding)',
    test: 'test_a_foreign_host_name_is_refused',
    module: 'integration/test_isolation.py',
  },
  {
    promise: 'An answer that is kept is given to nobody but the user who got it',
    test: 'test_a_kept_answer_is_for_the_user_who_got_it',
    module: 'unit/test_cache.py',
    protection: 'cache',
  },
  {
    promise: 'The backend receives exactly the expected credentials',
    test: 'test_every_call_carries_exactly_the_expected_identity',
    module: 'unit/test_headers.py',
  },
  {
    promise: 'No argument of a tool can replace the user or the credentials',
    test: 'test_a_tool_argument_cannot_replace_the_identity',
    module: 'unit/test_headers.py',
  },
  {
    promise: 'Cookies of the backend do not leak from call to call',
    test: 'test_answers_of_the_backend_leave_no_cookies_behind',
    module: 'unit/test_headers.py',
  },
  {
    promise: 'A path argument cannot reach another route',
    test: 'test_a_path_value_cannot_leave_its_place',
    module: 'unit/test_encoding.py',
  },
  {
    promise: 'Redirects are not followed with credentials',
    test: 'test_redirects_are_not_followed',
    module: 'unit/test_encoding.py',
  },
  {
    promise: 'Unknown arguments are refused before the backend is asked',
    test: 'test_an_unknown_argument_is_refused_before_the_backend_is_asked',
    module: 'integration/test_server.py',
  },
  {
    promise: 'What may have had an effect is not sent twice',
    test: 'test_only_safe_failures_are_tried_again',
    module: 'unit/test_retries.py',
  },
  {
    promise: 'Secrets are not logged, not even inside an exception',
    test: 'test_no_secret_is_logged',
    module: 'unit/test_logs.py',
  },
  {
    promise: "The backend's traceback and address are not shown",
    test: 'test_the_backends_traceback_is_not_shown',
    module: 'unit/test_failures.py',
  },
  {
    promise: 'Health checks need no credentials and tell nothing',
    test: 'test_health_needs_no_credentials_and_says_nothing_more',
    module: 'integration/test_lifecycle.py',
  },
  {
    promise: 'Large answers are not read to their end',
    test: 'test_an_answer_over_the_limit_is_not_read',
    module: 'unit/test_failures.py',
  },
  {
    promise: 'Short secrets are refused, and a refused secret is not repeated',
    test: 'test_a_short_secret_is_refused_and_not_repeated',
    module: 'unit/test_settings.py',
  },
  {
    promise: 'A service token under 32 characters does not start',
    test: 'test_a_short_service_token_is_refused_and_not_repeated',
    module: 'unit/test_settings.py',
    patterns: [4],
  },
  {
    promise: 'Destructive tools say so before any call',
    test: 'test_a_tools_hints_say_what_its_method_does',
    module: 'contract/test_contract.py',
  },
];
