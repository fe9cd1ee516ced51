/** A project of the example backend with the first-party plugins, and the backend's environment with OpenTelemetry in it. */
import { join } from 'node:path';
import { generateProject } from '../../packages/generator-fastapi-mcp/dist/testing.js';
import deploy from '../../plugins/generator-fastapi-mcp-deploy/dist/index.js';
import observability from '../../plugins/generator-fastapi-mcp-observability/dist/index.js';
import { run, runTwice } from '../../scripts/run.mjs';
import { cleanEnv, conformance, copyExample } from '../matrix/prepare.mjs';

export const plugins = [observability, deploy];

/** The example's OpenAPI document. */
export async function exampleContract(scratch, backendPython) {
  const cwd = copyExample(join(scratch, 'contract'));
  const script = 'import json; from app.main import app; print(json.dumps(app.openapi()))';
  const { output } = await run(backendPython, ['-c', script], { cwd, env: cleanEnv, quiet: true });
  return JSON.parse(output);
}

/** The contract of a backend without a database: the example's pool of fifteen connections jams under a hundred callers. */
export async function loadContract(backendPython) {
  const script = 'import json, user_id_backend; print(json.dumps(user_id_backend.app.openapi()))';
  const cwd = join(conformance, 'backends');
  const { output } = await run(backendPython, ['-c', script], { cwd, env: cleanEnv, quiet: true });
  return JSON.parse(output);
}

/**
 * Writes a project.
 *
 * @param {{ openapi: object, folder: string, with?: object[], pattern?: string, structure?: string, identity?: string }} choice
 */
export async function writeProject({ openapi, folder, with: used = plugins, ...answers }) {
  const always = { pattern: '3', structure: 'b', identity: 'gateway', name: 'todo-mcp', circuitBreaker: true };
  const chosen = { ...always, ...answers };
  await generateProject({ openapi, plugins: used, answers: chosen, folder });
  return folder;
}

/** What a team adds to a FastAPI service to trace it. */
export function traceBackend(uv, backendPython) {
  const packages = [
    'opentelemetry-instrumentation-fastapi',
    'opentelemetry-sdk>=1.45,<2',
    'opentelemetry-exporter-otlp-proto-http>=1.45,<2',
  ];
  return runTwice(uv, ['pip', 'install', '--quiet', '--python', backendPython, ...packages], {
    env: cleanEnv,
    quiet: true,
  });
}
