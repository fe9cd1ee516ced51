import { yeomanGenerator } from '@fastapi-mcp/kit/yeoman';
import { yeomanHost } from '../../yeoman-host.js';
import { schemasGenerator } from './schemas.js';

export default yeomanGenerator(schemasGenerator, yeomanHost);
