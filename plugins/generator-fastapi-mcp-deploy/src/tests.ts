import { type Context, code, type EmittedFile, python } from '@fastapi-mcp/kit';

/** The test that the user gets: what is deployed starts, and holds no secret. */
export function deployTests({ plan: { structure, modules }, answers }: Context): EmittedFile {
  return python({
    to: structure === 'a' ? 'tests/test_deploy.py' : 'tests/unit/test_deploy.py',
    template: new URL('./templates/test_deploy.py.ejs', import.meta.url),
    view: { config: code(modules.config.module), redis: answers.redis },
  });
}
