import { type Command, type CommandStreams, EXIT, exitCodeOf } from './command.ts';
import { version } from './version.ts';

/** Commands are loaded when they are asked for: none should wait for another's libraries. */
const COMMANDS: readonly Command[] = [
  {
    name: 'lab',
    summary: 'run a lab to play with: proxy, backends and the traffic patterns, until Ctrl-C',
    run: async (argv, streams) => (await import('./lab.ts')).labCommand(argv, streams),
  },
  {
    name: 'test',
    summary: 'run scenarios (Gherkin features) and say what held',
    run: async (argv, streams) => (await import('./test.ts')).testCommand(argv, streams),
  },
  {
    name: 'simulate',
    summary: 'compute in virtual time what traffic will do: shares, latencies, queues and errors',
    run: async (argv, streams) => (await import('./simulate.ts')).simulateCommand(argv, streams),
  },
  {
    name: 'worlds',
    summary: 'run scenarios in several worlds, and say where the verdicts differ',
    run: async (argv, streams) => (await import('./worlds.ts')).worldsCommand(argv, streams),
  },
  {
    name: 'check',
    summary: 'say what is wrong with manifests, without running them, and mend what can be mended',
    run: async (argv, streams) => (await import('./check.ts')).checkCommand(argv, streams),
  },
  {
    name: 'init',
    summary: 'write a first feature from the manifests of your repository',
    run: async (argv, streams) => (await import('./init.ts')).initCommand(argv, streams),
  },
  {
    name: 'steps',
    summary: 'list the steps that scenarios are written with, each with an example',
    run: async (argv, streams) => (await import('./steps.ts')).stepsCommand(argv, streams),
  },
  {
    name: 'doctor',
    summary: 'say what this machine can run, and what is missing for the rest',
    run: async (argv, streams) => (await import('./doctor.ts')).doctorCommand(argv, streams),
  },
  {
    name: 'explain',
    summary:
      'tell what becomes of a request, and why; with --diff, what a change of manifests does to requests; nothing is sent',
    run: async (argv, streams) => (await import('./explain.ts')).explainCommand(argv, streams),
  },
  {
    name: 'compare',
    summary:
      'send the same requests through the engine and through a real Traefik, and say where they differ',
    run: async (argv, streams) => (await import('./compare.ts')).compareCommand(argv, streams),
  },
  {
    name: 'engine',
    summary: 'run the proxy alone, by manifests or the objects of a Kubernetes API, until Ctrl-C',
    run: async (argv, streams) => (await import('./engine.ts')).engineCommand(argv, streams),
  },
  {
    name: 'kind',
    summary: 'make, fill and delete a Kubernetes cluster of one node on this machine, by kind and Docker',
    run: async (argv, streams) => (await import('./kind.ts')).kindCommand(argv, streams),
  },
  {
    name: 'images',
    summary: 'list, build and pull the images of the containers world',
    run: async (argv, streams) => (await import('./images.ts')).imagesCommand(argv, streams),
  },
  {
    name: 'certs',
    summary: 'write a certificate authority with server and client certificates, good and bad, to a folder',
    run: async (argv, streams) => (await import('./certs.ts')).certsCommand(argv, streams),
  },
];

/** Runs the command line and returns the exit code. */
export async function main(argv: readonly string[]): Promise<number> {
  const streams: CommandStreams = {
    stdout: process.stdout,
    stderr: process.stderr,
    // Opened only by a command that reads it.
    get stdin() {
      return process.stdin;
    },
  };
  const [name = 'help', ...rest] = argv;
  if (['help', '--help', '-h'].includes(name)) {
    streams.stdout.write(usage());
    return EXIT.ok;
  }
  if (['version', '--version', '-v'].includes(name)) {
    streams.stdout.write(`${version()}\n`);
    return EXIT.ok;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (!command) {
    streams.stderr.write(`ingress-lab: there is no command "${name}"\n\n${usage()}`);
    return EXIT.usage;
  }
  try {
    return await command.run(rest, streams);
  } catch (error) {
    const code = exitCodeOf(error);
    if (code === undefined || !(error instanceof Error)) throw error;
    streams.stderr.write(`ingress-lab ${name}: ${error.message}\n`);
    return code;
  }
}

function usage(): string {
  const width = Math.max(...COMMANDS.map((command) => command.name.length));
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: ingress-lab COMMAND [options]

Test, explain and teach Kubernetes ingress traffic before it reaches a cluster.

Commands:
${lines.join('\n')}

ingress-lab COMMAND --help says more.
Exit codes: 0 ok, 1 scenarios failed, something found or nobody takes the request, 2 usage or configuration,
3 environment, 4 no scenarios, 5 coverage below the limit, 130 aborted.
`;
}
