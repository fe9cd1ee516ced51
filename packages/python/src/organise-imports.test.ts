import fc from 'fast-check';
import { formatPython, ruffWorkspace } from './format.js';
import { nameUses } from './name-uses.js';
import { organiseImports } from './organise-imports.js';

const FIRST_PARTY = ['src', 'client'];
const organise = (source: string): string => organiseImports(source, { firstParty: FIRST_PARTY });

describe('organiseImports', () => {
  it('merges, prunes, sorts into sections', () => {
    const source = `"""PATCH /tasks"""
from src.tool import tool, Arguments
import os, json
from mcp_types import (
    TextContent,
    CallToolResult,  # kept together
)
from __future__ import annotations
import httpx2
from pydantic import Field
from typing import Annotated, TYPE_CHECKING
from src.tool import Backend
from collections.abc import Mapping

if TYPE_CHECKING:
    from src.z import Z
    from src.a import A

class X(Arguments):
    a: Annotated[int, Field(gt=0)]
    b: "Mapping[str, CallToolResult]"

@tool(X)
def f(backend: Backend) -> None:
    httpx2.get(json=os.name)
`;
    expect(organise(source)).toBe(`"""PATCH /tasks"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import httpx2
from mcp_types import CallToolResult  # kept together
from pydantic import Field

from src.tool import Arguments, Backend, tool

if TYPE_CHECKING:
    from src.z import Z
    from src.a import A

class X(Arguments):
    a: Annotated[int, Field(gt=0)]
    b: "Mapping[str, CallToolResult]"

@tool(X)
def f(backend: Backend) -> None:
    httpx2.get(json=os.name)
`);
  });

  it.each([
    ['an f-string', 'import os\nx = f"{os.name!r:>{os.sep}} {{json}}"\n', 'os'],
    ['a string in __all__', 'from a import os\n__all__ = ["os"]\n', 'os'],
    ['a re-export', 'from a import os as os\n', 'os'],
    ['a noqa', 'import os  # noqa: F401\n', 'os'],
    ['a cast', 'import os\nx = cast("os.Path", y)\n', 'os'],
    ['a decorator', 'import os\n\n\n@os.x\ndef f(): ...\n', 'os'],
    ['a name beyond ASCII', 'import größe\nx = größe\n', 'größe'],
    ['a default', 'import os\n\n\ndef f(a=os): ...\n', 'os'],
    ['a quoted union in a parameter', 'import os\n\n\ndef f(a: "int | os.Path", b) -> None: ...\n', 'os'],
  ])('keeps what %s uses', (_, source, name) => {
    expect(organise(source)).toMatch(new RegExp(`import.* ${name}`));
  });

  it.each([
    ['a keyword argument', 'import os\nf(os=1)\n'],
    ['an attribute', 'import os\na.os()\n'],
    ['a comment', 'import os\nx = 1  # os\n'],
    ['a string', 'import os\nx = {"a": "os"}\n'],
    ['a literal type', 'import os\nx: Literal["os"]\n'],
    ['a parameter of that name', 'import os\n\n\ndef f(os):\n    return os\n'],
    ['a local of that name', 'import os\n\n\ndef f():\n    for a, os in []:\n        os()\n'],
  ])('prunes what only %s names', (_, source) => {
    expect(organise(source)).not.toContain('import');
  });

  it('leaves a module without imports, and one with nothing else, alone', () => {
    expect(organise('"""Doc."""\n\nx = 1\n')).toBe('"""Doc."""\n\nx = 1\n');
    expect(organise('"""Doc."""\nimport os\n')).toBe('"""Doc."""\n');
  });

  it('satisfies ruff (I, F401) on random modules', () => {
    const ruff = ruffWorkspace({
      lint: { select: ['I', 'F401', 'F821', 'F822'], isort: { 'known-first-party': FIRST_PARTY } },
    });
    const check = (source: string): Set<string> =>
      new Set(ruff.check(source).map(({ code, message }: { code: string; message: string }) => `${code} ${message}`));
    fc.assert(
      fc.property(moduleSource, (source) => {
        const formatted = formatPython(organise(source), 'x.py');
        if (!formatted.ok) throw new Error(JSON.stringify(formatted.diagnostics));
        const undefinedBefore = [...check(source)].filter((finding) => finding.startsWith('F82'));
        expect({
          left: [...check(formatted.value)].filter((finding) => !finding.startsWith('invalid')).sort(),
          of: formatted.value,
        }).toMatchObject({
          left: undefinedBefore.sort(),
        });
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('sees an annotation before a default, in a function inside a function too', () => {
    const source = 'from typing import Any\n\n\ndef outer():\n    def inner(user: Any = None):\n        return user\n';
    expect(organiseImports(source, { firstParty: [] })).toContain('from typing import Any');
  });
});

const NAMES = ['os', 'json', 'Task', 'TaskList', 'MAX_SIZE', 'a2', 'a10', 'client', 'date', 'X', 'ABc', 'Ab'];
const MODULES = [
  'os',
  'os.path',
  'json',
  'src.client',
  'src',
  'client',
  'pydantic',
  'mcp.server',
  'mcp_types',
  'typing',
  'Zeta',
  'a2',
  'a10',
  '.',
  '.b',
  '..c',
  '_x',
  'zoneinfo',
];
const name = fc.constantFrom(...NAMES);
const member = fc
  .tuple(name, fc.option(name, { freq: 5 }))
  .map(([target, alias]) => (alias === null ? target : `${target} as ${alias}`));
const importLine = fc.oneof(
  fc
    .tuple(fc.constantFrom(...MODULES.filter((module) => !module.startsWith('.'))), fc.option(name, { freq: 4 }))
    .map(([module, alias]) => `import ${module}${alias === null ? '' : ` as ${alias}`}`),
  fc
    .tuple(fc.constantFrom(...MODULES), fc.array(member, { minLength: 1, maxLength: 9 }), fc.boolean())
    .map(([module, members, open]) =>
      open
        ? `from ${module} import (\n    ${members.join(',\n    ')},\n)`
        : `from ${module} import ${members.join(', ')}`,
    ),
  fc.constant('from __future__ import annotations'),
  fc.constant('from typing import TYPE_CHECKING'),
);
const bodyLine = fc
  .tuple(name, name, name)
  .chain(([a, b, c]) =>
    fc.constantFrom(
      `${a} = ${b}(${c}=1)`,
      `x: "${a} | None" = ${b}`,
      `def f(${a}: ${b} = ${c}) -> "${a}":\n    return ${b}.${c}`,
      `def g(${a}, *, ${b}=${c}):\n    return ${a}`,
      `class K(${a}):\n    ${b}: ${c}\n    z: list["${a}"] = []`,
      `@${a}(${b}, t="${c}")\nasync def h() -> None:\n    """${a}"""`,
      `print(f"{${a}.x!r} {{${b}}} {x['k']}")`,
      `y = [${a} for ${a} in ${b}]`,
      `y = lambda ${a}: ${a} + ${b}`,
      `if TYPE_CHECKING:\n    from src.z import q\n\nprint(q)`,
      `__all__ = ["${a}"]`,
      `y = {"${a}": ${b}, ${c}: "${a}"}`,
      `z: Annotated["${a}", "${b}"]`,
      `with ${a} as ${b}:\n    ${b}.${c} = ${a}[${b}:${c}]`,
      `${a}.x: ${b} = ${c}`,
      `${a}.x.y: ${b}`,
      `if ${a}.x: ${b} = ${c}`,
      `del ${a}.x[${b}]`,
      `for ${a}[${b}.z] in ${c}:\n    pass`,
      `for [${a}, ${b}] in ${c}:\n    pass`,
      `# ${a}`,
    ),
  );
const moduleSource = fc
  .tuple(
    fc.constantFrom('', '"""Doc."""\n', '# Comment.\n"""Doc."""\n\n'),
    fc.array(importLine, { maxLength: 8 }),
    fc.array(bodyLine, { maxLength: 5 }),
  )
  .map(
    ([header, imports, body]) => `${header}${imports.join('\n')}\nfrom typing import Annotated\n${body.join('\n')}\n`,
  );

it('asks the linter only about names that are bound again, not about annotations with a default', () => {
  expect([...nameUses('class Task:\n    made: datetime = OMITTED\n    done = made = None\n').binds].sort()).toEqual([
    'Task',
    'done',
    'made',
  ]);
  expect(
    [...nameUses('self.made: datetime = 1\nif self.x: made = 2\ndel app.y[key]\ndel gone\n').binds].sort(),
  ).toEqual(['gone', 'made']);
});
