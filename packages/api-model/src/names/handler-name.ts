/** Methods that FastAPI may put at the end; a route of several methods names one of them for all. */
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/**
 * The handler's name inside FastAPI's default `operationId` (`fastapi.utils.generate_unique_id`):
 * `{function}{path with everything but word characters as _}_{method}`. Null when the id was made another way.
 *
 * @example handlerName('update_task_tasks__task_id__patch', '/tasks/{task_id}') // 'update_task'
 */
export function handlerName(operationId: string, path: string): string | null {
  const middle = path.replace(/[^\p{L}\p{N}_]/gu, '_');
  for (const method of METHODS) {
    const suffix = `${middle}_${method}`;
    if (operationId.length > suffix.length && operationId.endsWith(suffix)) return operationId.slice(0, -suffix.length);
  }
  return null;
}
