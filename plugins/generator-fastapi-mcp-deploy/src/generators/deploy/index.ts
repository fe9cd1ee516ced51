import { yeomanGenerator } from '@fastapi-mcp/kit/yeoman';
import { deployGenerator } from '../../deploy.js';

export default yeomanGenerator(deployGenerator);
