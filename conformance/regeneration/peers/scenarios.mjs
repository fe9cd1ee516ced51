/** What happens to a generated project between two runs, small enough to be done with any generator. */

const def = (name, value) => `def ${name}() -> int:\n    return ${value}\n`;
const one = (files) => ({
  'a.py': `${def('first', 1)}\n\n${def('second', 2)}\n\n${def('third', 3)}`,
  'b.py': def('other', 1),
  ...files,
});
const edited = (files, path, from, to) => ({ ...files, [path]: files[path].replace(from, to) });

/**
 * `before`, `edit` and `after` are texts by path; an edit of null deletes. `ask` says what a person wants to know afterwards:
 * each gets the texts on disk and says yes or no.
 */
export const scenarios = [
  {
    name: 'edits of one function, new output in another',
    before: one(),
    edit: { 'a.py': one()['a.py'].replace('return 1', 'return 10  # mine') },
    after: edited(edited(one(), 'a.py', 'return 3', 'return 33'), 'b.py', 'return 1', 'return 11'),
    ask: {
      'the edit is there': (disk) => disk['a.py'].includes('return 10  # mine'),
      'the new output is there': (disk) => disk['a.py'].includes('return 33') && disk['b.py'].includes('return 11'),
    },
  },
  {
    name: 'the same line on both sides, no terminal',
    before: one(),
    edit: { 'b.py': def('other', '10  # mine') },
    after: edited(edited(one(), 'b.py', 'return 1', 'return 11'), 'a.py', 'return 1', 'return 12'),
    ask: {
      'the edit is there': (disk) => disk['b.py'].includes('return 10  # mine'),
      'all files are of one run (or marked)': (disk) =>
        disk['a.py'].includes('return 12') === disk['b.py'].includes('return 11'),
    },
  },
  {
    name: 'a deleted file, and an edited one that is generated no more',
    before: one({ 'deleted.py': def('gone', 1), 'dropped.py': def('old', 1) }),
    edit: { 'deleted.py': null, 'dropped.py': def('old', '10  # mine') },
    after: one({ 'deleted.py': def('gone', 2) }),
    ask: {
      'what was deleted stays so': (disk) => disk['deleted.py'] === undefined,
      'the edited file is still there': (disk) => disk['dropped.py']?.includes('return 10  # mine') ?? false,
    },
  },
];
