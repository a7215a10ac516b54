import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '../..');

/** The example of a plain Koa app in its documentation. */
function example(): string {
  return /```ts\n([^]*?)```/.exec(readFileSync(join(root, 'docs/koa.md'), 'utf8'))![1]!;
}

/** What the compiler says against a program of these files. */
function complaints(files: string[], options: ts.CompilerOptions): string[] {
  const program = ts.createProgram(files, options);
  const { diagnostics } = options.noEmit ? { diagnostics: ts.getPreEmitDiagnostics(program) } : program.emit();
  return diagnostics.map(({ messageText, file, start }) =>
    `${file === undefined ? '' : `line ${file.getLineAndCharacterOfPosition(start ?? 0).line + 1}: `}${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
}

describe('the example in docs/koa.md', () => {
  let folder: string;
  beforeAll(() => {
    // Inside of the project, so that its packages are found; the plugin itself as a package beside the example, with its own types.
    mkdirSync(join(root, '.tmp'), { recursive: true });
    folder = mkdtempSync(join(root, '.tmp/example-'));
    const installed = join(folder, 'node_modules/strapi-plugin-api-tokens');
    mkdirSync(installed, { recursive: true });
    writeFileSync(join(installed, 'package.json'), readFileSync(join(root, 'package.json')));
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
    expect(complaints([join(root, 'koa/create-koa-api-tokens.ts')], {
      ...options, types: ['node'], rootDir: root, outDir: join(installed, 'dist'), emitDeclarationOnly: true, sourceMap: false,
    })).toEqual([]);
    writeFileSync(join(folder, 'example.mts'), example());
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['Node’s', { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext }],
    ['a bundler’s', { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }],
  ])('type-checks under strict, by %s resolution of modules', (_name, resolution) => {
    expect(complaints([join(folder, 'example.mts')], {
      ...resolution, strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, types: ['node'], skipLibCheck: true,
    })).toEqual([]);
  });
});
