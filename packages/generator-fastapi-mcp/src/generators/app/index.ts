import { yeomanApp } from '@fastapi-mcp/kit/yeoman';
import { yeomanHost } from '../../yeoman-host.js';

export default yeomanApp(yeomanHost);
