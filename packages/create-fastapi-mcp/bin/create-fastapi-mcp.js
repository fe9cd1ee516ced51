#!/usr/bin/env node
// `npm create fastapi-mcp -- --openapi openapi.json` is `fastapi-mcp --openapi openapi.json`.
import 'generator-fastapi-mcp/bin/fastapi-mcp.js';
