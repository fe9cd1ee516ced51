/** The generators that can be run by name, in the order in which they contribute; known without loading one. */
export const GENERATORS = ['config', 'client', 'schemas', 'tools', 'tests', 'docs'] as const;
