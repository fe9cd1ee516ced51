export type { Terminal } from './cli/terminal.js';
export { main } from './main.js';
export { presets } from './presets/index.js';
