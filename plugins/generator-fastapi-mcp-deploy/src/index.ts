/**
 * The deploy plugin: how the emitted server is shipped and run.
 *
 * @packageDocumentation
 */
export { deployPlugin as default } from './deploy.js';
