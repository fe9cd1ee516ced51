import { python } from '@fastapi-mcp/kit';
import type { UserProof } from './patch.js';
import type { UserIdType } from './user-id-type.js';

/** What the extended dependencies of a backend need of the module. */
export interface ServiceModuleNeeds {
  readonly isAsync: readonly boolean[];
  readonly idTypes: readonly UserIdType[];
  /** There is no settings class: the tokens come from the environment. */
  readonly usesEnvironment: boolean;
  readonly userProof: UserProof;
}

interface ServiceModuleView {
  readonly assertion: boolean;
  readonly sync: boolean;
  readonly async: boolean;
  readonly toInt: boolean;
  readonly toUuid: boolean;
  readonly usesEnvironment: boolean;
}

/** The text of `service_auth.py`: what is not in use is not in it. */
export function serviceModule({ isAsync, idTypes, usesEnvironment, userProof }: ServiceModuleNeeds): string {
  const view: ServiceModuleView = {
    assertion: userProof === 'assertion',
    sync: isAsync.includes(false),
    async: isAsync.includes(true),
    toInt: idTypes.some((type) => type === 'int' || type === 'bigint'),
    toUuid: idTypes.includes('uuid'),
    usesEnvironment,
  };
  return python({ to: 'service_auth.py', template: new URL('./templates/service_auth.py.ejs', import.meta.url), view })
    .content;
}
