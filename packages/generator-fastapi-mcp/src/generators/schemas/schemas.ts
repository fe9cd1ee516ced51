import { type Context, defineGenerator, type EmittedFile, python } from '@fastapi-mcp/kit';
import { schemaModuleView } from './view.js';

const template = (name: string): URL => new URL(`./templates/${name}`, import.meta.url);

/** The backend's data as Pydantic models, one file per tag. */
export const schemasGenerator = defineGenerator({
  name: 'schemas',
  description: "Pydantic models of the backend's data",
  answers: ['structure', 'includeTag', 'include', 'exclude'],
  files: schemaFiles,
});

function schemaFiles(context: Context): readonly EmittedFile[] {
  const marker =
    context.plan.structure === 'b'
      ? [python({ to: 'src/schemas/__init__.py', source: '"""Data of the backend, one module per group."""\n' })]
      : [];
  return [
    ...marker,
    python({ to: context.plan.modules.base, order: 1, template: template('base.py.ejs'), view: {} }),
    ...context.plan.schemas.map((module) =>
      python({ to: module.module, template: template('models.py.ejs'), view: schemaModuleView(context, module) }),
    ),
  ];
}
