import { createResolver, loadProject } from '@fastapi-mcp/kit';
import { serviceHome } from './service-home.js';

async function homeOf(sources: Readonly<Record<string, string>>): Promise<string> {
  const { project } = createResolver(
    await loadProject(Object.entries(sources).map(([path, text]) => ({ path, text }))),
  );
  const fileAt = (path: string) => {
    const file = project.files.get(path);
    if (file === undefined) throw new Error(`no ${path}`);
    return file;
  };
  return serviceHome(project, fileAt('app/users/deps.py'), fileAt('app/config.py')).module;
}

const SOURCES = {
  'app/__init__.py': '',
  'app/config.py': 'settings = 1\n',
  'app/db.py': 'from app.config import settings\n',
  'app/users/__init__.py': '',
  'app/users/deps.py': 'from app.config import settings\n',
};

describe('where service_auth.py goes', () => {
  it.each([
    ['beside the dependency', {}, 'app.users.service_auth'],
    [
      'beside the settings, where the package needs them',
      { 'app/users/__init__.py': 'from . import deps\n' },
      'app.service_auth',
    ],
    [
      'there too, where something that it imports does',
      { 'app/users/__init__.py': 'import app.db\n' },
      'app.service_auth',
    ],
    [
      'not for what only a function imports',
      { 'app/users/__init__.py': 'def f():\n    import app.db\n' },
      'app.users.service_auth',
    ],
    [
      'not for a package around both',
      { 'app/__init__.py': 'from app.config import settings\n' },
      'app.users.service_auth',
    ],
    [
      'where it is already',
      {
        'app/users/__init__.py': 'import app.db\n',
        'app/core/service_auth.py': 'def service_user_id(x): ...\n',
        'app/core/__init__.py': '',
      },
      'app.core.service_auth',
    ],
  ])('%s', async (_, more, module) => {
    expect(await homeOf({ ...SOURCES, ...more })).toBe(module);
  });
});
