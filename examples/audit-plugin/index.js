import { defineGenerator, definePlugin, moduleNames, pluginModule, python } from '@fastapi-mcp/kit';

const template = (name) => new URL(`./templates/${name}.ejs`, import.meta.url);

const auditGenerator = defineGenerator({
  name: 'audit',
  description: 'An audit log of every tool call, in SQLite',
  needs: ['tools'],
  answers: [],
  files: ({ plan }) => {
    const view = { modules: moduleNames(plan) };
    return [
      python({ to: pluginModule(plan, 'audit'), template: template('audit.py'), view }),
      python({ to: 'tests/test_audit.py', template: template('test_audit.py'), view }),
    ];
  },
  contributes: ({ plan }) => ({
    settings: [
      {
        name: 'audit_path',
        type: 'text',
        default: 'audit.sqlite3',
        example: 'audit.sqlite3',
        help: 'Where tool calls are noted.',
      },
    ],
    extensions: [{ module: pluginModule(plan, 'audit'), className: 'AuditLog' }],
    readme: [{ title: 'Audit log', text: 'Every tool call is a row in `AUDIT_PATH`: no values, no answers.' }],
  }),
});

export default definePlugin({ name: 'generator-fastapi-mcp-audit', generators: [auditGenerator] });
