import { formatPython } from './format.js';
import { mergeModules } from './merge-modules.js';

const CLIENT = `"""The client."""

import logging

import httpx2

from src.config import Settings

__all__ = ["Backend"]

logger = logging.getLogger(__name__)


@dataclass(
    frozen=True
)
class Backend:
    """Bound.

class Fake: in a docstring
"""
`;
const SERVER = `"""The server."""
import logging
from src.client import Backend
from src.config import Settings, load

logger = logging.getLogger(__name__)

# Runs it.
def main() -> None:
    print(Backend, load)


if __name__ == "__main__":
    main()
else:
    pass
`;

describe('mergeModules', () => {
  it('makes one module of several', () => {
    const merged = mergeModules(
      [
        { module: 'src.client', source: CLIENT },
        { module: 'src.server', source: SERVER },
      ],
      { dropModules: [] },
    );
    expect(merged.ok && formatPython(merged.value, 'x.py')).toMatchObject({
      ok: true,
      value: `"""The client."""

import logging

import httpx2
from src.config import Settings, load

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Backend:
    """Bound.

    class Fake: in a docstring
    """


# Runs it.
def main() -> None:
    print(Backend, load)


if __name__ == "__main__":
    main()
else:
    pass
`,
    });
  });

  it.each([
    ['a name defined twice', 'def main(): ...', 'class main: ...', 'duplicate-definition'],
    ['a merged module under an alias', 'x = 1', 'from a import x as y\nz = y', 'merged-module-alias'],
    ['a merged module as a whole', 'x = 1', 'import a\nz = a.x', 'merged-module-alias'],
  ])('refuses %s', (_, first, second, code) => {
    const merged = mergeModules(
      [
        { module: 'a', source: first },
        { module: 'b', source: second },
      ],
      { dropModules: [] },
    );
    expect(merged).toMatchObject({ ok: false, diagnostics: [{ code, at: 'b:1' }] });
  });
});
