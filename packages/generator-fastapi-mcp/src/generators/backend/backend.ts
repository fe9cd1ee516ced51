export { settingIn, TOKEN_SETTING } from './env-files.js';
export type { SeamReport, UserProof } from './patch.js';
export { type PatchResult, patchBackend, unpatchBackend } from './patch-backend.js';
export { reportPatch } from './report-patch.js';
