#!/usr/bin/env node
// Plain JavaScript that any Node can read, so that an old one gets a clear answer instead of a syntax error.
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';

const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `ingress-lab needs Node.js 24 or newer; this is ${process.versions.node}.\n` +
      'Install it, or run: npx -p node@24 -p ingress-lab ingress-lab\n',
  );
  process.exit(3);
}

// To read hundreds of sources anew takes longer than most commands do.
nodeModule.enableCompileCache?.();

const source = new URL('../lab/cli/main.ts', import.meta.url);
const { main } = await import(
  existsSync(source) ? source.href : new URL('../dist/lab/cli/main.js', import.meta.url).href
);
process.exitCode = await main(process.argv.slice(2));
