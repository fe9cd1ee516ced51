import { yeomanGenerator } from '@fastapi-mcp/kit/yeoman';
import { yeomanHost } from '../../yeoman-host.js';
import { configGenerator } from './config.js';

export default yeomanGenerator(configGenerator, yeomanHost);
