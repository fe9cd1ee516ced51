import { PluginPackageGenerator } from '../../plugin-package/yeoman-plugin-package.js';

export default PluginPackageGenerator;
