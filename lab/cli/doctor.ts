import { parseArgs } from 'node:util';
import { parseFlags } from '../../engine/index.ts';
import { type Examined, examined } from '../doctor/examination.ts';
import { machine } from '../doctor/machine.ts';
import { type LabPort, network } from '../doctor/network.ts';
import { programs } from '../doctor/programs.ts';
import { type CommandStreams, EXIT, UsageError } from './command.ts';
import { controllerFlag, FURTHER_CONTROLLERS, LAB_FLAGS } from './lab-options.ts';

const HELP = `Usage: ingress-lab doctor [options]

Says what this machine can run: what is there, what is missing, what that is needed for and how to get it.
Nothing is started and nothing is changed.

  --format F   text (default) or json
  --help       this text

Exit codes: 0 scenarios and the lab can run, 2 usage, 3 they cannot.
`;

/** `ingress-lab doctor` */
export async function doctorCommand(argv: readonly string[], { stdout }: CommandStreams): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: { format: { type: 'string', default: 'text' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    stdout.write(HELP);
    return EXIT.ok;
  }
  if (!['text', 'json'].includes(values.format)) {
    throw new UsageError(`--format ${values.format}: write text or json`);
  }
  const found = await examined([...machine, ...network(labPorts()), ...programs]);
  stdout.write(values.format === 'json' ? `${JSON.stringify(found, null, 2)}\n` : report(found));
  return canRun(found) ? EXIT.ok : EXIT.environment;
}

function canRun(found: readonly Examined[]): boolean {
  return found.every(({ there, essential }) => there || !essential);
}

/** A line for what is there; two more for what is missing. */
export function report(found: readonly Examined[]): string {
  const width = Math.max(...found.map(({ name }) => name.length));
  const lines = found.flatMap(({ name, there, detail, neededFor, remedy }) => [
    `${there ? 'ok      ' : 'missing '} ${name.padEnd(width)}  ${detail}`,
    ...(there
      ? []
      : [`${''.padEnd(width + 9)}  needed for: ${neededFor}`, `${''.padEnd(width + 9)}  ${remedy}`]),
  ]);
  const missing = found.filter(({ there, essential }) => essential && !there).map(({ name }) => name);
  const verdict =
    missing.length === 0
      ? 'Scenarios can run here.'
      : `Scenarios cannot run here without ${missing.join(' and ')}.`;
  return `${lines.join('\n')}\n\n${verdict}\n`;
}

/** Where `ingress-lab lab` listens unless it is told otherwise. */
function labPorts(): LabPort[] {
  const own = parseFlags(LAB_FLAGS).entryPoints.map(({ name, host, port, protocol }) => {
    return { name: `entry point ${name}`, host, port, protocol, flag: `--entrypoints.${name}.address` };
  });
  const further = Object.entries(FURTHER_CONTROLLERS).flatMap(([controller, flags]) =>
    parseFlags(flags).entryPoints.map(({ host, port, protocol }) => {
      return { name: `controller ${controller}`, host, port, protocol, flag: controllerFlag(controller) };
    }),
  );
  return [...own, ...further];
}
