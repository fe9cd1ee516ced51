import { code, organiseImports, type PyCode, python } from '@fastapi-mcp/kit';
import type { UserProof } from './patch.js';
import type { UserIdType } from './user-id-type.js';

/** What the extended dependencies of a backend need of the module. */
export interface ServiceModuleNeeds {
  readonly isAsync: readonly boolean[];
  readonly idTypes: readonly UserIdType[];
  /** There is no settings class: the tokens come from the environment. */
  readonly usesEnvironment: boolean;
  /** The settings are made by the first request that needs them. */
  readonly settingsAreLate: boolean;
  readonly userProof: UserProof;
  /** Where `SecretStr` is from. */
  readonly secretModule: string;
  /** Some of them are methods. */
  readonly hasMethods: boolean;
  /** fastapi-users is in use. */
  readonly usesBackend: boolean;
}

interface ServiceModuleView {
  readonly assertion: boolean;
  readonly secretModule: PyCode;
  readonly sync: boolean;
  readonly async: boolean;
  readonly toInt: boolean;
  readonly toUuid: boolean;
  readonly methods: boolean;
  readonly users: boolean;
  readonly extensions: boolean;
  readonly usesEnvironment: boolean;
  readonly settingsAreLate: boolean;
}

/** The text of `service_auth.py`: what is not in use is not in it. */
export function serviceModule({
  isAsync,
  idTypes,
  usesEnvironment,
  settingsAreLate,
  hasMethods,
  usesBackend,
  userProof,
  secretModule,
}: ServiceModuleNeeds): string {
  const view: ServiceModuleView = {
    secretModule: code(secretModule),
    assertion: userProof === 'assertion',
    sync: isAsync.includes(false),
    async: isAsync.includes(true),
    toInt: idTypes.some((type) => type === 'int' || type === 'bigint'),
    toUuid: idTypes.includes('uuid'),
    methods: hasMethods,
    users: usesBackend,
    extensions: isAsync.length > 0,
    usesEnvironment,
    settingsAreLate,
  };
  const template = new URL('./templates/service_auth.py.ejs', import.meta.url);
  return organiseImports(python({ to: 'service_auth.py', template, view }).content, { firstParty: [] });
}
