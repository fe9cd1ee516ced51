import type { Contributed } from '@fastapi-mcp/kit';

/** A variable, its value quoted for YAML. */
interface Variable {
  readonly name: string;
  readonly value: string;
}

/** A service that a plugin runs beside the server, as the templates write it. */
export interface ServiceView {
  readonly name: string;
  readonly image: string;
  /** Quoted arguments, or an empty string. */
  readonly command: string;
  readonly environment: readonly Variable[];
  readonly files: readonly string[];
  readonly ports: readonly number[];
  readonly optional: boolean;
  /** How the server finds it; where the service is optional, whoever starts it says so in a variable of the same name. */
  readonly serverEnvironment: readonly Variable[];
  /** `OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318`, for a command line. */
  readonly assignments: string;
}

/** All services that plugins contribute. */
export function servicesView(services: Contributed['services']): readonly ServiceView[] {
  return services.map((service) => {
    const optional = service.optional ?? false;
    const found = Object.entries(service.serverEnvironment ?? {});
    return {
      name: service.name,
      image: service.image,
      command: (service.command ?? []).map(quoted).join(', '),
      environment: Object.entries(service.environment ?? {}).map(variable),
      files: service.files ?? [],
      ports: service.ports ?? [],
      optional,
      serverEnvironment: found.map(([name, value]) => (optional ? fromOutside(name) : variable([name, value]))),
      assignments: found.map(([name, value]) => `${name}=${value}`).join(' '),
    };
  });
}

function variable([name, value]: readonly [string, string]): Variable {
  return { name, value: quoted(value) };
}

/** Empty unless it is set where compose is run: the server takes an empty variable for none. */
function fromOutside(name: string): Variable {
  return { name, value: quoted(`\${${name}:-}`) };
}

/** Any JSON string is a YAML double-quoted scalar (YAML 1.2 §1.3). */
function quoted(value: string): string {
  return JSON.stringify(value);
}
