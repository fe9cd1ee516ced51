/** The part of EJS 6 that we use; it ships no types. */
declare module 'ejs' {
  interface CompileOptions {
    readonly filename: string;
    readonly escape: (value: unknown) => string;
    readonly unsafePrototypeLocals: boolean;
  }
  interface Template {
    /** The body of the function that a template is compiled to. */
    readonly source: string;
    generateSource(): void;
  }
  const ejs: {
    Template: new (template: string, options: CompileOptions) => Template;
    compile(template: string, options: CompileOptions): (locals: object) => string;
  };
  export default ejs;
}
