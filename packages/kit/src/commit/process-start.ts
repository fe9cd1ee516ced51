import { readFileSync } from 'node:fs';

/** USER_HZ, what /proc counts in; 100 on every architecture that Node runs on (proc(5), sysconf(3)). */
const TICKS_PER_SECOND = 100;

/**
 * When a process started, in milliseconds since the epoch; null where the system does not say (only Linux does, in /proc).
 */
export function processStart(pid: number): number | null {
  try {
    // Field 22; the second is the program's name, which may hold anything but ends with the last parenthesis.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
    const boot = Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]);
    const start = (boot + ticks / TICKS_PER_SECOND) * 1000;
    return Number.isFinite(start) ? start : null;
  } catch {
    return null;
  }
}
