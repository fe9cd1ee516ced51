export { settingIn, TOKEN_SETTING } from './env-files.js';
export { type PatchRequest, type PatchResult, patchBackend, unpatchBackend } from './patch-backend.js';
export { reportPatch } from './report-patch.js';
