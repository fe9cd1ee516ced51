import { full, quick } from './cells.mjs';

interface Project {
  readonly id: string;
  readonly pattern: string;
  readonly structure: string;
  readonly identity: string;
  readonly live: readonly { readonly identity: string; readonly transport: string }[];
}

const values = (projects: readonly Project[], pick: (project: Project) => readonly string[]) =>
  [...new Set(projects.flatMap(pick))].sort();

describe('the quick matrix', () => {
  it.each<[string, (project: Project) => readonly string[]]>([
    ['patterns', ({ pattern }) => [pattern]],
    ['structures', ({ structure }) => [structure]],
    ['identities', ({ live }) => live.map(({ identity }) => identity)],
    ['transports', ({ live }) => live.map(({ transport }) => transport)],
  ])('leaves out none of the %s', (_, pick) => {
    expect(values(quick, pick)).toEqual(values(full, pick));
  });

  it('drives no fixed user over the network, and no verified one over stdio', () => {
    const cells = [...quick, ...full].flatMap(({ live }: Project) => live);
    for (const { identity, transport } of cells) {
      if (identity === 'fixed') expect(transport).toBe('stdio');
      if (identity === 'oauth' || identity === 'gateway') expect(transport).not.toBe('stdio');
    }
  });
});
