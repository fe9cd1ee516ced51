/** MCP's inspector as a client: it lists the tools, looking at their schemas strictly, and calls some. */
import { join } from 'node:path';
import { run } from '../../scripts/run.mjs';
import { cleanEnv } from '../matrix/prepare.mjs';

/**
 * @param {{ node: string, packages: string, home: string, era: 'legacy' | 'modern', target: string[] }} options `home` is
 *   where the inspector may keep its own files
 * @returns {Promise<{ judge: string, what: string, right: number, wrong: string[], notes: string[] }[]>}
 */
export async function inspect({ node, packages, home, era, target }) {
  const launcher = join(packages, '@modelcontextprotocol', 'inspector', 'clients', 'launcher', 'build', 'index.js');
  const judge = `inspector, ${era}, ${target.includes('http') ? 'HTTP' : 'stdio'}`;

  /** stdout holds the result and nothing else; what `--strict` has to say is on stderr. */
  const ask = async (method, ...more) => {
    const fixed = ['--protocol-era', era, '--format', 'json', '--quiet', '--method', method];
    let stdout = '';
    const { code, output } = await run(node, [launcher, '--cli', ...target, ...fixed, ...more], {
      env: { ...cleanEnv, HOME: home, USERPROFILE: home },
      quiet: true,
      allowFailure: true,
      onLine: (line) => {
        stdout += line;
      },
    });
    if (code !== 0) throw new Error(`ended with ${code}: ${output.slice(-2000)}`);
    return { result: JSON.parse(stdout).result, output };
  };
  const call = async (tool, given) => {
    const { result } = await ask('tools/call', '--tool-name', tool, '--tool-args-json', JSON.stringify(given));
    return result.structuredContent;
  };
  const row = async (what, action) => {
    try {
      const { right, notes = [] } = await action();
      return { judge, what, right: right ? 1 : 0, wrong: right ? [] : ['not what was expected'], notes };
    } catch (error) {
      return { judge, what, right: 0, wrong: [error.message], notes: [] };
    }
  };

  return [
    await row('tools/list --strict', async () => {
      const { result, output } = await ask('tools/list', '--strict');
      const [, warnings = '0'] = output.match(/(\d+) warnings? across/) ?? [];
      return {
        right: result.tools.length === 8,
        notes: warnings === '0' ? [] : [`${warnings} warnings about portability`],
      };
    }),
    await row('tools/call', async () => {
      const user = await call('create_user', { user_id: 'operator', name: 'Ada' });
      const task = await call('create_task', { user_id: String(user.id), title: 'null' });
      const { result: listed } = await call('list_tasks', { user_id: String(user.id) });
      return { right: listed.length === 1 && listed[0].id === task.id && listed[0].title === 'null' };
    }),
  ];
}
