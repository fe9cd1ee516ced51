/** The direction of dependencies between our rooms (docs/adr/0001-rooms-and-direction.md). */
const leaf = (name, others) => ({
  name: `${name}-imports-none-of-ours`,
  severity: 'error',
  from: { path: `^packages/${name}/src` },
  to: { path: `^packages/(${others})/` },
});

module.exports = {
  forbidden: [
    leaf('answers', 'api-model|python|kit|generator-fastapi-mcp|create-fastapi-mcp'),
    leaf('api-model', 'answers|kit|generator-fastapi-mcp|create-fastapi-mcp'),
    leaf('python', 'answers|api-model|kit|generator-fastapi-mcp|create-fastapi-mcp'),
    leaf('kit', 'generator-fastapi-mcp|create-fastapi-mcp'),
    {
      name: 'generators-and-plugins-import-only-kit',
      comment: 'A third party has exactly our powers: what a generator needs, kit exports.',
      severity: 'error',
      from: { path: '^(packages/generator-fastapi-mcp/src/generators|plugins)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/(answers|api-model|python)/' },
    },
    {
      name: 'a-plugin-is-no-part-of-the-umbrella',
      comment: 'Nor may a plugin lean on another: each is installed by itself.',
      severity: 'error',
      from: { path: '^plugins/([^/]+)/' },
      to: { path: '^(packages/(generator-fastapi-mcp|create-fastapi-mcp)|plugins)/', pathNot: '^plugins/$1/' },
    },
    {
      name: 'yeoman-only-in-its-room',
      severity: 'error',
      from: {
        path: '^(packages|plugins)/',
        pathNot:
          '^packages/(kit/src/yeoman|generator-fastapi-mcp/)|^plugins/[^/]+/src/generators/[^/]+/index|\\.test\\.ts$',
      },
      to: { path: 'node_modules/(yeoman-generator|yeoman-environment|@yeoman)' },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types'] },
  },
};
