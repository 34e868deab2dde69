import { Given, Then } from '@cucumber/cucumber';
import { isAsTranscribed, readTranscript } from '../lab/index.ts';
import { expect } from './support/expect.ts';
import type { Scenario } from './support/scenario.ts';

Given('the certificates of {host} as files', async function (this: Scenario, host: string) {
  const terminal = await this.terminal();
  const { certificatePem, keyPem } = this.identities.server(host);
  await terminal.write('tls.crt', certificatePem);
  await terminal.write('tls.key', keyPem);
  await terminal.write('ca.crt', this.identities.authority.certificatePem);
});

Given('the file {string} in the terminal:', async function (this: Scenario, name: string, text: string) {
  await (await this.terminal()).write(name, await this.filledIn(text));
});

// Types what follows `$ ` into a shell where kubectl and helm speak to the lab and the lab's manifests are in manifests/,
// and compares what it prints: `<age>` stands for an age, another word in angle brackets for any word, `...` for any lines,
// and at the end of a line for the rest of it.
Then('a terminal shows:', async function (this: Scenario, transcript: string) {
  const terminal = await this.terminal();
  const commands = readTranscript(await this.filledIn(transcript));
  expect(commands.length > 0, () => 'the transcript has no command');
  for (const { command, output, code } of commands) {
    const seen = await terminal.type(command);
    expect(
      seen.code === code && isAsTranscribed(output, seen.output),
      () =>
        `$ ${command}\n${seen.output}\n[exit code ${seen.code}]\nwas expected to print:\n${output}\n[exit code ${code}]`,
    );
  }
});
