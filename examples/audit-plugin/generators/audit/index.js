import { yeomanPlugin } from '@fastapi-mcp/kit/yeoman';
import plugin from '../../index.js';

export default yeomanPlugin(plugin, 'audit');
