import { resolve } from 'node:path';
import { type Answers, coreQuestions, type Detected, type Source } from '@fastapi-mcp/answers';
import { visible } from '@fastapi-mcp/python';
import { InternalError, UserError } from '../errors.js';
import { makePlan } from '../make-plan.js';
import { adviseSize } from './advise-size.js';
import { CONTRACT_FILE, type Project } from './find-project.js';
import { gatherAnswers } from './gather-answers.js';
import { isNewer } from './is-newer.js';
import { finishEarlierRun, locateProject } from './locate-project.js';
import { type Contract, curateContract, detect, pinnedText, readContract } from './read-contract.js';
import type { Session, SessionHost, SessionRequest, SourceText } from './session.js';
import { transformContract } from './transform-contract.js';
import { trustedTemplates } from './trusted-templates.js';

/**
 * Brings answers and contract together: stored answers and the pinned contract of the project that is there, what this
 * run was told, what is found in the contract, and, where somebody can be asked, the rest.
 *
 * @throws UserError for wrong answers (exit code 2) and for a contract that cannot be read.
 * @example
 * const session = await openSession({ cwd: process.cwd(), flags: { openapi: 'openapi.json' }, run }, host);
 *
 * @internal
 */
export async function openSession(request: SessionRequest, host: SessionHost): Promise<Session> {
  const { cwd, flags, file, run, only, set = coreQuestions } = request;
  const recovered = request.recovered ?? (await finishEarlierRun(request));
  const project = locateProject(request);
  tellDowngrade(project, host);
  const held: { read: Read | null } = { read: null };
  const gathered = await gatherAnswers({
    flags,
    file,
    ...(project ? { stored: project.stored } : {}),
    host,
    only,
    set,
    detected: known(project, cwd),
    learn: async (answers, sources) => {
      const source = await findContract({ answers, sources, project, request, host });
      const overlays = await Promise.all(answers.overlay.map((path) => host.readText(path, '--overlay', cwd)));
      const contract = readContract(source, { overlays, toolNames: project?.toolNames ?? {} });
      held.read = { source, contract, overlays };
      const detected = detect(contract);
      tellDetected(detected, contract, host);
      return detected;
    },
  });
  const { answers } = gathered;
  if (held.read === null) throw new InternalError('answers were gathered without a contract');
  const { source, contract, overlays } = held.read;
  const folder = resolve(cwd, answers.output);
  const own = await trustedTemplates(folder, { trusted: run.trustTemplates, dryRun: run.dryRun, host });
  const curated = transformContract(curateContract(contract, answers), folder, { answers, all: contract });
  if (run.strict) refuseLeftOut(curated);
  for (const line of adviseSize(answers, curated.api, gathered.detected)) host.tell(line);
  return {
    folder,
    project,
    recovered,
    context: {
      templates: { ...request.templates, ...own },
      answers,
      api: curated.api,
      plan: makePlan(answers, curated.api),
      contract: pinnedText(contract.document),
      overlaid: contract.overlaid && pinnedText(contract.overlaid),
    },
    sources: gathered.sources,
    overlays,
    detected: gathered.detected,
    diagnostics: curated.diagnostics,
    contractName: source.name,
    version: host.version ?? null,
    cwd,
    set,
  };
}

interface Read {
  readonly source: SourceText;
  readonly contract: Contract;
  readonly overlays: Session['overlays'];
}

function known(project: Project | null, cwd: string): Detected {
  if (project === null) return {};
  const output = project.folder === cwd ? { output: '.' } : {};
  return { ...output, ...(project.contract === null ? {} : { contract: true }) };
}

interface ContractSearch {
  readonly answers: Answers;
  readonly sources: Readonly<Record<string, Source>>;
  readonly project: Project | null;
  readonly request: SessionRequest;
  readonly host: SessionHost;
}

/**
 * A source that this run names wins; then, for the whole server, the one that was stored; then the pinned contract, so
 * that a generator run by itself changes nothing but what it is for.
 */
async function findContract(search: ContractSearch): Promise<SourceText> {
  const { answers, sources, project, request, host } = search;
  const isNamed = (key: 'openapi' | 'app' | 'backend'): boolean => answers[key] !== null && sources[key] !== 'stored';
  const named = isNamed('openapi') || isNamed('app') || isNamed('backend');
  const { app, backend } = answers;
  if (!named && project?.contract != null) {
    const pinned = { text: project.contract, name: CONTRACT_FILE, found: null };
    const stored = answers.openapi !== null || app !== null || backend !== null;
    if (stored && (request.refresh ?? request.only === undefined)) return (await readAgain(search)) ?? pinned;
    host.tell(`contract: ${CONTRACT_FILE}, as it is pinned in the project (--openapi, --app or --backend refresh it)`);
    return pinned;
  }
  // A stored document gives way to a backend that is named now.
  const openapi = named && !isNamed('openapi') ? null : answers.openapi;
  const { python, allowRef } = request.run;
  const source = await host.readSource({ openapi, app, backend, python, allowRef, cwd: request.cwd });
  if (source.found !== null) host.tell(`found: ${source.found}`);
  return source;
}

/** The stored source, as it is today; null, with a warning, when it cannot be had. */
async function readAgain({ answers, request, host }: ContractSearch): Promise<SourceText | null> {
  const { openapi, app, backend } = answers;
  try {
    const { python, allowRef } = request.run;
    const source = await host.readSource({ openapi, app, backend, python, allowRef, again: true, cwd: request.cwd });
    host.tell(`contract: read again from ${source.found ?? source.name}`);
    return source;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    host.tell(`warning: the contract cannot be read again: ${error.message.split('\n')[0]}`);
    host.tell(
      `hint: ${CONTRACT_FILE} is used, as it is pinned in the project; --openapi, --app or --backend name another source`,
    );
    return null;
  }
}

/** Its templates know less than those that made the project: what they lack would be taken out again. */
function tellDowngrade(project: Project | null, { version, tell }: SessionHost): void {
  const made = project?.generatorVersion ?? null;
  if (made === null || version == null || !isNewer(made, version)) return;
  tell(`warning: this project was made by version ${made}, and this is ${version}`);
  tell('hint: update it: npm install --global generator-fastapi-mcp@latest');
}

function tellDetected({ pattern, reasons = [] }: Detected, { api, diagnostics }: Contract, host: SessionHost): void {
  const count = api.operations.length;
  host.tell(`${api.title} ${api.version}: ${count} ${count === 1 ? 'operation' : 'operations'}`);
  if (pattern !== undefined)
    host.tell(`detected: Pattern ${pattern}${reasons.length > 0 ? ` (${reasons.join('; ')})` : ''}`);
  for (const { at, message, hint } of diagnostics.filter(({ code }) => code === 'login-left-out'))
    host.tell(visible(`note: ${at}: ${message}. ${hint}`).text);
}

function refuseLeftOut({ diagnostics }: Contract): void {
  const left = diagnostics.filter(({ severity }) => severity !== 'info');
  if (left.length === 0) return;
  const faults = left.map(({ at, message, hint }) => ({ message: `${at}: ${message}`, hint }));
  const count = left.length === 1 ? 'one part of the contract' : `${left.length} parts of the contract`;
  throw new UserError(`${count} cannot be used as it is, and --strict is on`, 'see the list; or run without --strict', {
    faults,
  });
}
