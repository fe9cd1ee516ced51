/**
 * The observability plugin: OpenTelemetry traces, Prometheus metrics and a Grafana dashboard.
 *
 * @packageDocumentation
 */
export { observabilityPlugin as default } from './observability.js';
