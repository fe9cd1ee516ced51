import { yeomanGenerator } from '@fastapi-mcp/kit/yeoman';
import { yeomanHost } from '../../yeoman-host.js';
import { toolsGenerator } from './tools.js';

export default yeomanGenerator(toolsGenerator, yeomanHost);
