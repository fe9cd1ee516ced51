import { yeomanGenerator } from '@fastapi-mcp/kit/yeoman';
import { observabilityGenerator } from '../../observability.js';

export default yeomanGenerator(observabilityGenerator);
