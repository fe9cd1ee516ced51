export { BackendGenerator as default } from '../../backend/yeoman-backend.js';
