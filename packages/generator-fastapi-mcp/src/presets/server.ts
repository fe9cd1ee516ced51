/** The generators of every server, in the order in which modules of one file (structure A) are put together. */
export const SERVER: readonly string[] = ['config', 'client', 'schemas', 'tools', 'tests', 'docs'];
