import { z } from 'zod';
import type { Detected } from '../detected.js';
import { type Choice, checkedString, defineQuestion, type Earlier, type Facts } from '../question.js';
import { refuseText } from '../refuse-text.js';
import { visible } from '../visible.js';

const section = 'Tools';

/** Above this many tools a model pays for the list with every request, and chooses worse. */
const many = 40;

const isLarge = ({ detected }: Facts): boolean => (detected.toolCount ?? 0) > many;

function tagChoices(detected: Detected): readonly Choice[] {
  return (detected.tags ?? []).map(({ name, toolCount, tokens }) => ({
    value: name,
    explanation: `${toolCount} tools${tokens === undefined ? '' : `, about ${tokens} tokens`}`,
    ...(tokens === undefined ? {} : { tokens }),
  }));
}

function toolChoices(detected: Detected): readonly Choice[] {
  return (detected.tools ?? []).map(({ name, method, path, tokens }) => ({
    value: name,
    explanation: `${method} ${visible(path)}, about ${tokens} tokens`,
    tokens,
  }));
}

/** Search mode imports a tool's module when it is first called, so there must be one module per tool. */
function clashToolMode(value: unknown, { structure }: Earlier) {
  if (value !== 'search' || structure !== 'a') return null;
  return { what: 'does not go with flat files', fix: 'use --structure b' };
}

/** Which operations become tools, and how a model gets at them. */
export const tools = {
  toolMode: defineQuestion(z.enum(['direct', 'search']), {
    group: 'project',
    section,
    message: 'One tool per operation, or three that search?',
    help: 'direct: one tool per operation; search: find, describe and call',
    default: 'direct',
    explanations: {
      direct: 'one tool per operation, all listed',
      search: 'three tools: find, describe, call; for large APIs',
    },
    ask: isLarge,
    clash: clashToolMode,
    stored: true,
  }),
  includeTag: defineQuestion(z.array(checkedString(refuseText)), {
    group: 'project',
    section,
    message: 'Which tags? None chosen: all of them',
    help: 'only operations with one of these tags; repeatable',
    placeholder: 'TAG',
    default: [],
    options: tagChoices,
    ask: (facts) => isLarge(facts) && (facts.detected.tags?.length ?? 0) > 1,
    stored: true,
  }),
  include: defineQuestion(z.array(checkedString(refuseText)), {
    group: 'project',
    section,
    message: 'Which tools? None chosen: all of them, or all of the chosen tags',
    help: 'only tools whose name, or "METHOD /path", matches; repeatable',
    placeholder: 'GLOB',
    default: [],
    options: toolChoices,
    ask: (facts) => isLarge(facts) && (facts.detected.tools?.length ?? 0) > 0,
    stored: true,
  }),
  exclude: defineQuestion(z.array(checkedString(refuseText)), {
    group: 'project',
    section,
    message: 'Without which tools or paths?',
    help: 'none whose name, or "METHOD /path", matches; repeatable',
    placeholder: 'GLOB',
    default: [],
    stored: true,
  }),
};
