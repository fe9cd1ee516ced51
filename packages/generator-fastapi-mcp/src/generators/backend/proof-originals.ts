import { code, type PyCode, type SourceFile } from '@fastapi-mcp/kit';
import { moduleNameOf } from './module-name.js';
import { guardsOf } from './plan-guards.js';
import type { Survey } from './survey.js';
import { classOf, type UserDependency } from './understand-dependency.js';

export interface Original {
  /** `app.dependencies.get_current_user` */
  readonly target: string;
  readonly standIn: PyCode;
}

export interface Originals {
  /** `app.dependencies:get_current_user`: what a backend's tests may override. */
  readonly overridable: readonly string[];
  readonly sync: boolean;
  readonly async: boolean;
  readonly guards: boolean;
  readonly asyncGuards: boolean;
  readonly all: readonly Original[];
}

/** What a test puts in the place of the originals, and of the dependencies that would refuse before they are asked. */
export function originalsOf({ resolver }: Survey, seams: readonly UserDependency[]): Originals {
  const nameIn = (file: SourceFile, name: string, separator = '.'): string =>
    `${moduleNameOf(resolver.project, file)}${separator}${name}`;
  const targetOf = ({ definition }: UserDependency): string => {
    const owner = classOf(definition);
    return nameIn(definition.file, owner === null ? definition.name : `${owner.name}.${definition.name}`);
  };
  const guards = new Map(
    seams.flatMap(({ guarded }) => guardsOf(guarded)).map((guard) => [nameIn(guard.file, guard.original), guard]),
  );
  const isAsync = ({ definition }: UserDependency): boolean => definition.node.child(0)?.type === 'async';
  const functions = seams.filter(({ definition }) => classOf(definition) === null);
  return {
    overridable: [
      ...functions.map(({ definition: { file, name } }) => nameIn(file, name, ':')),
      ...[...guards.values()].map(({ file, original }) => nameIn(file, original, ':')),
    ].sort(),
    sync: seams.some((each) => !isAsync(each)),
    async: seams.some(isAsync),
    guards: [...guards.values()].some((guard) => !guard.isAsync),
    asyncGuards: [...guards.values()].some((guard) => guard.isAsync),
    all: [
      ...seams.map((each) => ({
        target: targetOf(each),
        standIn: code(isAsync(each) ? 'async_original' : 'original'),
      })),
      ...[...guards].map(([target, guard]) => ({
        target,
        standIn: code(guard.isAsync ? 'async_credential' : 'credential'),
      })),
    ],
  };
}
