import type { Pattern, Preset } from '@fastapi-mcp/kit';
import { pattern1 } from './pattern-1.js';
import { pattern2 } from './pattern-2.js';
import { pattern3 } from './pattern-3.js';
import { pattern4 } from './pattern-4.js';

/** Patterns 1–4 as lists of generators. */
export const presets: Readonly<Record<Pattern, Preset>> = {
  '1': pattern1,
  '2': pattern2,
  '3': pattern3,
  '4': pattern4,
};
