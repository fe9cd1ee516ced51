/** Pattern 4 needs a backend that trusts the service token. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DEPENDENCY = `def get_current_user(request: Request, session: SessionDep) -> User:
    """The user for whom a service that holds the token speaks."""
    expected = f"Bearer {os.environ['SERVICE_AUTH_TOKEN']}".encode()
    given = request.headers.get("authorization", "").encode("latin-1", "replace")
    if not hmac.compare_digest(given, expected):
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Unknown service")
    named = request.headers.getlist("x-user-id")
    user = session.get(User, int(named[0])) if len(named) == 1 and named[0].isdecimal() else None
    if user is None or not user.is_active:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "Unknown user")
    return user


`;

/** By hand, what `fastapi-mcp backend` does to the example. */
export function patchBackend(folder) {
  const file = join(folder, 'app', 'dependencies.py');
  const source = readFileSync(file, 'utf8');
  const start = source.indexOf('def get_current_user(');
  const end = source.indexOf('CurrentUser = Annotated');
  const patched = (source.slice(0, start) + DEPENDENCY + source.slice(end))
    .replace('from typing import', 'import hmac\nimport os\nfrom typing import')
    .replace(
      'from fastapi import Depends, HTTPException, status',
      'from fastapi import Depends, HTTPException, Request, status',
    );
  writeFileSync(file, patched);
}
