import {
  type EmittedFile,
  isKeyword,
  json,
  kitVersion,
  pascalCase,
  plain,
  snakeCase,
  text,
  UserError,
} from '@fastapi-mcp/kit';
import { exampleContract } from './example-contract.js';

/** What the templates of a new plugin read; every field is a plain word of letters, digits, `-` and `_`. */
interface PluginView {
  /** `acme-audit`. */
  readonly name: string;
  /** `generator-fastapi-mcp-acme-audit`. */
  readonly packageName: string;
  /** `acme_audit`. */
  readonly module: string;
  /** `AcmeAudit`. */
  readonly className: string;
  /** Of the header. */
  readonly lowerName: string;
  /** `ACME_AUDIT_HEADER`. */
  readonly setting: string;
}

const PREFIX = 'generator-fastapi-mcp-';

/**
 * A plugin's name as the scaffold takes it: `acme`, or the package's whole name.
 *
 * @throws UserError for a name that no package, module and class can have.
 */
export function pluginNames(text: string): PluginView {
  const name = text.replace(PREFIX, '');
  const module = snakeCase(name);
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 40 || isKeyword(module))
    throw new UserError(
      `${JSON.stringify(text)} is no name for a plugin`,
      'use lower-case words with dashes, such as acme or acme-audit',
      { exitCode: 2 },
    );
  const className = pascalCase(name);
  const setting = `${module.toUpperCase()}_HEADER`;
  return { name, packageName: `${PREFIX}${name}`, module, className, lowerName: className.toLowerCase(), setting };
}

/** Checked above to be words, so that they are the same in JavaScript, Python, YAML and Markdown. */
const asItIs = (value: unknown): string => String(value);

/** Every file of a new plugin package, for a folder of its own. */
export function pluginFiles(view: PluginView): readonly EmittedFile[] {
  const file = (to: string, name: string): EmittedFile =>
    text({ to, template: new URL(`./templates/${name}.ejs`, import.meta.url), view }, asItIs);
  return [
    json({ to: 'package.json', value: manifest(view) }),
    file('index.js', 'index.js'),
    file(`generators/${view.name}/index.js`, 'generator.js'),
    file(`templates/${view.module}.py.ejs`, 'extension.py.ejs'),
    file(`templates/test_${view.module}.py.ejs`, 'test_extension.py.ejs'),
    file('test/plugin.test.js', 'plugin_test.js'),
    file('test/server.test.js', 'server_test.js'),
    json({ to: 'example/openapi.json', value: exampleContract }),
    file('README.md', 'README.md'),
    file('LICENSE', 'mit'),
    plain({ to: '.gitignore', template: new URL('./templates/gitignore.ejs', import.meta.url), view }),
    json({ to: '.changeset/config.json', value: changesetConfig }),
    file('.changeset/first-release.md', 'changeset.md'),
    file('.github/workflows/ci.yml', 'ci.yml'),
    file('.github/workflows/release.yml', 'release.yml'),
  ];
}

function manifest({ name, packageName }: PluginView): object {
  const ours = `^${kitVersion()}`;
  return {
    name: packageName,
    version: '0.0.0',
    description: `A plugin of generator-fastapi-mcp: ${name}.`,
    license: 'MIT',
    type: 'module',
    engines: { node: '^20.17.0 || >=22.9.0' },
    exports: {
      '.': './index.js',
      './generators/*': './generators/*/index.js',
      './package.json': './package.json',
    },
    files: ['index.js', 'generators', 'templates'],
    scripts: {
      test: 'node --test test/plugin.test.js',
      'test:server': 'node --test test/server.test.js',
      example:
        'fastapi-mcp app --openapi example/openapi.json --output example/mcp-server --plugin . --yes --skip-install',
    },
    peerDependencies: { '@fastapi-mcp/kit': ours },
    devDependencies: { '@changesets/cli': '^2.31.0', 'generator-fastapi-mcp': ours },
    publishConfig: { access: 'public' },
    keywords: ['yeoman-generator', 'fastapi-mcp-plugin', 'fastapi', 'mcp'],
  };
}

const changesetConfig = {
  changelog: '@changesets/cli/changelog',
  commit: false,
  access: 'public',
  baseBranch: 'main',
  updateInternalDependencies: 'patch',
  ignore: [],
};
