/**
 * Deliberate breaks of a patched backend. Each must make at least one test of its proof suite fail; `find` must occur
 * exactly once.
 *
 * @typedef {{ name: string, proof: 'header' | 'assertion', file: string, find: string, replace: string }} Mutation
 */

const auth = 'service_auth.py';
const both = (mutation) => ['header', 'assertion'].map((proof) => ({ ...mutation, proof }));
const header = (mutation) => [{ file: auth, ...mutation, proof: 'header' }];
const assertion = (mutation) => [{ file: auth, ...mutation, proof: 'assertion' }];

/** @type {readonly Mutation[]} */
export const mutations = [
  header({
    name: 'decided by the header’s presence, not by the token',
    find: 'if not is_service_call(connection, *tokens):',
    replace: 'if "X-User-ID" not in connection.headers:',
  }),
  header({
    name: 'a prefix of the token is enough',
    find: 'hmac.compare_digest(given.encode("latin-1"), expected.encode())',
    replace: '(given != "" and expected.startswith(given))',
  }),
  header({
    name: 'compared as text, which raises on what is not ASCII',
    find: 'hmac.compare_digest(given.encode("latin-1"), expected.encode())',
    replace: 'hmac.compare_digest(given, expected)',
  }),
  header({ name: 'an empty token counts', find: 'if len(expected) >= MIN_TOKEN_LENGTH', replace: 'if True' }),
  header({ name: 'two users are one', find: 'len(user_ids) != 1 or', replace: 'not user_ids or' }),
  header({ name: 'two users, joined, are one', find: ' or "," in user_ids[0]', replace: '' }),
  header({
    name: 'the previous token is refused',
    find: 'in map(_text, tokens)',
    replace: 'in map(_text, tokens[:1])',
  }),
  assertion({
    name: 'for any other method',
    find: 'claims.get("method") == connection.scope',
    replace: 'connection.scope',
  }),
  assertion({ name: 'for any other path', find: 'claims.get("path") in _paths(connection)', replace: 'True' }),
  assertion({ name: 'for any other backend', find: 'claims.get("aud") == AUDIENCE', replace: 'True' }),
  assertion({ name: 'for ever', find: 'now - issued <= MAX_AGE', replace: 'now - issued' }),
  assertion({ name: 'made in the future', find: '-MAX_AHEAD <= now', replace: '-99999 <= now' }),
  assertion({ name: 'after its own end', find: 'and now < expires', replace: '' }),
  assertion({ name: 'of any type', find: 'header == _HEADER and isinstance', replace: 'isinstance' }),
  assertion({
    name: 'with any signature',
    find: 'hmac.compare_digest(signature.encode("latin-1"), _signature(signed, token))',
    replace: 'True',
  }),
  assertion({
    name: 'with the beginning of a signature',
    find: 'hmac.compare_digest(signature.encode("latin-1"), _signature(signed, token))',
    replace: '_signature(signed, token).startswith(signature.encode("latin-1"))',
  }),
  assertion({ name: 'an empty token signs', find: 'if len(token) >= MIN_TOKEN_LENGTH', replace: 'if True' }),
  assertion({
    name: 'the bare header names the user',
    find: 'user_id = claims.get("sub")',
    replace: 'user_id = claims.get("sub") or connection.headers.get("X-User-ID")',
  }),
  assertion({ name: 'a number is a user', find: 'not isinstance(user_id, str) or', replace: 'user_id is True or' }),
  both({ file: auth, name: 'two credentials are one', find: 'if len(headers) != 1:', replace: 'if not headers:' }),
  both({ file: auth, name: 'a short token starts', find: 'len(text) < MIN_TOKEN_LENGTH', replace: 'len(text) < 3' }),
  both({ file: auth, name: 'nothing is logged', find: 'logger.info(', replace: 'logger.debug(' }),
  both({
    file: auth,
    name: 'the token is logged',
    find: '        endpoint,\n        extra',
    replace: '        f"{endpoint} {tokens}",\n        extra',
  }),
  both({ file: auth, name: 'another spelling of a number', find: 'r"0|[1-9][0-9]{0,18}"', replace: 'r"[+0-9_]{1,9}"' }),
  both({
    file: auth,
    name: 'overrides of the original are lost',
    find: 'other is self or other == self._original',
    replace: 'other is self',
  }),
  both({
    file: 'main.py',
    name: 'one route left as it was',
    find: 'def get_active_user(user: dict = Depends(get_current_user_or_service))',
    replace: 'def get_active_user(user: dict = Depends(get_current_user))',
  }),
  both({
    file: 'main.py',
    name: 'an unknown user is let in',
    find: '        raise unknown_user()\n',
    replace: '        pass\n',
  }),
].flat();
