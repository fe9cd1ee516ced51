import { mergeText } from './merge-text.js';
import { settlePython } from './settle-python.js';

const python = (base: string, yours: string, generated: string) => mergeText(base, yours, generated, 'python');

describe('in Python', () => {
  const imports = (...lines: string[]): string => `"""Doc."""\n\n${lines.join('\n')}\n\nx = 1\n`;

  it('puts imports of both sides together', () => {
    const merged = python(
      imports('from a import one, two', 'from b import three'),
      imports('from a import mine, one, two', 'from own.b import three'),
      imports('from a import one', 'from b import three', 'from c import four'),
    );
    expect(merged).toEqual({
      text: imports('from a import mine, one', 'from c import four', 'from own.b import three'),
      conflicts: 0,
    });
  });

  it('reads imports over several lines', () => {
    const merged = python(
      imports('from a import (', '    one,', ')'),
      imports('from a import (', '    one,', '    mine,', ')'),
      imports('from a import one, two'),
    );
    expect(merged).toEqual({ text: imports('from a import mine, one, two'), conflicts: 0 });
  });

  it.each([
    ['a comment', imports('from a import one  # noqa')],
    ['another statement', imports('one = 1')],
    ['a name that moved on both sides', imports('from own.a import one')],
  ])('leaves %s among imports to a person', (_, yours) => {
    expect(python(imports('from a import one'), yours, imports('from other import one, two')).conflicts).toBe(1);
  });

  it('leaves a moved import that the new output does without to a person', () => {
    const merged = python(
      imports('from a import one', 'from b import two'),
      imports('from own.a import one', 'from b import two'),
      imports('from b import two'),
    );
    expect(merged.conflicts).toBe(1);
  });

  const a = 'def a():\n    return 1\n';
  const added = (name: string): string => `def ${name}():\n    return "${name}"\n`;

  it.each([
    ['at the end', (x: string) => `${a}\n\n${x}`, `${a}\n\n${added('theirs')}\n\n${added('mine')}`],
    [
      'in between',
      (x: string) => `${a}\n\n${x}\n\nz = 1\n`,
      `${a}\n\n${added('theirs')}\n\n${added('mine')}\n\nz = 1\n`,
    ],
  ])('keeps new definitions of both sides %s', (_, around, expected) => {
    const base = around('')
      .replace(/\n{4,}/, '\n\n\n')
      .replace(/\n+$/, '\n');
    expect(python(base, around(added('mine')), around(added('theirs')))).toEqual({ text: expected, conflicts: 0 });
  });

  it('keeps a comment above what it is about', () => {
    const base = `x = 1\n\n\n${a}`;
    const merged = python(base, `x = 1\n\n\n# why\n${a}`, `x = 1\n\n\n${added('theirs')}\n\n${a}`);
    expect(merged).toEqual({ text: `x = 1\n\n\n${added('theirs')}\n\n# why\n${a}`, conflicts: 0 });
  });

  const old = `class A:\n    x: int\n\n\n${added('old')}\n\nz = 1\n`;
  const without = 'class A:\n    x: int\n\n\nz = 1\n';

  it.each([
    [
      'a member of the class above',
      old.replace('int\n', 'int\n\n    y: str\n'),
      without.replace('int\n', 'int\n\n    y: str\n'),
    ],
    [
      'a function before',
      old.replace('def old', 'def mine(): ...\n\n\ndef old'),
      without.replace('z', 'def mine(): ...\n\n\nz'),
    ],
    ['a function after', old.replace('z', 'def mine(): ...\n\n\nz'), without.replace('z', 'def mine(): ...\n\n\nz')],
  ])('takes out what is generated no more, and keeps %s', (_, yours, expected) => {
    expect(python(old, yours, without)).toEqual({ text: expected, conflicts: 0 });
  });

  it.each([
    ['a comment on it', old.replace('def old', '# why\ndef old')],
    ['a decorator of it', old.replace('def old', '@mine\ndef old')],
    ['a line at its end', old.replace('"old"\n', '"old"\n    print(1)\n')],
    ['a line in it', old.replace('    return', '    print(1)\n    return')],
  ])('asks about what is generated no more when there is %s', (_, yours) => {
    expect(python(old, yours, without).conflicts).toBe(1);
  });

  it('does not leave the end of what went to what is above it', () => {
    const base = ['def old():', '    return 1'];
    expect(settlePython({ base, yours: [...base, '    print(1)'], generated: [] })).toBeNull();
    expect(settlePython({ base, yours: [...base, 'x = 1'], generated: [] })).toEqual(['x = 1']);
  });

  it.each([
    ['two definitions of one name', added('b'), added('b').replace('"b"', '2')],
    ['a part of a statement', 'x = [\n    1,\n', 'x = [\n    2,\n'],
    ['a decorator of what follows', '@mine\n', `${added('b')}\n\n@theirs\n`],
    ['two indented lines', '    y = 1\n', '    z = 1\n'],
  ])('leaves %s to a person', (_, yours, generated) => {
    expect(python('x = 0\nq = 1\n', `x = 0\n${yours}q = 1\n`, `x = 0\n${generated}q = 1\n`).conflicts).toBe(1);
  });
});

it('puts nothing together in other files', () => {
  expect(mergeText('a\n', 'a\n# mine\n', 'a\n# theirs\n').conflicts).toBe(1);
});

it('leaves outside what both sides begin and end with', () => {
  expect(mergeText('1\n2\n3', '1\nx\ny\nz\n3\n', '1\nx\nq\nz\n3\n')).toEqual({
    text: '1\nx\n<<<<<<< yours\ny\n=======\nq\n>>>>>>> generated\nz\n3\n',
    conflicts: 1,
  });
});

it('ends with a newline after a marker', () => {
  const merged = mergeText('1\n2\n', '1\nx\n', '1');
  expect(merged).toMatchObject({ conflicts: 1, text: expect.stringMatching(/>>>>>>> generated\n$/) });
});
