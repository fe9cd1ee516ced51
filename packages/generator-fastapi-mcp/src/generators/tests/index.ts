import { yeomanGenerator } from '@fastapi-mcp/kit/yeoman';
import { yeomanHost } from '../../yeoman-host.js';
import { testsGenerator } from './tests.js';

export default yeomanGenerator(testsGenerator, yeomanHost);
