import { yeomanGenerator } from '@fastapi-mcp/kit/yeoman';
import { yeomanHost } from '../../yeoman-host.js';
import { clientGenerator } from './client.js';

export default yeomanGenerator(clientGenerator, yeomanHost);
