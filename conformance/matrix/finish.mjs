import { writeFileSync } from 'node:fs';
import { table } from './table.mjs';

/**
 * The end of a script under conformance/: its tally in words, in the report file when one is asked for, and as exit code.
 * A script that tried nothing has failed.
 *
 * @param {{ passed: number, failed: number, file?: string, details?: object, remark?: string }} outcome `details` go into
 *   the report beside the tally, `remark` stands behind it in the printed line
 */
export function finish({ passed, failed, file, details = {}, remark = '' }) {
  console.log(`\n${passed} passed, ${failed} failed${remark}`);
  if (file) writeFileSync(file, JSON.stringify({ passed, failed, ...details }, null, 1));
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}

/** Checks as they come: each is shown at once by `note`; `end` shows them all as a table, and finishes. */
export function checklist() {
  const rows = [];
  return {
    note(what, ok, why = '') {
      console.log(`${ok ? '✔' : '✖'} ${what}${ok ? '' : `: ${why}`}`);
      rows.push({ what, ok, why });
    },
    end(file) {
      const failed = rows.filter(({ ok }) => !ok).length;
      const lines = rows.map(({ what, ok, why }) => [what, ok ? 'ok' : 'FAILED', ok ? '' : why]);
      console.log(`\n${table(['what', '', ''], lines)}`);
      finish({ passed: rows.length - failed, failed, file, details: { rows } });
    },
  };
}
