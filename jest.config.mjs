/** One jest for the whole repository: tests sit beside the code and import sources, not builds. */
const workspace = ['answers', 'api-model', 'python', 'kit'];

export default {
  testTimeout: 60_000,
  testMatch: [
    '<rootDir>/packages/*/src/**/*.test.ts',
    '<rootDir>/plugins/*/src/**/*.test.ts',
    '<rootDir>/conformance/**/*.test.ts',
    '<rootDir>/scripts/**/*.test.ts',
    '<rootDir>/benchmarks/**/*.test.ts',
  ],
  testPathIgnorePatterns: ['/node_modules/', '/templates/'],
  modulePathIgnorePatterns: ['/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  moduleNameMapper: {
    ...Object.fromEntries(
      workspace.map((name) => [`^@fastapi-mcp/${name}$`, `<rootDir>/packages/${name}/src/index.ts`]),
    ),
    '^@fastapi-mcp/kit/(.*)$': '<rootDir>/packages/kit/src/$1.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};
