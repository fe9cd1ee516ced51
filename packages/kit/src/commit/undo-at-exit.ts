/**
 * Work that waits for the disk, undone when the process is told to end meanwhile; of several, the innermost is undone
 * first.
 *
 * @param undo - synchronous; not called when the work ends by itself, well or not.
 */
export async function undoAtExit<Done>(undo: () => void, work: () => Promise<Done>): Promise<Done> {
  process.prependOnceListener('exit', undo);
  try {
    return await work();
  } finally {
    process.off('exit', undo);
  }
}
