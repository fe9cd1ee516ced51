/**
 * The deploy plugin: how the emitted server is shipped and run.
 *
 * @packageDocumentation
 */
export { deployGenerator } from './deploy.js';
