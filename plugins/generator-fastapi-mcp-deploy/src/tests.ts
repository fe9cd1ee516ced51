import { code, type EmittedFile, type Plan, python } from '@fastapi-mcp/kit';

/** The test that the user gets: what is deployed starts, and holds no secret. */
export function deployTests({ structure, modules }: Plan): EmittedFile {
  return python({
    to: structure === 'a' ? 'tests/test_deploy.py' : 'tests/unit/test_deploy.py',
    template: new URL('./templates/test_deploy.py.ejs', import.meta.url),
    view: { config: code(modules.config.module) },
  });
}
