import { z } from 'zod';

/** A tool's name as its file and function have it. */
const toolName = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'is no tool name: small letters, digits and _, 64 at most');
const text = (most: number) => z.string().trim().min(1).max(most);

const hints = z.strictObject({
  readOnly: z.boolean().optional().describe('It changes nothing.'),
  destructive: z.boolean().optional().describe('It may change or delete what is there.'),
  idempotent: z.boolean().optional().describe('A second identical call changes nothing more.'),
});

const argument = z
  .strictObject({
    description: text(4000).optional().describe('What a model reads about the argument.'),
    fixed: z.json().optional().describe('Always sent, and not listed: no caller can change it.'),
    default: z.json().optional().describe('Sent when a caller leaves the argument out.'),
    hidden: z.boolean().optional().describe('Not listed and never sent; for optional arguments.'),
  })
  .meta({ id: 'argument' });

const answer = z.strictObject({
  fields: z
    .array(text(200))
    .min(1)
    .optional()
    .describe('Only these fields are kept; owner.name reaches into an object, and into every item of a list.'),
  page: z
    .strictObject({
      size: z.int().min(1).max(10_000).describe('At most this many items at a time.'),
      list: text(200).optional().describe('The field that holds the list, where the answer is an object.'),
    })
    .optional()
    .describe('Shows a long list in pieces; the tool gets an argument from_item.'),
});

const tool = z
  .strictObject({
    name: toolName.optional().describe('A new name. Callers see it at once, so it breaks those who know the old one.'),
    title: text(200).optional().describe('A few words for a person.'),
    description: text(8000).optional().describe('What a model reads to choose the tool.'),
    hidden: z.boolean().optional().describe('Left out; combined tools may still call it.'),
    hints: hints.optional(),
    arguments: z.record(z.string(), argument).optional(),
    answer: answer.optional(),
  })
  .meta({ id: 'tool' });

const stepArgument = z
  .strictObject({
    from: text(200).optional().describe('From the answer of an earlier step: step.field, or step.items.0.id'),
    fixed: z.json().optional().describe('Always this value.'),
    as: text(64).optional().describe('What callers call this argument, where two steps have one of the same name.'),
    hidden: z.boolean().optional().describe('Not listed and never sent; for optional arguments.'),
  })
  .meta({ id: 'stepArgument' });

const step = z
  .strictObject({
    call: z.string().describe('The tool, by the name that it has in tools.lock.json without mcp-tools.yaml.'),
    id: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,40}$/, 'is no name for a step: small letters, digits and _')
      .optional()
      .describe("What later steps call its answer; the tool's name when absent."),
    arguments: z.record(z.string(), stepArgument).optional(),
  })
  .meta({ id: 'step' });

const combined = z
  .strictObject({
    title: text(200).optional(),
    description: text(8000).describe('What a model reads to choose the tool.'),
    steps: z.array(step).min(2).max(10).describe('Called in this order; the answer of the last is the answer.'),
  })
  .meta({ id: 'combined' });

/** What `mcp-tools.yaml` may say. */
export const transformsSchema = z.strictObject({
  version: z.literal(1).optional(),
  tools: z.record(z.string(), tool).optional().describe('Changes to tools, by their name in the contract.'),
  combined: z.record(toolName, combined).optional().describe('Tools of your own, each several calls in a row.'),
});

export type TransformsFile = z.infer<typeof transformsSchema>;
export type ToolTransform = z.infer<typeof tool>;
export type ArgumentTransform = z.infer<typeof argument>;
export type AnswerTransform = z.infer<typeof answer>;
export type CombinedTransform = z.infer<typeof combined>;
export type StepTransform = z.infer<typeof step>;
