/** Our own folder in the output: the base of the next merge, and what a run needs while it commits. */
export const STATE_FOLDER = '.fastapi-mcp';
