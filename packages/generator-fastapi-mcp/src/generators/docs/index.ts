import { yeomanGenerator } from '@fastapi-mcp/kit/yeoman';
import { yeomanHost } from '../../yeoman-host.js';
import { docsGenerator } from './docs.js';

export default yeomanGenerator(docsGenerator, yeomanHost);
