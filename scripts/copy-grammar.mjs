/**
 * The Python grammar travels inside our package: installing `tree-sitter-python` itself runs a script, which compiles
 * a native addon that nothing here uses wherever no prebuilt one fits (Alpine, for one).
 */
import { cpSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const home = dirname(createRequire(join(process.cwd(), 'package.json')).resolve('tree-sitter-python/package.json'));
cpSync(join(home, 'tree-sitter-python.wasm'), join('dist', 'tree-sitter-python.wasm'));
cpSync(join(home, 'LICENSE'), join('dist', 'tree-sitter-python.LICENSE'));
