import type { Answers } from '@fastapi-mcp/answers';
import { defineQuestion } from '@fastapi-mcp/answers';
import { z } from 'zod';
import { type Context, defineGenerator, type GeneratorDefinition } from '../define-generator.js';
import { definePreset } from '../define-preset.js';
import { moduleLayout } from '../module-layout.js';
import { assembleFiles, contributionsOf } from '../render/assemble-files.js';
import { json, python } from '../render/files.js';
import { collectContributions } from './collect-contributions.js';
import { combinePlugins, type OwnTools } from './combine-plugins.js';
import type { Contributions, Setting } from './contributions.js';
import { ownersOf } from './contributions.js';
import { definePlugin, type PluginDefinition } from './define-plugin.js';
import { pluginModule } from './plugin-module.js';

const context: Context = {
  answers: {} as Answers,
  api: {} as Context['api'],
  plan: { modules: moduleLayout('b') } as Context['plan'],
  contract: '',
  overlaid: null,
};

const generator = (name: string, contributions: Contributions = {}): GeneratorDefinition =>
  defineGenerator({ name, description: name, answers: [], files: () => [], contributes: () => contributions });

const plugin = (name: string, more: Partial<PluginDefinition> = {}): PluginDefinition =>
  definePlugin({ name: `generator-fastapi-mcp-${name}`, ...more });

const own: OwnTools = {
  registry: new Map([['docs', generator('docs')]]),
  presets: new Map([['4', definePreset({ pattern: '4', title: '', summary: '', generators: ['docs'], answers: {} })]]),
};

const setting = (name: string, more: Partial<Setting> = {}): Setting => ({
  name,
  type: 'text',
  default: null,
  example: 'x',
  help: 'What it is.',
  ...more,
});

const collect = (...plugins: readonly PluginDefinition[]) =>
  collectContributions([...combinePlugins(own, plugins).registry.values()], context);

describe('combinePlugins', () => {
  it('keeps ours first, then plugins by their order, then by their name', () => {
    const { registry } = combinePlugins(own, [
      plugin('b', { generators: [generator('b')] }),
      plugin('late', { order: 60, generators: [generator('late')] }),
      plugin('a', { generators: [generator('a')] }),
      plugin('early', { order: 10, generators: [generator('early')] }),
    ]);
    expect([...registry.keys()]).toEqual(['docs', 'early', 'a', 'b', 'late']);
  });

  it('puts a replacement in the place of ours', () => {
    const mine = { ...generator('anything'), description: 'mine' };
    const { registry } = combinePlugins(own, [plugin('a', { replaces: { docs: mine } })]);
    expect(registry.get('docs')).toMatchObject({ name: 'docs', description: 'mine' });
  });

  const question = { group: 'project', section: 'A', message: 'A?', help: 'a', default: false, stored: true } as const;
  const answers = (name: string) => ({
    plugin: `generator-fastapi-mcp-${name}`,
    namespace: 'audit',
    fields: { on: defineQuestion(z.boolean(), question) },
  });
  const preset = { ...definePreset({ pattern: '4', title: '', summary: '', generators: [], answers: {} }), name: 'x' };

  it.each([
    ['a generator', { generators: [generator('one')] }, 'both bring a generator one'],
    ['a replacement', { replaces: { docs: generator('docs') } }, 'both replace the generator docs'],
    ['a preset', { presets: [preset] }, 'both bring a preset x'],
  ])('refuses two of %s, and names both', (_, more, message) => {
    expect(() => combinePlugins(own, [plugin('a', more), plugin('b', more)])).toThrow(
      `generator-fastapi-mcp-a and generator-fastapi-mcp-b ${message}`,
    );
  });

  it('adds questions, and refuses two of one name', () => {
    const { questions } = combinePlugins(own, [plugin('a', { answers: answers('a') })]);
    expect(questions.questions.map(({ flag }) => flag)).toContain('audit-on');
    expect(() =>
      combinePlugins(own, [plugin('a', { answers: answers('a') }), plugin('b', { answers: answers('b') })]),
    ).toThrow(/generator-fastapi-mcp-b.*generator-fastapi-mcp-a/);
  });

  it('refuses a generator with the name of ours', () => {
    expect(() => combinePlugins(own, [plugin('a', { generators: [generator('docs')] })])).toThrow(
      'generator-fastapi-mcp and generator-fastapi-mcp-a both bring a generator docs',
    );
  });
});

describe('collectContributions', () => {
  it('keeps the order and says who brings what', () => {
    const { settings } = collect(
      plugin('b', { generators: [generator('two', { settings: [setting('two')] })] }),
      plugin('a', { generators: [generator('one', { settings: [setting('one')] })] }),
    );
    expect(settings.map(({ name, owner, plugin }) => [name, owner, plugin])).toEqual([
      ['one', 'one', 'generator-fastapi-mcp-a'],
      ['two', 'two', 'generator-fastapi-mcp-b'],
    ]);
  });

  const extension = { module: pluginModule(context.plan, 'x'), className: 'X', routes: ['/metrics'] };
  it.each<readonly [string, Contributions, string]>([
    ['setting', { settings: [setting('audit_path')] }, 'the setting AUDIT_PATH'],
    ['route', { extensions: [extension] }, 'the route /metrics'],
    ['service', { services: [{ name: 'redis', image: 'redis:8' }] }, 'the service redis'],
  ])('refuses two of one %s, and names both', (_, contributions, what) => {
    expect(() =>
      collect(
        plugin('a', { generators: [generator('one', contributions)] }),
        plugin('b', { generators: [generator('two', contributions)] }),
      ),
    ).toThrow(`generator-fastapi-mcp-a and generator-fastapi-mcp-b both bring ${what}`);
  });

  it.each<readonly [Contributions, RegExp]>([
    [{ settings: [setting('Audit')] }, /"Audit" is no snake_case name/],
    [{ settings: [setting('class')] }, /"class" is no snake_case name/],
    [{ settings: [setting('a\n    evil: int = 1')] }, /no snake_case name/],
    [{ settings: [setting('a', { help: 'x\nB=evil' })] }, /more than one line/],
    [{ settings: [setting('a', { type: 'secret', default: 'hunter2' })] }, /secret with a default/],
    [{ settings: [setting('a', { type: 'integer', default: 'x' })] }, /its default is not/],
    [{ settings: [setting('a', { choices: ['x'], default: 'y' })] }, /none of its choices/],
    [{ dependencies: ['redis'] }, /no PEP 508 requirement with a range/],
    [{ dependencies: ['redis>=6", "evil'] }, /no PEP 508 requirement/],
    [{ extensions: [{ ...extension, className: 'X, evil' }] }, /no name of a class/],
    [{ extensions: [{ ...extension, routes: ['metrics'] }] }, /no path/],
    [{ extensions: [{ ...extension, routes: ['/healthz'] }] }, /the server's own/],
    [{ services: [{ name: 'a b', image: '' }] }, /no name of a service/],
  ])('refuses %j', (contributions, message) => {
    const collecting = () => collect(plugin('a', { generators: [generator('one', contributions)] }));
    expect(collecting).toThrow(message);
    expect(collecting).toThrow(/^generator-fastapi-mcp-a: /);
  });

  it.each(['redis>=6,<8', "uvloop>=0.21; sys_platform != 'win32'", 'a[b,c]~=1.0', 'x==1'])(
    'takes %s',
    (requirement) => {
      const { dependencies } = collect(
        plugin('a', { generators: [generator('one', { dependencies: [requirement] })] }),
      );
      expect(dependencies).toMatchObject([{ requirement }]);
    },
  );
});

describe('files of plugins', () => {
  const emitting = (name: string, path: string) =>
    plugin(name, { generators: [{ ...generator(name), files: () => [python({ to: path, source: 'X = 1\n' })] }] });
  const assemble = (...plugins: readonly PluginDefinition[]) =>
    assembleFiles(contributionsOf([...combinePlugins(own, plugins).registry.values()], context));

  it('lie in a package of their own, in both structures', () => {
    expect(pluginModule({ modules: moduleLayout('b') }, 'audit')).toEqual({
      file: 'src/plugins/audit.py',
      module: 'src.plugins.audit',
    });
    expect(pluginModule({ modules: moduleLayout('a') }, 'audit')).toEqual({
      file: 'plugins/audit.py',
      module: 'plugins.audit',
    });
  });

  it('are never merged with those of another, not even Python', () => {
    expect(() => assemble(emitting('a', 'src/plugins/x.py'), emitting('b', 'src/plugins/x.py'))).toThrow(
      'generator-fastapi-mcp-a and generator-fastapi-mcp-b both emit src/plugins/x.py',
    );
  });

  it('are owned by those who contribute too', () => {
    const file = json({ to: 'a.json', value: 1, alsoBy: ownersOf([{ owner: 'z' }, { owner: 'b' }], [{ owner: 'b' }]) });
    expect(assembleFiles([{ owner: 'config', file }])[0]?.owners).toEqual(['b', 'config', 'z']);
  });
});
