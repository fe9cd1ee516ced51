#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';

// Ruff's wasm is large and runs for a moment: V8's optimising compiler would spend seconds of CPU on it and hold the
// process back at its end. Only before any other wasm is loaded does the flag take effect; hence the late import.
setFlagsFromString('--liftoff-only');
const { main } = await import('../dist/main.js');

process.exitCode = await main(process.argv.slice(2));
