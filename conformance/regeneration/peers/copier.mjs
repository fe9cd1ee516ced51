import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../scripts/run.mjs';
import { put } from './files.mjs';

const AUTHOR = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

/** `copier copy`, edits that are committed (it wants that), then `copier update`, as its documentation says. */
export async function copier({ before, edit, after }, folder, program) {
  const template = `${folder}-template`;
  const git = (cwd, ...args) => run('git', args, { cwd, env: AUTHOR, quiet: true });
  put(template, before);
  writeFileSync(join(template, '{{ _copier_conf.answers_file }}.jinja'), '{{ _copier_answers|to_nice_yaml -}}\n');
  writeFileSync(join(template, 'copier.yml'), '_subdirectory: ""\n');
  await git(template, 'init', '-q');
  await save(git, template, 'v1');
  await run(program, ['copy', '--quiet', '--defaults', '--vcs-ref', 'v1', template, folder], {
    env: AUTHOR,
    quiet: true,
  });
  await git(folder, 'init', '-q');
  await save(git, folder, 'generated');
  put(folder, edit);
  await save(git, folder, 'edited');
  put(template, {
    ...Object.fromEntries(
      Object.keys(before)
        .filter((path) => !(path in after))
        .map((path) => [path, null]),
    ),
    ...after,
  });
  await save(git, template, 'v2');
  const { code } = await run(program, ['update', '--quiet', '--defaults', '--vcs-ref', 'v2', folder], {
    cwd: folder,
    env: AUTHOR,
    quiet: true,
    allowFailure: true,
  });
  const { output } = await git(folder, 'status', '--short');
  return { code, told: output.trim().split('\n').join(', ') };
}

async function save(git, folder, name) {
  await git(folder, 'add', '-A');
  await git(folder, 'commit', '-qm', name);
  await git(folder, 'tag', name);
}
